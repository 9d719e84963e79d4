//! Every number of the scalar field, recomputed from r. Its arithmetic is in the suites of all primes.
#![allow(missing_docs, clippy::unwrap_used)]

mod common;

use common::{big, modulus, words};
use fedzk_curves::{
    bn254::{Bn254Scalar, Fr, ORDER},
    field::{Field, Prime, TwoAdic},
    limbs::{Modulus, RECIPROCAL_SHIFT},
};
use num_bigint::{BigInt, BigUint};
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

fn r() -> BigUint {
    big(&ORDER)
}

#[test]
fn montgomery_constants() {
    assert_eq!(modulus::<Bn254Scalar>(), r());
    assert_eq!(Bn254Scalar::BYTES, 32);
    let int = |digits: &[i32; 9]| digits.iter().rev().fold(BigInt::ZERO, |acc, &digit| (acc << 29) + digit);
    assert_eq!(int(&Bn254Scalar::P), r().into());
    let radix = BigUint::from(1u32) << (9 * 29u32);
    assert_eq!(int(&Bn254Scalar::R), (&radix % r()).into());
    assert_eq!(int(&Bn254Scalar::R2), (&radix * &radix % r()).into());
    let product = i64::from(Bn254Scalar::P[0]) * i64::from(Bn254Scalar::NEGATIVE_INVERSE);
    assert_eq!((product + 1) % (1 << 29), 0, "−1/r");
    let numerator: BigUint = BigUint::from(1u32) << (8 * 29 + RECIPROCAL_SHIFT);
    assert_eq!(BigUint::from(Bn254Scalar::RECIPROCAL as u64), (numerator + r() / 2u32) / r());
}

#[test]
fn the_root_of_unity() {
    let (one, minus_one) = (BigUint::from(1u32), r() - 1u32);
    assert_eq!(minus_one.trailing_zeros(), Some(Bn254Scalar::TWO_ADICITY.into()));
    let is_square = |a: u32| BigUint::from(a).modpow(&(&minus_one >> 1), &r()) == one;
    assert!(is_square(2) && is_square(3) && is_square(4) && !is_square(5), "5 is the least that is no square");
    let root = BigUint::from(5u32).modpow(&(&minus_one >> Bn254Scalar::TWO_ADICITY), &r());
    assert_eq!(big(&Bn254Scalar::ROOT_OF_UNITY.to_words()), root);
    // Half of the order leads to −1: the order is 2^28.
    assert_eq!(root.modpow(&(&one << (Bn254Scalar::TWO_ADICITY - 1)), &r()), minus_one);
}

#[test]
fn roots_of_lower_order() {
    assert_eq!(Fr::root_of_unity(0), Fr::ONE);
    assert_eq!(Fr::root_of_unity(1), -Fr::ONE);
    assert_eq!(Fr::root_of_unity(Bn254Scalar::TWO_ADICITY), Bn254Scalar::ROOT_OF_UNITY);
    for k in 1..=Bn254Scalar::TWO_ADICITY {
        let root = Fr::root_of_unity(k);
        assert_eq!(root.square(), Fr::root_of_unity(k - 1));
        assert_eq!(root.vartime_pow(&words(&(BigUint::from(1u32) << (k - 1)))), -Fr::ONE, "order 2^{k}");
    }
}

#[cfg(not(target_arch = "wasm32"))]
#[test]
#[should_panic(expected = "no order of 2^29")]
fn no_root_of_a_higher_order() {
    let _ = Fr::root_of_unity(29);
}
