//! Several proofs of one key at once (Bellare, Garay, Rabin, EUROCRYPT 1998, §3): with random factors ρᵢ,
//! Π e(ρᵢAᵢ, Bᵢ) · e(Σ ρᵢ·inputᵢ, −γ) · e(Σ ρᵢCᵢ, −δ) = e(α, β)^(Σ ρᵢ). If one proof is wrong this holds for at most one
//! in 2^128 choices of its factor; every subset that is looked at is as safe, since the factors are drawn after the proofs.
//!
//! A factor is ρ = a + bλ for two numbers of 64 bits, λ the endomorphism's eigenvalue: different pairs are different
//! factors, since halves of scalars that small are unique, and ρA takes 64 doublings.

use crate::{PreparedKey, Proof, Status, Suite, checks};
use alloc::vec::Vec;
use fedzk_curves::{
    curve::{Affine, Curve, GlvCurve, LinearCombination, OddMultiples, vartime_multiples},
    pairing::miller_loop,
    uint,
};

/// Random bytes that a proof takes: a, then b, little-endian.
pub const FACTOR_BYTES: usize = 16;

/// Fewer are quicker one by one.
const FEWEST_TOGETHER: usize = 4;
/// More together gain nothing, and leave the processor's cache.
const MOST_TOGETHER: usize = 128;

/// A proof that has passed every check but the equation, and its signals.
pub struct Checked<S: Suite> {
    pub(crate) proof: Proof<S>,
    pub(crate) signals: Vec<[u64; 4]>,
}

/// A random factor a + bλ.
#[derive(Clone, Copy)]
pub struct Factor {
    a: u64,
    b: u64,
}

impl<S: Suite> PreparedKey<S> {
    /// All checks of a proof but the equation.
    ///
    /// # Errors
    /// The status, as [`PreparedKey::verify`] gives it.
    pub fn check(&self, proof: &[u8], signals: &[u8]) -> Result<Checked<S>, Status> {
        let signals = checks::signals::<S>(signals, self.n_public())?;
        Ok(Checked { proof: Proof::read(proof)?, signals })
    }

    /// Whether each of the proofs is valid. Where all are, the equation is looked at once; else halves of the proofs are
    /// looked at, down to the wrong ones.
    ///
    /// `random` has [`FACTOR_BYTES`] a proof, drawn after the proofs were known.
    pub fn verify_batch(&self, items: &[Checked<S>], random: &[u8]) -> Vec<bool> {
        assert!(random.len() == items.len() * FACTOR_BYTES, "verify_batch: the caller draws 16 bytes a proof");
        let factors: Vec<_> = random.chunks_exact(FACTOR_BYTES).map(Factor::read).collect();
        let mut valid = Vec::with_capacity(items.len());
        for (items, factors) in items.chunks(MOST_TOGETHER).zip(factors.chunks(MOST_TOGETHER)) {
            self.divide(items, factors, &mut valid);
        }
        valid
    }

    fn divide(&self, items: &[Checked<S>], factors: &[Factor], valid: &mut Vec<bool>) {
        if items.len() < FEWEST_TOGETHER {
            valid.extend(items.iter().map(|item| self.holds(item)));
        } else if self.all_hold(items, factors) {
            valid.extend(items.iter().map(|_| true));
        } else {
            let half = items.len() / 2;
            self.divide(&items[..half], &factors[..half], valid);
            self.divide(&items[half..], &factors[half..], valid);
        }
    }

    /// Whether all equations hold, but for one choice of the factors in 2^128.
    pub fn all_hold(&self, items: &[Checked<S>], factors: &[Factor]) -> bool {
        let halves = || factors.iter().map(Factor::halves);
        let points = |of: fn(&Proof<S>) -> Affine<S::G1>| items.iter().map(|item| of(&item.proof)).collect::<Vec<_>>();
        let scaled = vartime_multiples(&points(|proof| proof.a), halves());
        let pairs: Vec<_> = scaled.into_iter().zip(items).filter_map(|(a, item)| Some((a?, item.proof.b))).collect();

        let tables = OddMultiples::all(&points(|proof| proof.c), &S::G1::BETA);
        let mut c = LinearCombination::default();
        tables.iter().zip(halves()).for_each(|(table, halves)| c.push(table, halves));

        let total = Factor::sum(factors);
        let mut input = LinearCombination::default();
        input.push(&self.ic0_multiples, S::G1::halves(&scalar::<S>(total)));
        for (i, ic) in self.ic.iter().enumerate() {
            // Σ aᵢsᵢ and Σ bᵢsᵢ are whole numbers; λ comes in once.
            let weighted = |of: fn(&Factor) -> u64| {
                items.iter().zip(factors).fold([0; 8], |sum, (item, factor)| {
                    uint::add(sum, uint::mul_low(wide(&item.signals[i]), wide(&[of(factor)]))).0
                })
            };
            input.push(ic, S::G1::halves(&scalar::<S>([weighted(|f| f.a), weighted(|f| f.b)])));
        }

        let fixed = [(input.vartime_sum(), &self.minus_gamma), (c.vartime_sum(), &self.minus_delta)];
        let left = S::final_exponentiation(&miller_loop(&pairs, &fixed));
        left == self.alpha_beta.cyclotomic_pow(&bits_of(&scalar::<S>(total)))
    }
}

impl Factor {
    /// From [`FACTOR_BYTES`] random bytes.
    pub fn read(bytes: &[u8]) -> Self {
        let half = |bytes: &[u8]| bytes.iter().rev().fold(0, |acc, &byte| acc << 8 | u64::from(byte));
        Self { a: half(&bytes[..8]), b: half(&bytes[8..]) }
    }

    fn halves(&self) -> [(u128, bool); 2] {
        [(self.a.into(), false), (self.b.into(), false)]
    }

    /// Σ a and Σ b.
    fn sum(factors: &[Self]) -> [[u64; 8]; 2] {
        let sum = |of: fn(&Self) -> u64| factors.iter().fold([0; 8], |sum, f| uint::add(sum, wide(&[of(f)])).0);
        [sum(|f| f.a), sum(|f| f.b)]
    }
}

fn wide(words: &[u64]) -> [u64; 8] {
    let mut out = [0; 8];
    out[..words.len()].copy_from_slice(words);
    out
}

/// a + bλ mod r, for a and b below 2^384.
fn scalar<S: Suite>([a, b]: [[u64; 8]; 2]) -> [u64; 4] {
    let order = wide(&S::G1::ORDER);
    let b = uint::rem(uint::mul_low(uint::rem(b, order), wide(&S::G1::LAMBDA)), order);
    let sum = uint::rem(uint::add(uint::rem(a, order), b).0, order);
    [sum[0], sum[1], sum[2], sum[3]]
}

/// The bits of a scalar, highest first, as digits.
fn bits_of(scalar: &[u64; 4]) -> [i8; 256] {
    core::array::from_fn(|i| i8::from(uint::bit(scalar, 255 - i as u32)))
}
