//! Lagrange forms against the polynomials at a known τ.

use crate::common::{Random, infinity, minus, plus, times};
use fedzk_curves::{
    bls12_381::{self, Bls12381Scalar},
    bn254::{self, Bn254Scalar},
    curve::{Coordinates, Curve},
    field::{Field, Fp, TwoAdic},
};
use fedzk_dev_setup::lagrange as polynomials;
use fedzk_powers::{
    digits::Split,
    transform::{differences, lagrange, split, transform},
};

fn words<M: TwoAdic>(scalar: &Fp<M>) -> [u64; 4] {
    scalar.to_words()[..4].try_into().unwrap()
}

fn powers<C: Split, M: TwoAdic>(tau: &Fp<M>, k: u32) -> Vec<Coordinates<C::Field>> {
    let powers = core::iter::successors(Some(Fp::ONE), |power| Some(*power * *tau));
    powers.take(1 << k).map(|power| times::<C>(&C::GENERATOR, &words(&power))).collect()
}

fn like_polynomials<C: Split, M: TwoAdic>() {
    let mut random = Random(21);
    for k in 0..6 {
        let tau = Fp::<M>::from_words([random.next(), random.next(), random.next(), 0, 0, 0]).unwrap();
        let mut points = powers::<C, M>(&tau, k);
        lagrange::<C, M>(&mut points);
        for (point, value) in points.iter().zip(polynomials::all(&tau, k)) {
            assert_eq!(*point, times::<C>(&C::GENERATOR, &words(&value)), "2^{k}");
        }
    }
}

#[test]
fn lagrange_forms_are_the_polynomials() {
    like_polynomials::<bn254::G1, Bn254Scalar>();
    like_polynomials::<bn254::G2, Bn254Scalar>();
    like_polynomials::<bls12_381::G1, Bls12381Scalar>();
    like_polynomials::<bls12_381::G2, Bls12381Scalar>();
}

/// All powers of 1 are the generator: L_0 is 1 there, the others 0. Every sum is a double, every difference infinity.
#[test]
fn powers_of_one() {
    fn on<C: Split, M: TwoAdic>() {
        let generator = C::GENERATOR;
        for k in [0, 1, 4] {
            let mut points = vec![generator; 1 << k];
            lagrange::<C, M>(&mut points);
            assert_eq!(points[0], generator);
            assert!(points[1..].iter().all(|point| *point == infinity()));
        }
    }
    on::<bn254::G1, Bn254Scalar>();
    on::<bls12_381::G2, Bls12381Scalar>();
}

/// With τ = ω^5 one polynomial is 1 and the others 0, and sums meet ±Q on the way.
#[test]
fn powers_of_a_point_of_the_domain() {
    type C = bls12_381::G1;
    type M = Bls12381Scalar;
    let tau = Fp::<M>::root_of_unity(4).vartime_pow(&[5, 0, 0, 0, 0, 0]);
    let mut points = powers::<C, M>(&tau, 4);
    lagrange::<C, M>(&mut points);
    for (i, point) in points.iter().enumerate() {
        assert_eq!(*point, if i == 5 { C::GENERATOR } else { infinity() }, "{i}");
    }
}

#[test]
fn levels_in_parts_are_like_the_whole() {
    type C = bn254::G1;
    type M = Bn254Scalar;
    let k = 5;
    let tau = Fp::<M>::from_words([77, 0, 0, 1, 0, 0]).unwrap();
    let mut whole = powers::<C, M>(&tau, k);
    // The last coefficient of a doubled domain is infinity.
    *whole.last_mut().unwrap() = infinity();
    let mut parts = whole.clone();
    transform::<C, M>(&mut whole, k);
    for level in (3..=k).rev() {
        let half = 1 << (level - 1);
        for (node, points) in parts.chunks_exact_mut(2 * half).enumerate() {
            let (low, high) = points.split_at_mut(half);
            for (i, (low, high)) in low.chunks_mut(3).zip(high.chunks_mut(3)).enumerate() {
                split::<C, M>(low, high, level, 3 * i, if node == 0 { k } else { 0 });
            }
        }
    }
    for (node, points) in parts.chunks_exact_mut(4).enumerate() {
        transform::<C, M>(points, if node == 0 { k } else { 0 });
    }
    assert_eq!(parts, whole);
}

#[test]
fn differences_of_lists() {
    type C = bls12_381::G1;
    let mut random = Random(22);
    let [p, q] = [random.point::<C>(), random.point::<C>()];
    let mut high = vec![p, p, infinity(), q, infinity()];
    differences::<C>(&mut high, &[q, p, p, infinity(), infinity()]);
    assert_eq!(high, [plus::<C>(&p, &minus(&q)), infinity(), minus(&p), q, infinity()]);
}
