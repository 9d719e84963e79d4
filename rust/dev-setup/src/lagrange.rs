//! Lagrange's polynomials of a domain of roots of unity, at one point: L_i is 1 at ωⁱ and 0 at the others,
//!
//! L_i(τ) = (τⁿ − 1)/n · ωⁱ/(τ − ωⁱ), ω of order n = 2^k.

use fedzk_curves::{
    bn254::Fr,
    field::{Field, invert_all},
};

/// L_0(τ), L_1(τ), … of the domain of 2^k points.
///
/// # Panics
/// Where τ is in the domain, or the field has no domain of that size.
pub fn all(tau: &Fr, k: u32) -> Vec<Fr> {
    values(tau, k, Fr::ONE, &Fr::root_of_unity(k), 1 << k)
}

/// L_1(τ), L_3(τ), … of the domain of 2^(k+1) points, 2^k in all: a polynomial of a degree below 2^(k+1) that is 0 on the
/// domain of 2^k points is their combination by its values at the odd points.
///
/// # Panics
/// Where τ is in the domain, or the field has no domain of that size.
pub fn odd(tau: &Fr, k: u32) -> Vec<Fr> {
    values(tau, k + 1, Fr::root_of_unity(k + 1), &Fr::root_of_unity(k), 1 << k)
}

/// L at the points `start`·`step`ⁱ of the domain of 2^k points, with one inversion in all.
fn values(tau: &Fr, k: u32, start: Fr, step: &Fr, count: usize) -> Vec<Fr> {
    let points: Vec<Fr> = std::iter::successors(Some(start), |point| Some(*point * *step)).take(count).collect();
    let size = [1 << k, 0, 0, 0, 0, 0];
    let vanishing = tau.vartime_pow(&size).sub_norm(&Fr::ONE);
    assert!(!vanishing.vartime_is_zero(), "lagrange: τ is a point of the domain");
    let factor = vanishing * Fr::from_words(size).expect("lagrange: 2^k is below r").invert();
    let mut values: Vec<Fr> = points.iter().map(|point| tau.sub_norm(point)).collect();
    invert_all(&mut values);
    values.iter().zip(&points).map(|(inverse, point)| *inverse * (factor * *point)).collect()
}
