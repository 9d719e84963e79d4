//! A circuit: a chain of products, with some of its links public.

use ark_ff::PrimeField;
use ark_relations::{
    lc,
    r1cs::{ConstraintSynthesizer, ConstraintSystemRef, SynthesisError, Variable},
};
use ark_std::rand::Rng;

/// Proves knowledge of `x` and `y` with s₁ = xy + 3 and sᵢ₊₁ = sᵢ(x + i).
#[derive(Clone)]
pub struct Chain<F> {
    x: F,
    y: F,
    n_public: usize,
}

impl<F: PrimeField> Chain<F> {
    pub fn random(n_public: usize, rng: &mut impl Rng) -> Self {
        Self { x: F::rand(rng), y: F::rand(rng), n_public }
    }

    /// s₁, s₂, …
    pub fn signals(&self) -> Vec<F> {
        let first = self.x * self.y + F::from(3u64);
        let next = |signal: &F, i: u64| *signal * (self.x + F::from(i));
        let mut signals = vec![first];
        for i in 1..self.n_public as u64 {
            signals.push(next(&signals[signals.len() - 1], i));
        }
        signals
    }
}

impl<F: PrimeField> ConstraintSynthesizer<F> for Chain<F> {
    fn generate_constraints(self, cs: ConstraintSystemRef<F>) -> Result<(), SynthesisError> {
        let signals =
            self.signals().into_iter().map(|s| cs.new_input_variable(|| Ok(s))).collect::<Result<Vec<_>, _>>()?;
        let x = cs.new_witness_variable(|| Ok(self.x))?;
        let y = cs.new_witness_variable(|| Ok(self.y))?;
        cs.enforce_constraint(lc!() + x, lc!() + y, lc!() + signals[0] - (F::from(3u64), Variable::One))?;
        for (i, pair) in signals.windows(2).enumerate() {
            let factor = lc!() + x + (F::from(i as u64 + 1), Variable::One);
            cs.enforce_constraint(lc!() + pair[0], factor, lc!() + pair[1])?;
        }
        Ok(())
    }
}
