//! All functions against integers of any length, on both fields.
#![allow(missing_docs, clippy::unwrap_used)]

use fedzk_curves::{bls12_381::Bls12381Scalar, bn254::Bn254Scalar, field::Prime};
use fedzk_shares::{ELEMENT_BYTES, Sum, WIDE_BYTES, are_elements, narrow, tags};
use num_bigint::BigUint;
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

fn order<M: Prime>() -> BigUint {
    M::MODULUS.iter().rev().fold(BigUint::ZERO, |sum, &word| (sum << 64u32) + word)
}

/// The same bytes on every run, different for each seed.
fn random(length: usize, seed: u64) -> Vec<u8> {
    let mut state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    let step = |_| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state >> 32) as u8
    };
    (0..length).map(step).collect()
}

fn bytes<const N: usize>(value: &BigUint) -> [u8; N] {
    let digits = value.to_bytes_be();
    let mut out = [0; N];
    out[N - digits.len()..].copy_from_slice(&digits);
    out
}

fn written(elements: &[BigUint]) -> Vec<u8> {
    elements.iter().flat_map(bytes::<ELEMENT_BYTES>).collect()
}

fn read(bytes: &[u8]) -> Vec<BigUint> {
    bytes.chunks(ELEMENT_BYTES).map(BigUint::from_bytes_be).collect()
}

/// Random elements, and among them the least, the largest, and those at the borders of words.
fn elements<M: Prime>(count: usize, seed: u64) -> Vec<BigUint> {
    let r = order::<M>();
    let borders = [64u32, 128, 192].map(|bits| BigUint::from(1u32) << bits);
    let special: Vec<_> = [BigUint::ZERO, BigUint::from(1u32), &r - 1u32, &r - 2u32, &r >> 1u32]
        .into_iter()
        .chain(borders.iter().flat_map(|border| [border - 1u32, border.clone()]))
        .collect();
    let mut all: Vec<_> =
        random(count * ELEMENT_BYTES, seed).chunks(ELEMENT_BYTES).map(BigUint::from_bytes_be).collect();
    for (i, element) in all.iter_mut().enumerate() {
        *element = if i % 3 == 0 { special[(i / 3 + seed as usize) % special.len()].clone() } else { &*element % &r };
    }
    all
}

fn only_what_is_below_r<M: Prime>() {
    let r = order::<M>();
    let largest = (BigUint::from(1u32) << 256u32) - 1u32;
    assert!(are_elements::<M>(&[]));
    assert!(are_elements::<M>(&written(&elements::<M>(40, 1))));
    for at in 0..3 {
        for wrong in [r.clone(), &r + 1u32, largest.clone()] {
            let mut some = elements::<M>(3, 2);
            some[at] = wrong;
            let share = written(&some);
            assert!(!are_elements::<M>(&share));
            assert_eq!(tags::<M>(&share, 2, &[0; 32]), None);
            let mut sum = Sum::<M>::new(1, 2);
            assert!(!sum.add(&share), "a wrong pad counts too");
            assert_eq!(sum.read(), [0; 2 * ELEMENT_BYTES], "and nothing of the share is added");
        }
        assert!(!are_elements::<M>(&[0; 3 * ELEMENT_BYTES][at + 1..]));
    }
    assert_eq!(tags::<M>(&[0; 64], 1, &bytes::<32>(&r)), None, "rho");
}

fn narrow_is_the_rest<M: Prime>() {
    let r = order::<M>();
    let most = (BigUint::from(1u32) << 384u32) - 1u32;
    let multiples = [&most / &r, BigUint::from(1u32), BigUint::from(1u32) << 128u32].map(|factor| factor * &r);
    let near = multiples.iter().flat_map(|multiple| [multiple - 1u32, multiple.clone(), multiple + 1u32]);
    let random = random(200 * WIDE_BYTES, 3);
    let integers = random.chunks(WIDE_BYTES).map(BigUint::from_bytes_be);
    let integers: Vec<_> =
        integers.chain(near).chain([BigUint::ZERO, most.clone(), BigUint::from(1u32) << 192u32]).collect();
    let wide: Vec<_> = integers.iter().flat_map(bytes::<WIDE_BYTES>).collect();
    let expected: Vec<_> = integers.iter().map(|integer| integer % &r).collect();
    assert_eq!(read(&narrow::<M>(&wide)), expected);
    assert_eq!(narrow::<M>(&[]), []);
}

fn tags_are_polynomials<M: Prime>() {
    let r = order::<M>();
    for (parts, length) in [(1, 1), (1, 2), (3, 1), (2, 48), (5, 12)] {
        let share = elements::<M>(parts * (length + 1), 4);
        for rho in elements::<M>(12, 5) {
            let expected: Vec<_> = share
                .chunks(length + 1)
                .map(|part| {
                    let packed = part[..length].iter().rev().fold(BigUint::ZERO, |sum, p| (sum + p) * &rho % &r);
                    (packed + &part[length]) % &r
                })
                .collect();
            let found = tags::<M>(&written(&share), length, &bytes::<32>(&rho)).unwrap();
            assert_eq!(read(&found), expected, "{parts} parts of {length}");
        }
    }
    assert_eq!(tags::<M>(&[0; 5 * ELEMENT_BYTES], 2, &[0; 32]), None, "no whole parts");
    assert_eq!(tags::<M>(&[0; 3 * ELEMENT_BYTES - 1], 2, &[0; 32]), None, "no whole elements");
    for rho in [31, 33] {
        assert_eq!(tags::<M>(&[0; 3 * ELEMENT_BYTES], 2, &vec![0; rho]), None);
    }
}

fn sums_leave_the_pads_out<M: Prime>() {
    let (r, parts, length) = (order::<M>(), 3, 4);
    let mut sum = Sum::<M>::new(parts, length);
    let mut expected = vec![BigUint::ZERO; parts * length];
    for seed in 0..300 {
        // Sometimes the largest in all places, so that totals far exceed r.
        let share = if seed % 2 == 0 {
            vec![&r - 1u32; parts * (length + 1)]
        } else {
            elements::<M>(parts * (length + 1), seed)
        };
        assert!(sum.add(&written(&share)));
        let packed = share.chunks(length + 1).flat_map(|part| &part[..length]);
        expected.iter_mut().zip(packed).for_each(|(total, element)| *total = (&*total + element) % &r);
    }
    assert_eq!(read(&sum.read()), expected);
    for length in [0, 1, 14 * ELEMENT_BYTES, 15 * ELEMENT_BYTES - 1, 16 * ELEMENT_BYTES] {
        assert!(!sum.add(&vec![0; length]), "{length} bytes");
    }
    assert_eq!(read(&sum.read()), expected);
}

macro_rules! each_field {
    ($($name:ident)*) => {
        mod bn254 { use super::*; $(#[test] fn $name() { super::$name::<Bn254Scalar>(); })* }
        mod bls12_381 { use super::*; $(#[test] fn $name() { super::$name::<Bls12381Scalar>(); })* }
    };
}

each_field!(only_what_is_below_r narrow_is_the_rest tags_are_polynomials sums_leave_the_pads_out);
