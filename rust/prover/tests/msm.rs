//! Sums of multiples, against multiples computed one by one.

use crate::common::{Numbers, points};
use fedzk_curves::{
    bls12_381, bn254,
    curve::{Coordinates, GlvCurve, Jacobian},
    uint,
};
use fedzk_prover::msm::Msm;

const ONE: [u64; 4] = [1, 0, 0, 0];

fn minus<C: GlvCurve>(scalar: &[u64; 4]) -> [u64; 4] {
    if *scalar == [0; 4] { *scalar } else { uint::sub(C::ORDER, *scalar).0 }
}

fn sum<C: GlvCurve>(points: &[Coordinates<C::Field>], scalars: &[[u64; 4]]) -> Jacobian<C> {
    let mut msm = Msm::new();
    for (point, scalar) in points.iter().zip(scalars) {
        msm.push(*point, scalar);
    }
    msm.finish()
}

fn plain_sum<C: GlvCurve>(points: &[Coordinates<C::Field>], scalars: &[[u64; 4]]) -> Jacobian<C> {
    points.iter().zip(scalars).fold(Jacobian::INFINITY, |sum, (point, scalar)| {
        sum.vartime_add(&Jacobian::from(point.vartime_on_curve::<C>().unwrap()).vartime_mul_plain(scalar))
    })
}

fn check<C: GlvCurve>(points: &[Coordinates<C::Field>], scalars: &[[u64; 4]], what: &str) {
    assert!(sum::<C>(points, scalars) == plain_sum::<C>(points, scalars), "{what}, {} terms", points.len());
}

fn each_kind_of_scalar<C: GlvCurve>() {
    let mut numbers = Numbers(1);
    for n in [0, 1, 2, 3, 17, 130] {
        let of = |numbers: &mut Numbers| -> Vec<[u64; 4]> { (0..n).map(|_| numbers.scalar::<C>()).collect() };
        let points = points::<C>(&of(&mut numbers));
        check::<C>(&points, &of(&mut numbers), "of any size");
        let bits: Vec<_> = (0..n).map(|_| [numbers.next() & 1, 0, 0, 0]).collect();
        check::<C>(&points, &bits, "0 and 1");
        let bytes: Vec<_> = (0..n).map(|_| [numbers.next() & 255, 0, 0, 0]).collect();
        check::<C>(&points, &bytes, "of 8 bits");
        let negative: Vec<_> = bytes.iter().map(minus::<C>).collect();
        check::<C>(&points, &negative, "small and negative");
        let mut mixed = bits.clone();
        mixed.iter_mut().step_by(7).for_each(|scalar| *scalar = numbers.scalar::<C>());
        check::<C>(&points, &mixed, "mostly bits");
    }
}

/// In a bucket a point meets itself, its negative, and the sum of the two.
fn equal_and_opposite_points<C: GlvCurve>() {
    let mut numbers = Numbers(2);
    let one = points::<C>(&[numbers.scalar::<C>()])[0];
    let opposite = Coordinates { x: one.x, y: -one.y };
    for n in [2, 3, 4, 5, 8, 9, 40] {
        check::<C>(&vec![one; n], &vec![ONE; n], "the same point");
        let scalars: Vec<_> = (0..n).map(|_| numbers.scalar::<C>()).collect();
        check::<C>(&vec![one; n], &scalars, "the same point by any scalars");
        let alternating: Vec<_> = (0..n).map(|i| if i % 2 == 0 { one } else { opposite }).collect();
        check::<C>(&alternating, &vec![ONE; n], "in pairs of opposites");
        check::<C>(&alternating, &vec![minus::<C>(&ONE); n], "in pairs of opposites, negative");
        let quads: Vec<_> = (0..n).map(|i| if i % 4 < 2 { one } else { opposite }).collect();
        check::<C>(&quads, &vec![ONE; n], "sums that are opposites");
        check::<C>(&quads, &scalars, "opposites by any scalars");
    }
    let doubles = points::<C>(&[[1, 0, 0, 0], [2, 0, 0, 0], [3, 0, 0, 0], [4, 0, 0, 0], [5, 0, 0, 0]]);
    check::<C>(&doubles, &[ONE; 5], "1, 2, 3, 4, 5 times the generator in one bucket");
    check::<C>(
        &doubles,
        &[[5, 0, 0, 0], [4, 0, 0, 0], [3, 0, 0, 0], [2, 0, 0, 0], [1, 0, 0, 0]],
        "in buckets side by side",
    );
}

/// Digits at their bounds, for every width: −2^(c−1), 2^(c−1) − 1 and their neighbours, and the ends of the order.
fn edges<C: GlvCurve>() {
    let mut numbers = Numbers(3);
    let mut scalars = vec![[0; 4], ONE, minus::<C>(&ONE)];
    let half = uint::shift_right(C::ORDER, 1);
    // λ is −x² for BLS12-381: near half of that, a half of a scalar is largest.
    let step = uint::shift_right(minus::<C>(&C::LAMBDA), 1);
    for middle in [half, step, minus::<C>(&step), uint::add(step, half).0, uint::sub(half, step).0] {
        scalars.extend([middle, uint::add(middle, ONE).0, uint::sub(middle, ONE).0]);
    }
    for bit in (0..uint::bits(C::ORDER) - 1).step_by(3) {
        let mut power = [0; 4];
        power[(bit / 64) as usize] = 1 << (bit % 64);
        scalars.extend([power, uint::sub(power, ONE).0, minus::<C>(&power)]);
    }
    let all = points::<C>(&(0..scalars.len()).map(|_| numbers.scalar::<C>()).collect::<Vec<_>>());
    for (point, scalar) in all.iter().zip(&scalars).step_by(5) {
        check::<C>(&[*point], &[*scalar], "alone");
    }
    let once = sum::<C>(&all, &scalars);
    assert!(once == plain_sum::<C>(&all, &scalars), "together");
    // Enough terms for wide digits.
    for copies in [3, 12] {
        let expected = once.vartime_mul_plain(&[copies as u64]);
        assert!(sum::<C>(&all.repeat(copies), &scalars.repeat(copies)) == expected, "{copies} of each");
    }
}

/// More terms than a batch has, in one bucket and in many.
fn many<C: GlvCurve>() {
    let mut numbers = Numbers(4);
    let n = 5_000;
    let scalars: Vec<_> = (0..n).map(|_| numbers.scalar::<C>()).collect();
    let multiples: Vec<_> = (0..n).map(|i| [i + 1, 0, 0, 0]).collect();
    let points = points::<C>(&multiples);
    // Σ sᵢ·(i + 1)·G is one multiple of G.
    let mut total = [0; 4];
    for (scalar, i) in scalars.iter().zip(1..) {
        for _ in 0..i {
            total = uint::add(total, *scalar).0;
            total = if uint::less(total, C::ORDER) { total } else { uint::sub(total, C::ORDER).0 };
        }
    }
    let expected = Jacobian::from(points[0].vartime_on_curve::<C>().unwrap()).vartime_mul_plain(&total);
    assert!(sum::<C>(&points, &scalars) == expected);
    let expected =
        Jacobian::from(points[0].vartime_on_curve::<C>().unwrap()).vartime_mul_plain(&[n * (n + 1) / 2, 0, 0, 0]);
    assert!(sum::<C>(&points, &vec![ONE; points.len()]) == expected);
}

/// Wide digits have thousands of buckets, most of them empty: a few terms are done in one step, with few buckets.
fn few_terms_have_few_buckets<C: GlvCurve>() {
    let mut numbers = Numbers(5);
    for n in [1, 2, 19, 50] {
        let scalars: Vec<_> = (0..n).map(|_| numbers.scalar::<C>()).collect();
        let mut msm = Msm::<C>::new();
        points::<C>(&scalars).iter().zip(&scalars).for_each(|(point, scalar)| msm.push(*point, scalar));
        assert!(!msm.step() && msm.steps() == 1, "{n} terms");
    }
}

macro_rules! each_group {
    ($($test:ident)*) => {
        $(mod $test {
            #[test]
            fn bn254_g1() { super::$test::<super::bn254::G1>(); }
            #[test]
            fn bn254_g2() { super::$test::<super::bn254::G2>(); }
            #[test]
            fn bls12_381_g1() { super::$test::<super::bls12_381::G1>(); }
            #[test]
            fn bls12_381_g2() { super::$test::<super::bls12_381::G2>(); }
        })*
    };
}

each_group!(each_kind_of_scalar equal_and_opposite_points edges many few_terms_have_few_buckets);
