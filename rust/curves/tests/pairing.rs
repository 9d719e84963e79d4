//! The pairing's own laws.
#![allow(missing_docs, clippy::unwrap_used)]

mod common;

use common::{Random, big, multiple};
use fedzk_curves::{
    bn254::{Bn254, Fp12, G1, G2, ORDER, pair},
    curve::{Affine, Jacobian},
    pairing::{Pairing, PreparedG2, miller_loop},
};
use num_bigint::BigUint;
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

fn power(base: &Fp12, exponent: &BigUint) -> Fp12 {
    (0..exponent.bits()).rev().fold(Fp12::ONE, |acc, i| {
        let square = acc.square();
        if exponent.bit(i) { square * *base } else { square }
    })
}

#[test]
fn bilinear_and_not_degenerate() {
    let mut random = Random::new(1);
    let order = big(&ORDER);
    let base = pair(&Affine::GENERATOR, &Affine::GENERATOR);
    assert!(base != Fp12::ONE);
    assert!(power(&base, &order) == Fp12::ONE);
    for _ in 0..3 {
        let (a, b) = (random.below(&order), random.below(&order));
        let value = pair(&multiple::<G1>(&a).unwrap(), &multiple::<G2>(&b).unwrap());
        assert!(value == power(&base, &(a * b % &order)));
    }
}

#[test]
fn several_pairs_and_prepared_ones_are_the_product() {
    let mut random = Random::new(2);
    let order = big(&ORDER);
    let mut point = || {
        let (a, b) = (random.below(&order), random.below(&order));
        (multiple::<G1>(&a).unwrap(), multiple::<G2>(&b).unwrap())
    };
    let pairs = [point(), point(), point(), point(), point()];
    let product = pairs.iter().fold(Fp12::ONE, |acc, (p, q)| acc * pair(p, q));
    for walked in 0..=pairs.len() {
        let prepared: Vec<_> = pairs[walked..].iter().map(|(p, q)| (*p, PreparedG2::<Bn254>::new(q))).collect();
        let prepared: Vec<_> = prepared.iter().map(|(p, q)| (Jacobian::from(*p), q)).collect();
        let value = Bn254::final_exponentiation(&miller_loop(&pairs[..walked], &prepared));
        assert!(value == product, "{walked} walked");
    }
}
