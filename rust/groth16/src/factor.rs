//! The random factors of a batch.
//!
//! A factor is ρ = a + bλ for two numbers of 64 bits, λ the endomorphism's eigenvalue: different pairs are different
//! factors, since halves of scalars that small are unique, and ρA takes 64 doublings.

use crate::Suite;
use fedzk_curves::{
    curve::{Curve, GlvCurve},
    uint,
};

/// The random bytes for a proof: a, then b, little-endian.
pub const FACTOR_BYTES: usize = 16;

/// A random factor a + bλ.
#[derive(Clone, Copy)]
pub struct Factor {
    a: u64,
    b: u64,
}

impl Factor {
    /// Reads [`FACTOR_BYTES`] random bytes.
    pub fn read(bytes: &[u8]) -> Self {
        let half = |bytes: &[u8]| bytes.iter().rev().fold(0, |acc, &byte| acc << 8 | u64::from(byte));
        Self { a: half(&bytes[..8]), b: half(&bytes[8..]) }
    }

    /// a and b for a product with a point: each as its size and whether it is negative.
    pub(crate) fn halves(self) -> [(u128, bool); 2] {
        [(self.a.into(), false), (self.b.into(), false)]
    }
}

/// Σ tᵢρᵢ mod r, for at most 2^32 numbers tᵢ below 2^256. Σ tᵢaᵢ and Σ tᵢbᵢ are integers, and λ is used once.
pub(crate) fn weighted_sum<S: Suite>(terms: impl Iterator<Item = ([u64; 4], Factor)>) -> [u64; 4] {
    let (mut a, mut b) = ([0; 8], [0; 8]);
    for (times, factor) in terms {
        a = uint::add(a, uint::mul_low(wide(&times), wide(&[factor.a]))).0;
        b = uint::add(b, uint::mul_low(wide(&times), wide(&[factor.b]))).0;
    }
    let order = wide(&S::G1::ORDER);
    let b = uint::rem(uint::mul_low(uint::rem(b, order), wide(&S::G1::LAMBDA)), order);
    let sum = uint::rem(uint::add(uint::rem(a, order), b).0, order);
    [sum[0], sum[1], sum[2], sum[3]]
}

/// Room for a product of two numbers below 2^256.
fn wide(words: &[u64]) -> [u64; 8] {
    let mut out = [0; 8];
    out[..words.len()].copy_from_slice(words);
    out
}
