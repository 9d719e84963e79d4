//! Cofactors from the numbers of points, and products with them by endomorphisms against plain ones.

use crate::common::{Random, big, fp, modulus};
use fedzk_curves::{
    bls12_381::{self, Bls12381},
    bn254::{self, Bn254},
    curve::{Cofactor, Coordinates, Jacobian, OnCurve},
    field::{Field, Fp, Fp2, Tower},
};
use num_bigint::{BigInt, BigUint};
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

/// Points of the curve with small x, nearly all of them outside the subgroup.
fn points<C: Cofactor>(x: impl Fn(u64) -> C::Field, root: impl Fn(&C::Field) -> Option<C::Field>) -> Vec<OnCurve<C>> {
    let point = |i| {
        let x = x(i);
        let y = root(&(x.square() * x + C::B))?;
        Some(Coordinates { x, y }.vartime_on_curve().expect("y is a root"))
    };
    (1..40).filter_map(point).collect()
}

fn small<M: Tower>(i: u64) -> Fp<M> {
    fp(&BigUint::from(i))
}

fn check<C: Cofactor>(points: &[OnCurve<C>], outside: bool) {
    assert!(points.len() > 10);
    for point in points {
        let point_j = Jacobian::from(*point);
        assert_eq!(outside, !C::vartime_in_subgroup(&point_j));
        let plain = point_j.vartime_mul_plain(&C::COFACTOR);
        assert!(C::vartime_times_cofactor(&point_j) == plain);
        let affine = point.vartime_times_cofactor().unwrap();
        assert!(Jacobian::from(affine) == plain);
        assert!(C::vartime_in_subgroup(&plain));
        // Of points of the subgroup too, and infinity stays.
        assert!(C::vartime_times_cofactor(&plain) == plain.vartime_mul_plain(&C::COFACTOR));
    }
    assert!(C::vartime_times_cofactor(&Jacobian::INFINITY).vartime_is_infinity());
}

#[test]
fn bn254_points_reach_the_subgroup() {
    check(&points::<bn254::G1>(small::<Bn254>, Fp::vartime_sqrt), false);
    check(&points::<bn254::G2>(|i| Fp2::new(small(i), small(i + 7)), Fp2::vartime_sqrt), true);
}

#[test]
fn bls12_381_points_reach_the_subgroup() {
    check(&points::<bls12_381::G1>(small::<Bls12381>, Fp::vartime_sqrt), true);
    check(&points::<bls12_381::G2>(|i| Fp2::new(small(i), small(i + 7)), Fp2::vartime_sqrt), true);
}

#[test]
fn cofactors_follow_from_x() {
    let (p, r) = (modulus::<Bn254>(), big(&bn254::ORDER));
    assert_eq!(big(&bn254::G1::COFACTOR), 1u32.into());
    assert_eq!(big(&bn254::G2::COFACTOR), p * 2u32 - r);

    let x = -BigInt::from(bls12_381::MINUS_X);
    let one = BigInt::from(1);
    assert_eq!(BigInt::from(big(&bls12_381::G1::COFACTOR)), (&x - &one) * (&x - &one) / 3);
    let of_x = [1, -4, 5, 0, -4, 6, -4, -4, 13].into_iter().fold(BigInt::ZERO, |sum, k| sum * &x + BigInt::from(k));
    assert_eq!(BigInt::from(big(&bls12_381::G2::COFACTOR)), of_x / 9);
}

/// (a(1 + x + 2x² + 2x³) − x² + x⁴)·3(x² − 1) ≡ 1 mod r, for the a of G2's product on BLS12-381, where ψ multiplies by x.
#[test]
fn bls12_381_factor_makes_up_for_the_other_multiple() {
    let (x, r) = (-BigInt::from(bls12_381::MINUS_X), BigInt::from(big(&bls12_381::ORDER)));
    let a = BigInt::from(5_044_125_407_647_214_251u64);
    let power = |k: u32| x.pow(k);
    let sum = a * (BigInt::from(1) + &x + power(2) * 2 + power(3) * 2) - power(2) + power(4);
    let product: BigInt = sum * 3 * (power(2) - 1) % &r;
    assert_eq!((product + &r) % &r, 1.into());
}

/// More points, whose x is any.
#[test]
fn any_points_reach_the_subgroup() {
    let mut random = Random::new(20);
    let xs: Vec<_> = (0..40).map(|_| random.below(&modulus::<Bls12381>())).collect();
    let at = |i: u64| xs[i as usize].clone();
    check(&points::<bls12_381::G2>(|i| Fp2::new(fp(&at(i)), fp(&at(39 - i))), Fp2::vartime_sqrt), true);
    check(&points::<bls12_381::G1>(|i| fp(&at(i)), Fp::vartime_sqrt), true);
}
