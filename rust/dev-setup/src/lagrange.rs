//! Lagrange's polynomials of a domain of roots of unity, at one point: L_i is 1 at ωⁱ and 0 at the others,
//!
//! L_i(τ) = (τⁿ − 1)/n · ωⁱ/(τ − ωⁱ), ω of order n = 2^k.

use fedzk_curves::field::{Field, Fp, TwoAdic, invert_all};

/// L_0(τ), L_1(τ), … of the domain of 2^k points.
///
/// # Panics
/// Where τ is in the domain, or the field has no domain of that size.
pub fn all<M: TwoAdic>(tau: &Fp<M>, k: u32) -> Vec<Fp<M>> {
    values(tau, k, Fp::ONE, &Fp::root_of_unity(k), 1 << k)
}

/// L_1(τ), L_3(τ), … of the domain of 2^(k+1) points, 2^k in all: a polynomial of a degree below 2^(k+1) that is 0 on the
/// domain of 2^k points is their combination by its values at the odd points.
///
/// # Panics
/// Where τ is in the domain, or the field has no domain of that size.
pub fn odd<M: TwoAdic>(tau: &Fp<M>, k: u32) -> Vec<Fp<M>> {
    values(tau, k + 1, Fp::root_of_unity(k + 1), &Fp::root_of_unity(k), 1 << k)
}

/// L at the points `start`·`step`ⁱ of the domain of 2^k points, with one inversion in all.
fn values<M: TwoAdic>(tau: &Fp<M>, k: u32, start: Fp<M>, step: &Fp<M>, count: usize) -> Vec<Fp<M>> {
    let points: Vec<Fp<M>> = std::iter::successors(Some(start), |point| Some(*point * *step)).take(count).collect();
    let size = [1 << k, 0, 0, 0, 0, 0];
    let vanishing = tau.vartime_pow(&size).sub_norm(&Fp::ONE);
    assert!(!vanishing.vartime_is_zero(), "lagrange: τ is a point of the domain");
    let factor = vanishing * Fp::from_words(size).expect("lagrange: 2^k is below r").invert();
    let mut values: Vec<Fp<M>> = points.iter().map(|point| tau.sub_norm(point)).collect();
    invert_all(&mut values);
    values.iter().zip(&points).map(|(inverse, point)| *inverse * (factor * *point)).collect()
}
