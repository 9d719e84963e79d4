//! Every number of the scalar fields, recomputed from r. Their arithmetic is in the suites of all primes.

use crate::common::{big, modulus, words};
use fedzk_curves::{
    bls12_381::{self, Bls12381Scalar},
    bn254::{self, Bn254Scalar},
    field::{Field, Fp, Prime, TwoAdic},
    limbs::{Modulus, RECIPROCAL_SHIFT},
};
use num_bigint::{BigInt, BigUint};
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

fn montgomery_constants<M: Prime + Modulus<Limbs = [i32; 9]>>(r: &BigUint) {
    assert_eq!(&modulus::<M>(), r);
    assert_eq!(M::BYTES, 32);
    let int = |digits: &[i32; 9]| digits.iter().rev().fold(BigInt::ZERO, |acc, &digit| (acc << 29) + digit);
    assert_eq!(int(&M::P), r.clone().into());
    let radix = BigUint::from(1u32) << (9 * 29u32);
    assert_eq!(int(&M::R), (&radix % r).into());
    assert_eq!(int(&M::R2), (&radix * &radix % r).into());
    let product = i64::from(M::P[0]) * i64::from(M::NEGATIVE_INVERSE);
    assert_eq!((product + 1) % (1 << 29), 0, "−1/r");
    let numerator: BigUint = BigUint::from(1u32) << (8 * 29 + RECIPROCAL_SHIFT);
    assert_eq!(BigUint::from(M::RECIPROCAL as u64), (numerator + r / 2u32) / r);
}

fn the_root_of_unity<M: TwoAdic>(r: &BigUint) {
    let (one, minus_one) = (BigUint::from(1u32), r - 1u32);
    assert_eq!(minus_one.trailing_zeros(), Some(M::TWO_ADICITY.into()));
    let is_square = |a: u32| BigUint::from(a).modpow(&(&minus_one >> 1), r) == one;
    assert!(is_square(2) && is_square(3) && is_square(4) && !is_square(5), "5 is the least that is no square");
    let root = BigUint::from(5u32).modpow(&(&minus_one >> M::TWO_ADICITY), r);
    assert_eq!(big(&M::ROOT_OF_UNITY.to_words()), root);
    // Half of the order leads to −1: the order is 2^k.
    assert_eq!(root.modpow(&(&one << (M::TWO_ADICITY - 1)), r), minus_one);
}

fn roots_of_lower_order<M: TwoAdic>() {
    assert_eq!(Fp::<M>::root_of_unity(0), Fp::ONE);
    assert_eq!(Fp::<M>::root_of_unity(1), -Fp::ONE);
    assert_eq!(Fp::<M>::root_of_unity(M::TWO_ADICITY), M::ROOT_OF_UNITY);
    for k in 1..=M::TWO_ADICITY {
        let root = Fp::<M>::root_of_unity(k);
        assert_eq!(root.square(), Fp::root_of_unity(k - 1));
        assert_eq!(root.vartime_pow(&words(&(BigUint::from(1u32) << (k - 1)))), -Fp::ONE, "order 2^{k}");
    }
}

#[test]
fn bn254() {
    let r = big(&bn254::ORDER);
    montgomery_constants::<Bn254Scalar>(&r);
    the_root_of_unity::<Bn254Scalar>(&r);
    roots_of_lower_order::<Bn254Scalar>();
}

#[test]
fn bls12_381() {
    let r = big(&bls12_381::ORDER);
    montgomery_constants::<Bls12381Scalar>(&r);
    the_root_of_unity::<Bls12381Scalar>(&r);
    roots_of_lower_order::<Bls12381Scalar>();
}

#[cfg(not(target_arch = "wasm32"))]
#[test]
#[should_panic(expected = "no order of 2^29")]
fn no_root_of_a_higher_order() {
    let _ = bn254::Fr::root_of_unity(29);
}
