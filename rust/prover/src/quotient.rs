//! The scalars of section 9. The polynomials a, b, c have the rows as their values at the domain. c = ab there, so ab −
//! c vanishes on it. snarkjs's keys have points for the values of ab − c at the odd points of the doubled domain.

use crate::{
    ntt::Domain,
    rows::{Rows, scale_log2},
    witness::wipe,
};
use alloc::vec::Vec;
use fedzk_curves::field::{Field, Fp, TwoAdic};

/// Computes the scalars, one transform in each step.
pub struct Quotient<M: TwoAdic> {
    domain: Domain<M>,
    polynomials: [Vec<Fp<M>>; 3],
    steps: usize,
}

/// A transform to coefficients and one to values, for each polynomial.
const STEPS: usize = 6;

impl<M: TwoAdic> Quotient<M> {
    /// Begins with all rows.
    pub fn new(domain: Domain<M>, mut rows: Rows<M>) -> Self {
        let (a, b) = (core::mem::take(&mut rows.a), core::mem::take(&mut rows.b));
        let c = a.iter().zip(&b).map(|(a, b)| *a * *b).collect();
        Self { domain, polynomials: [a, b, c], steps: 0 }
    }

    /// Does one transform, and returns whether another remains.
    pub fn step(&mut self) -> bool {
        if self.steps < STEPS {
            let polynomial = &mut self.polynomials[self.steps / 2];
            if self.steps.is_multiple_of(2) {
                self.domain.coefficients(polynomial);
            } else {
                self.domain.values_at_odd_powers(polynomial);
            }
            self.steps += 1;
        }
        self.steps < STEPS
    }

    /// The number of scalars.
    pub fn count(&self) -> usize {
        self.domain.size()
    }

    /// The scalars, in words from the lowest, in the order of the section.
    pub fn scalars(mut self) -> impl Iterator<Item = [u64; 4]> {
        while self.step() {}
        // With σ = 2^s, the rows had the factor σ, and transforms added n: a and b have nσ, c has nσ².
        let n = self.domain.size();
        let minus_n = -Fp::from_words([n as u64, 0, 0, 0, 0, 0]).expect("Quotient: n is below r");
        let scale = Fp::from_words([2, 0, 0, 0, 0, 0]).expect("Quotient: 2 is below r");
        let scale = scale.vartime_pow(&[u64::from(scale_log2::<M>()), 0, 0, 0, 0, 0]) * minus_n;
        let factor = scale.square().invert();
        (0..n).map(move |i| {
            let at = self.domain.place(i);
            let [a, b, c] = [0, 1, 2].map(|j: usize| self.polynomials[j][at]);
            let words = (Fp::mul_sum(&a.norm(), &b.norm(), &c.norm(), &minus_n) * factor).to_words();
            [words[0], words[1], words[2], words[3]]
        })
    }
}

impl<M: TwoAdic> Drop for Quotient<M> {
    fn drop(&mut self) {
        for polynomial in &mut self.polynomials {
            wipe(polynomial, Fp::ZERO);
        }
    }
}
