//! Sums past their bounds stop a debug build, for the worst case and whatever the actual data. Native only: a panic
//! ends a wasm module.
#![cfg(all(debug_assertions, not(target_arch = "wasm32")))]

use crate::common::primes::Highest;
use fedzk_curves::{
    bls12_381::Bls12381,
    bn254::{Bn254, Fp2},
    field::{Field, Fp, Prime},
};

/// A sum of `count` ones: magnitude (count, count), although its digits look carried.
fn ones<M: Prime>(count: usize) -> Fp<M> {
    (1..count).fold(Fp::ONE, |sum, i| if i % 2 == 0 { sum + Fp::ONE } else { sum - Fp::ONE })
}

#[test]
fn up_to_the_bounds() {
    // 9 × 29: 13 units a column. 14 × 28: 35.
    assert_eq!(ones::<Bn254>(7) * ones(1), Fp::ONE);
    assert_eq!(ones::<Bn254>(6) * ones(2), Fp::ZERO);
    assert_eq!(ones::<Bn254>(3).square(), Fp::ONE);
    assert_eq!(Fp::mul_sum(&ones::<Bn254>(7), &ones(1), &ones(3), &ones(2)), Fp::ONE);
    assert_eq!(ones::<Bls12381>(7) * ones(5), Fp::ONE);
    assert_eq!(ones::<Bls12381>(5).square(), Fp::ONE);
    assert_eq!(ones::<Highest>(2).square(), Fp::ZERO);
    // A reduction resets the magnitude.
    let mut sum = ones::<Bn254>(6);
    for _ in 0..20 {
        sum = sum.norm() + Fp::ONE;
    }
    assert_eq!(sum, Fp::ONE.times(20));
}

#[test]
#[should_panic(expected = "a sum of more than 7 carried elements")]
fn eight_summands() {
    let _ = ones::<Bn254>(8);
}

#[test]
#[should_panic(expected = "a sum of more than 7 carried elements")]
fn eight_summands_by_two_sums() {
    let _ = ones::<Bls12381>(4) - -ones(4);
}

#[test]
#[should_panic(expected = "a product of digits 14 units wide, at most 13 fit a column")]
fn a_product_too_wide() {
    let _ = ones::<Bn254>(7) * ones(2);
}

#[test]
#[should_panic(expected = "a product of digits 16 units wide, at most 13 fit a column")]
fn a_square_too_wide() {
    let _ = ones::<Bn254>(4).square();
}

#[test]
#[should_panic(expected = "a product of digits 14 units wide, at most 13 fit a column")]
fn a_sum_of_products_too_wide() {
    let _ = Fp::mul_sum(&ones::<Bn254>(5), &ones(2), &ones(4), &ones(1));
}

#[test]
#[should_panic(expected = "a product of digits 36 units wide, at most 35 fit a column")]
fn a_square_too_wide_in_fourteen_limbs() {
    let _ = ones::<Bls12381>(6).square();
}

#[test]
#[should_panic(expected = "a product of 6 moduli squared, at most 4 reduce to one")]
fn integers_too_large() {
    let _ = ones::<Highest>(3) * ones(2);
}

#[test]
#[should_panic(expected = "Fp::dot: elements that aren't carried")]
fn a_list_of_sums() {
    let _ = Fp::dot(&[ones::<Bn254>(1), ones(2)], &[ones(1); 2]);
}

#[test]
#[should_panic(expected = "Fp::dot: lists of one length")]
fn lists_of_two_lengths() {
    let _ = Fp::dot(&[ones::<Bn254>(1)], &[]);
}

#[cfg(not(feature = "fma"))]
#[test]
#[should_panic(expected = "a product of digits 14 units wide")]
fn the_imaginary_part_too_wide() {
    let _ = Fp2::new(ones(1), ones(6)) * Fp2::new(ones(2), ones(2));
}

/// In lanes: 4 units a product.
#[cfg(feature = "fma")]
#[test]
fn up_to_the_bounds_of_lanes() {
    let two = Fp2::ONE + Fp2::ONE;
    assert_eq!(two * two, Fp2::ONE.times(4));
    assert_eq!(two * -two, -Fp2::ONE.times(4));
    assert_eq!((two + two) * Fp2::ONE, Fp2::ONE.times(4));
}

#[cfg(feature = "fma")]
#[test]
#[should_panic(expected = "a product of digits 6 units wide, at most 4 split exactly")]
fn lanes_too_wide() {
    let two = Fp2::ONE + Fp2::ONE;
    let _ = (two + Fp2::ONE) * two;
}

#[cfg(feature = "fma")]
#[test]
#[should_panic(expected = "a product of digits 16 units wide, at most 4 split exactly")]
fn a_square_of_lanes_too_wide() {
    let _ = (Fp2::ONE + Fp2::ONE).square();
}

#[cfg(feature = "fma")]
#[test]
#[should_panic(expected = "a sum of more than 7 carried elements")]
fn eight_summands_in_lanes() {
    let _ = (1..8).fold(Fp2::ONE, |sum, _| sum + Fp2::ONE);
}

#[test]
#[should_panic(expected = "Fp::from_be_bytes: the caller slices")]
fn bytes_too_many() {
    let _ = Fp::<Bn254>::from_be_bytes(&[0; 33]);
}
