//! The equation.

use crate::{PreparedKey, Proof, Status, Suite, checks};
use fedzk_curves::{
    curve::{GlvCurve, Jacobian, LinearCombination},
    pairing::miller_loop,
};

impl<S: Suite> PreparedKey<S> {
    /// Verifies a proof (see [`Proof::read`]) on public signals (see [`checks::signals`]).
    pub fn verify(&self, proof: &[u8], signals: &[u8]) -> Status {
        self.check(proof, signals).err().unwrap_or(Status::Ok)
    }

    fn check(&self, proof: &[u8], signals: &[u8]) -> Result<(), Status> {
        let signals = checks::signals::<S>(signals, self.n_public())?;
        let proof = Proof::<S>::read(proof)?;
        let input = self.input(&signals);
        // e(A, B)·e(input, −γ)·e(C, −δ) = e(α, β)
        let f = miller_loop(
            &[(proof.a, proof.b)],
            &[(input, &self.minus_gamma), (Jacobian::from(proof.c), &self.minus_delta)],
        );
        if S::final_exponentiation(&f) == self.alpha_beta { Ok(()) } else { Err(Status::Equation) }
    }

    /// IC₀ + Σ sᵢ·`IC_i`.
    fn input(&self, signals: &[[u64; 4]]) -> Jacobian<S::G1> {
        let mut sum = LinearCombination::default();
        for (signal, ic) in signals.iter().zip(&self.ic) {
            sum.push(ic, S::G1::halves(signal));
        }
        sum.vartime_sum(&self.ic0)
    }
}
