//! The equation.

use crate::{PreparedKey, Status, Suite, batch::Checked};
use fedzk_curves::{
    curve::{GlvCurve, Jacobian, LinearCombination},
    pairing::miller_loop,
};

impl<S: Suite> PreparedKey<S> {
    /// Verifies a proof (see [`Proof::read`]) on public signals (see [`checks::signals`]).
    pub fn verify(&self, proof: &[u8], signals: &[u8]) -> Status {
        self.verify_checked(proof, signals).err().unwrap_or(Status::Ok)
    }

    fn verify_checked(&self, proof: &[u8], signals: &[u8]) -> Result<(), Status> {
        if self.holds(&self.check(proof, signals)?) { Ok(()) } else { Err(Status::Equation) }
    }

    /// Whether the equation holds.
    pub(crate) fn holds(&self, Checked { proof, signals }: &Checked<S>) -> bool {
        // e(A, B)·e(input, −γ)·e(C, −δ) = e(α, β)
        let f = miller_loop(
            &[(proof.a, proof.b)],
            &[(self.input(signals), &self.minus_gamma), (Jacobian::from(proof.c), &self.minus_delta)],
        );
        S::final_exponentiation(&f) == self.alpha_beta
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
