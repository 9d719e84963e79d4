//! The pairing's own laws.

use crate::common::{Random, big, multiple};
use fedzk_curves::{
    curve::{Affine, Curve, Jacobian},
    field::Fp12,
    pairing::{Pairing, PreparedG2, miller_loop},
};
use num_bigint::BigUint;

fn pair<M: Pairing>(p: &Affine<M::G1>, q: &Affine<M::G2>) -> Fp12<M> {
    M::final_exponentiation(&miller_loop::<M>(&[(*p, *q)], &[]))
}

fn power<M: Pairing>(base: &Fp12<M>, exponent: &BigUint) -> Fp12<M> {
    (0..exponent.bits()).rev().fold(Fp12::ONE, |acc, i| {
        let square = acc.square();
        if exponent.bit(i) { square * *base } else { square }
    })
}

fn bilinear_and_not_degenerate<M: Pairing>() {
    let mut random = Random::new(1);
    let order = big(&M::G1::ORDER);
    let base = pair::<M>(&Affine::GENERATOR, &Affine::GENERATOR);
    assert!(base != Fp12::ONE);
    assert!(power(&base, &order) == Fp12::ONE);
    for _ in 0..3 {
        let (a, b) = (random.below(&order), random.below(&order));
        let value = pair::<M>(&multiple::<M::G1>(&a).unwrap(), &multiple::<M::G2>(&b).unwrap());
        assert!(value == power(&base, &(a * b % &order)));
    }
}

fn several_pairs_and_prepared_ones_are_the_product<M: Pairing>() {
    let mut random = Random::new(2);
    let order = big(&M::G1::ORDER);
    let mut point = || {
        let (a, b) = (random.below(&order), random.below(&order));
        (multiple::<M::G1>(&a).unwrap(), multiple::<M::G2>(&b).unwrap())
    };
    let pairs = [point(), point(), point(), point(), point()];
    let product = pairs.iter().fold(Fp12::ONE, |acc, (p, q)| acc * pair::<M>(p, q));
    for walked in 0..=pairs.len() {
        let prepared: Vec<_> = pairs[walked..].iter().map(|(p, q)| (*p, PreparedG2::<M>::new(q))).collect();
        let prepared: Vec<_> = prepared.iter().map(|(p, q)| (Jacobian::from(*p), q)).collect();
        let value = M::final_exponentiation(&miller_loop(&pairs[..walked], &prepared));
        assert!(value == product, "{walked} walked");
    }
}

each_curve!(bilinear_and_not_degenerate several_pairs_and_prepared_ones_are_the_product);
