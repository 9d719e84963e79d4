//! The Miller loop's own test of G2 (`checked_miller_loop`), against the explicit one and against [r]Q = O: points of every
//! prime order that the cofactors have, their sums with points of the subgroup, and points of the whole curve.

use crate::common::{Random, decimal};
use fedzk_curves::{
    bls12_381::Bls12381,
    bn254::Bn254,
    curve::{Affine, CompressedEncoding, Curve, Jacobian, OnCurve},
    pairing::{Outside, Pairing, checked_miller_loop, miller_loop},
};
use num_bigint::BigUint;
use serde::Deserialize;

trait Twist: Pairing<G1: Curve, G2: CompressedEncoding> {
    const TEXT: &'static str;

    fn parameters() -> Parameters {
        serde_json::from_str::<File>(Self::TEXT).unwrap().parameters
    }
}

impl Twist for Bn254 {
    const TEXT: &'static str = include_str!("../../../packages/vectors/bn254/noble.json");
}

impl Twist for Bls12381 {
    const TEXT: &'static str = include_str!("../../../packages/vectors/bls12-381/noble.json");
}

#[derive(Deserialize)]
struct File {
    parameters: Parameters,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Parameters {
    r: String,
    twist_cofactor: String,
    twist_cofactor_primes: Vec<String>,
}

fn times<C: Curve>(point: &Jacobian<C>, k: &BigUint) -> Jacobian<C> {
    point.vartime_mul_plain(&k.to_u64_digits())
}

/// A point of the whole curve.
fn random_point<C: CompressedEncoding>(random: &mut Random) -> Jacobian<C> {
    loop {
        let mut x: Vec<u8> = (0..C::COMPRESSED_BYTES).map(|_| random.word() as u8).collect();
        x[0] = 0b1000_0000 | x[0] & 0b0001_1111;
        if let Ok(coordinates) = C::read_compressed(&x) {
            return coordinates.vartime_on_curve::<C>().unwrap().into();
        }
    }
}

/// A point of exactly this prime order.
fn point_of_order<C: CompressedEncoding>(prime: &BigUint, points: &BigUint, random: &mut Random) -> Jacobian<C> {
    let mut rest = points.clone();
    while &rest % prime == BigUint::ZERO {
        rest /= prime;
    }
    loop {
        let mut point = times(&random_point::<C>(random), &rest);
        if point.vartime_is_infinity() {
            continue;
        }
        loop {
            let next = times(&point, prime);
            if next.vartime_is_infinity() {
                return point;
            }
            point = next;
        }
    }
}

fn on_curve<C: Curve>(point: &Jacobian<C>) -> OnCurve<C> {
    point.vartime_coordinates().unwrap().vartime_on_curve().unwrap()
}

fn agrees<M: Twist>(point: &Jacobian<M::G2>, r: &BigUint) -> bool {
    let member = times(point, r).vartime_is_infinity();
    assert_eq!(M::G2::vartime_in_subgroup(point), member);
    let walked = checked_miller_loop::<M>(&[(Affine::GENERATOR, on_curve(point))], &[]);
    match &walked {
        Ok(value) => {
            let point = point.vartime_coordinates().unwrap().vartime_check().unwrap();
            assert!(*value == miller_loop::<M>(&[(Affine::GENERATOR, point)], &[]));
        }
        Err(outside) => assert_eq!(outside, &Outside(vec![0])),
    }
    assert_eq!(walked.is_ok(), member);
    member
}

/// On BLS12-381 a third of the points of order 13 meet themselves on the walk. It then ends in (0 : 0 : 0).
fn points_of_prime_order<M: Twist>() {
    let Parameters { r, twist_cofactor, mut twist_cofactor_primes } = M::parameters();
    let (r, cofactor, mut random) = (decimal(&r), decimal(&twist_cofactor), Random::new(7));
    let points = &r * &cofactor;
    twist_cofactor_primes.dedup();
    let each = if std::env::var("SLOW").is_ok_and(|slow| slow == "1") { 24 } else { 8 };
    for prime in twist_cofactor_primes.iter().map(|prime| decimal(prime)) {
        for _ in 0..each {
            let point = point_of_order::<M::G2>(&prime, &points, &mut random);
            assert!(!agrees::<M>(&point, &r), "{prime}");
            let member = times(&random_point::<M::G2>(&mut random), &cofactor);
            assert!(!agrees::<M>(&point.vartime_add(&member), &r), "{prime}");
        }
    }
}

fn points_of_the_curve_and_of_the_subgroup<M: Twist>() {
    let Parameters { r, twist_cofactor, .. } = M::parameters();
    let (r, cofactor, mut random) = (decimal(&r), decimal(&twist_cofactor), Random::new(8));
    for _ in 0..16 {
        let point = random_point::<M::G2>(&mut random);
        assert!(!agrees::<M>(&point, &r));
        assert!(agrees::<M>(&times(&point, &cofactor), &r));
    }
}

/// Several at once: each one outside is named, at any place.
fn names_those_outside<M: Twist>() {
    let Parameters { twist_cofactor, .. } = M::parameters();
    let mut random = Random::new(9);
    let outside = random_point::<M::G2>(&mut random);
    let inside = times(&outside, &decimal(&twist_cofactor));
    for places in 0..32u32 {
        let is_outside = |place: &usize| places >> place & 1 == 1;
        let pair =
            |place: usize| (Affine::<M::G1>::GENERATOR, on_curve(if is_outside(&place) { &outside } else { &inside }));
        let walked = checked_miller_loop::<M>(&[0, 1, 2, 3, 4].map(pair), &[]);
        let expected: Vec<_> = (0..5).filter(is_outside).collect();
        assert_eq!(walked.err(), (places != 0).then_some(Outside(expected)));
    }
}

each_curve!(points_of_prime_order points_of_the_curve_and_of_the_subgroup names_those_outside);
