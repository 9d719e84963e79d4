//! Verifies one proof: first the checks without which the equation means nothing, then the equation, with the factors
//! of the proof on the left and the key's constant on the right: e(A, B) · e(IC₀ + Σ sᵢ·`IC_i`, −γ) · e(C, −δ) = e(α,
//! β).

use crate::{PreparedKey, Status, Suite, checks, decode};
use alloc::vec::Vec;
use fedzk_curves::{
    curve::{Affine, GlvCurve, Jacobian, LinearCombination, OnCurve},
    pairing::checked_miller_loop,
};

/// A proof and its signals that have passed every check but two: that B is in its subgroup, which the Miller loop of
/// the equation shows, and the equation.
pub struct Checked<S: Suite> {
    pub(crate) a: Affine<S::G1>,
    pub(crate) b: OnCurve<S::G2>,
    pub(crate) c: Affine<S::G1>,
    pub(crate) signals: Vec<[u64; 4]>,
}

impl<S: Suite> PreparedKey<S> {
    /// Verifies a proof (see [`crate::Proof::read`]) on public signals (see [`checks::signals`]).
    pub fn verify(&self, proof: &[u8], signals: &[u8]) -> Status {
        match self.check(proof, signals) {
            Err(status) => status,
            Ok(checked) => self.decide(&checked),
        }
    }

    /// Makes every check of a proof except the last two: B's subgroup and the equation.
    ///
    /// # Errors
    /// The status, as [`Self::verify`] gives it.
    pub fn check(&self, proof: &[u8], signals: &[u8]) -> Result<Checked<S>, Status> {
        let signals = checks::signals::<S>(signals, self.n_public())?;
        let (a, b, c) = decode::coordinates::<S>(proof)?;
        Ok(Checked { a: checks::point(a)?, c: checks::point(c)?, b: checks::on_curve(b)?, signals })
    }

    /// Makes the last two checks: B's subgroup, then the equation.
    pub(crate) fn decide(&self, Checked { a, b, c, signals }: &Checked<S>) -> Status {
        let of_key = [(self.input(signals), &self.minus_gamma), (Jacobian::from(*c), &self.minus_delta)];
        match checked_miller_loop(&[(*a, *b)], &of_key) {
            Err(_) => Status::NotInSubgroup,
            Ok(left) if S::final_exponentiation(&left) == self.alpha_beta => Status::Ok,
            Ok(_) => Status::Equation,
        }
    }

    /// IC₀ + Σ sᵢ·`IC_i`.
    fn input(&self, signals: &[[u64; 4]]) -> Jacobian<S::G1> {
        let mut sum = LinearCombination::default();
        for (signal, ic) in signals.iter().zip(&self.ic) {
            sum.push(ic, S::G1::halves(signal));
        }
        sum.vartime_sum().vartime_add_coordinates(self.ic0.x(), self.ic0.y())
    }
}
