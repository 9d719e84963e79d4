//! Multiples of a fixed point, by tables of several widths, against plain doubling and adding.

use crate::common::{Random, big, multiple, words};
use fedzk_curves::{
    curve::{Affine, Curve, FixedBase, Jacobian},
    pairing::Pairing,
};
use num_bigint::BigUint;

each_curve!(g1 g2 as_wide_as_pays several_points_with_infinity_among_them);

const RANDOM: usize = if cfg!(target_arch = "wasm32") { 3 } else { 12 };

/// Scalars with a digit of `width` bits at the ends of its range, and with carries through all digits.
fn scalars(order: &[u64; 4], width: u32, random: &mut Random) -> Vec<BigUint> {
    let (r, one) = (big(order), BigUint::from(1u32));
    let mut out: Vec<_> = [0u32, 1, 2, 3].map(BigUint::from).into();
    out.extend([1u32, 2, 3].map(|k| &r - k));
    let half = &one << (width - 1);
    let every_digit = |digit: &BigUint| (0..254 / width).fold(BigUint::ZERO, |acc, _| (acc << width) + digit);
    for digit in [half.clone(), &half - 1u32, &half + 1u32, (&half << 1) - 1u32] {
        out.extend([every_digit(&digit), &digit << width, digit]);
    }
    for power in [64u32, 128, 192, 253].map(|bits| &one << bits) {
        out.extend([&power - 1u32, power.clone(), power + 1u32]);
    }
    out.extend((0..RANDOM).map(|_| random.below(&r)));
    out.into_iter().filter(|k| *k < r).collect()
}

fn agrees<C: Curve>(point: &Affine<C>, widths: &[u32]) {
    let mut random = Random::new(110);
    for &width in widths {
        let table = FixedBase::with_width(point, width);
        let scalars: Vec<[u64; 4]> = scalars(&C::ORDER, width, &mut random).iter().map(words).collect();
        let all = table.vartime_mul_all(&scalars);
        assert_eq!(all.len(), scalars.len());
        for (k, found) in scalars.iter().zip(all) {
            let expected = Jacobian::from(*point).vartime_mul_plain(k);
            assert!(table.vartime_mul(k) == expected, "width {width}, {k:x?}");
            assert_eq!(found, expected.vartime_coordinates().map(|c| c.vartime_check().unwrap()), "{k:x?}");
        }
    }
}

fn g1<M: Pairing>() {
    // 1: digits are 0 and 1. If the width divides the order's bits (2 · 127, 3 · 85), the top digit is only the carry.
    let widths: &[u32] = if cfg!(target_arch = "wasm32") { &[1, 2, 7] } else { &[1, 2, 3, 4, 5, 7, 8, 10] };
    agrees(&Affine::<M::G1>::GENERATOR, widths);
    agrees(&multiple::<M::G1>(&123_456_789u32.into()).unwrap(), &[6]);
}

fn g2<M: Pairing>() {
    agrees(&Affine::<M::G2>::GENERATOR, if cfg!(target_arch = "wasm32") { &[4] } else { &[4, 8] });
}

fn as_wide_as_pays<M: Pairing>() {
    let mut random = Random::new(111);
    let k: [u64; 4] = words(&random.below(&big(&M::G1::ORDER)));
    let expected = Jacobian::from(Affine::<M::G1>::GENERATOR).vartime_mul_plain(&k);
    let counts: &[usize] = if cfg!(target_arch = "wasm32") { &[0, 1000] } else { &[0, 1, 1000, 10_000, 100_000] };
    for &scalars in counts {
        assert!(FixedBase::new(&Affine::<M::G1>::GENERATOR, scalars).vartime_mul(&k) == expected);
    }
}

fn several_points_with_infinity_among_them<M: Pairing>() {
    let point = |k: u64| Jacobian::from(Affine::<M::G1>::GENERATOR).vartime_mul_plain(&[k]);
    for ks in [vec![], vec![0], vec![0, 0], vec![1], vec![0, 5, 0, 7, 7, 0], vec![3, 0, 9]] {
        let points: Vec<_> = ks.iter().map(|&k| point(k)).collect();
        let found = Jacobian::vartime_all_coordinates(&points);
        let expected: Vec<_> = points.iter().map(Jacobian::vartime_coordinates).collect();
        assert_eq!(found, expected, "{ks:?}");
    }
}

#[cfg(not(target_arch = "wasm32"))]
#[test]
#[should_panic(expected = "not below the order")]
fn a_scalar_past_the_order() {
    FixedBase::with_width(&Affine::<fedzk_curves::bn254::G1>::GENERATOR, 4).vartime_mul(&fedzk_curves::bn254::ORDER);
}
