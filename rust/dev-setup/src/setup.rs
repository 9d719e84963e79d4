//! The circuit as a quadratic arithmetic program (Groth16, §2.3), evaluated at τ: each wire has polynomials A, B, C with
//! its coefficient in constraint i as their value at ωⁱ. The key holds the generators multiplied by these values.
//!
//! As snarkjs does, rows after the last constraint have 1 for each of the wires 0 to `public` in A and nothing in B and C:
//! so the polynomials of public wires are independent, and no public signal can be traded for another.

use crate::{
    Result, lagrange,
    r1cs::{R1cs, Term},
    suite::{Fr, Suite},
    trapdoor::Trapdoor,
};
use fedzk_curves::field::{Field, Fp, TwoAdic};

/// The scalars of a key's points, by wire except for H.
pub struct Scalars<S: Suite> {
    /// A(τ).
    pub a: Vec<Fr<S>>,
    /// B(τ).
    pub b: Vec<Fr<S>>,
    /// βA(τ) + αB(τ) + C(τ) of the constant and the public signals; γ is 1.
    pub ic: Vec<Fr<S>>,
    /// (βA(τ) + αB(τ) + C(τ))/δ of the other wires.
    pub c: Vec<Fr<S>>,
    /// L_1(τ)/δ, L_3(τ)/δ, … of the doubled domain. Σ wᵢAᵢ · Σ wᵢBᵢ − Σ wᵢCᵢ vanishes on the domain, and a prover adds it
    /// to C by its values at the odd points.
    pub h: Vec<Fr<S>>,
}

/// Returns k of the domain of 2^k points: at least as many as there are constraints and rows for public signals.
///
/// # Errors
/// If the field has no domain of twice that size.
pub fn domain_log2<S: Suite>(r1cs: &R1cs<S::Scalar>) -> Result<u32> {
    let rows = r1cs.constraints.len() + r1cs.public + 1;
    let k = rows.next_power_of_two().ilog2();
    if k < S::Scalar::TWO_ADICITY {
        return Ok(k);
    }
    Err(format!("it needs {rows} rows; {} has room for 2^{}", S::NAME, S::Scalar::TWO_ADICITY - 1))
}

impl<S: Suite> Scalars<S> {
    /// Evaluates the program.
    ///
    /// # Errors
    /// As [`domain_log2`].
    pub fn of(r1cs: &R1cs<S::Scalar>, trapdoor: &Trapdoor<S>) -> Result<Self> {
        let k = domain_log2::<S>(r1cs)?;
        let rows = lagrange::all(&trapdoor.tau, k);
        let [mut a, mut b, mut c] = [(); 3].map(|()| vec![Fp::ZERO; r1cs.wires]);
        for (constraint, row) in r1cs.constraints.iter().zip(&rows) {
            add::<S>(&mut a, &constraint.a, row);
            add::<S>(&mut b, &constraint.b, row);
            add::<S>(&mut c, &constraint.c, row);
        }
        for (value, row) in a[..=r1cs.public].iter_mut().zip(&rows[r1cs.constraints.len()..]) {
            *value = (*value + *row).norm();
        }

        for ((c, a), b) in c.iter_mut().zip(&a).zip(&b) {
            *c = (Fp::mul_sum(&trapdoor.beta, a, &trapdoor.alpha, b) + *c).norm();
        }
        let over_delta = trapdoor.delta.invert();
        let mut ic = c;
        let c = ic.split_off(r1cs.public + 1).iter().map(|value| *value * over_delta).collect();
        let h = lagrange::odd(&trapdoor.tau, k).iter().map(|value| *value * over_delta).collect();
        Ok(Self { a, b, ic, c, h })
    }
}

/// Adds one row's terms, times `row`.
fn add<S: Suite>(values: &mut [Fr<S>], terms: &[Term<S::Scalar>], row: &Fr<S>) {
    for term in terms {
        let value = &mut values[term.wire];
        *value = (*value + term.coefficient * *row).norm();
    }
}
