//! One proof: the checks that it must pass before the equation means anything, then the equation, with the key's points
//! on the left and what is the same for every proof on the right:
//! e(A, B) · e(IC₀ + Σ sᵢ·`IC_i`, −γ) · e(C, −δ) = e(α, β).

use crate::{PreparedKey, Proof, Status, Suite, checks};
use alloc::vec::Vec;
use fedzk_curves::{
    curve::{GlvCurve, Jacobian, LinearCombination},
    pairing::miller_loop,
};

/// A proof that has passed every check but the equation, and its signals.
pub struct Checked<S: Suite> {
    pub(crate) proof: Proof<S>,
    pub(crate) signals: Vec<[u64; 4]>,
}

impl<S: Suite> PreparedKey<S> {
    /// Verifies a proof (see [`Proof::read`]) on public signals (see [`checks::signals`]).
    pub fn verify(&self, proof: &[u8], signals: &[u8]) -> Status {
        match self.check(proof, signals) {
            Err(status) => status,
            Ok(checked) if self.holds(&checked) => Status::Ok,
            Ok(_) => Status::Equation,
        }
    }

    /// Makes every check of a proof but the equation.
    ///
    /// # Errors
    /// The status, as [`Self::verify`] gives it.
    pub fn check(&self, proof: &[u8], signals: &[u8]) -> Result<Checked<S>, Status> {
        let signals = checks::signals::<S>(signals, self.n_public())?;
        Ok(Checked { proof: Proof::read(proof)?, signals })
    }

    /// Whether the equation holds.
    pub(crate) fn holds(&self, Checked { proof, signals }: &Checked<S>) -> bool {
        let left = miller_loop(
            &[(proof.a, proof.b)],
            &[(self.input(signals), &self.minus_gamma), (Jacobian::from(proof.c), &self.minus_delta)],
        );
        S::final_exponentiation(&left) == self.alpha_beta
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
