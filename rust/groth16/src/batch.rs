//! Several proofs at once (Bellare, Garay, Rabin, EUROCRYPT 1998, §3): with random factors ρᵢ,
//! Π e(ρᵢAᵢ, Bᵢ) · e(Σ ρᵢ·inputᵢ, −γ) · e(Σ ρᵢCᵢ, −δ) = e(α, β)^(Σ ρᵢ), where proofs of several keys have a product of
//! what follows the first sign a key. If one proof is wrong this holds for at most one in 2^128 choices of its factor;
//! every subset that is looked at is as safe, since the factors are drawn after the proofs.
//!
//! A factor is ρ = a + bλ for two numbers of 64 bits, λ the endomorphism's eigenvalue: different pairs are different
//! factors, since halves of scalars that small are unique, and ρA takes 64 doublings.

use crate::{PreparedKey, Proof, Status, Suite, checks};
use alloc::{vec, vec::Vec};
use fedzk_curves::{
    curve::{Affine, Curve, GlvCurve, LinearCombination, OddMultiples, vartime_multiples},
    field::Fp12,
    pairing::miller_loop,
    uint,
};

/// Random bytes that a proof takes: a, then b, little-endian.
pub const FACTOR_BYTES: usize = 16;

/// Fewer of a key are quicker one by one.
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

    /// [`verify_together`], for proofs of this key.
    pub fn verify_batch(&self, items: &[Checked<S>], random: &[u8]) -> Vec<bool> {
        verify_together(&items.iter().map(|item| (self, item)).collect::<Vec<_>>(), random)
    }

    /// [`all_hold`], for proofs of this key.
    pub fn all_hold(&self, items: &[Checked<S>], factors: &[Factor]) -> bool {
        all_hold(&items.iter().zip(factors).map(|(item, &factor)| (self, item, factor)).collect::<Vec<_>>())
    }
}

/// A key, a proof of it, and the proof's factor.
type Item<'a, S> = (&'a PreparedKey<S>, &'a Checked<S>, Factor);

/// Whether each of the proofs is valid. Where all are, the equation is looked at once; else halves of the proofs are
/// looked at, down to the wrong ones.
///
/// `random` has [`FACTOR_BYTES`] a proof, drawn after the proofs were known.
pub fn verify_together<S: Suite>(items: &[(&PreparedKey<S>, &Checked<S>)], random: &[u8]) -> Vec<bool> {
    assert!(random.len() == items.len() * FACTOR_BYTES, "verify_together: the caller draws 16 bytes a proof");
    let factor = |place: usize| Factor::read(&random[place * FACTOR_BYTES..][..FACTOR_BYTES]);
    let mut keys: Vec<&PreparedKey<S>> = Vec::new();
    for (key, _) in items {
        if !keys.iter().any(|known| core::ptr::eq(*known, *key)) {
            keys.push(key);
        }
    }
    // The proofs of a key next to each other.
    let order = || {
        let of = |key: &PreparedKey<S>, place: &usize| core::ptr::eq(items[*place].0, key);
        keys.iter().flat_map(move |key| (0..items.len()).filter(move |place| of(key, place)))
    };
    let grouped: Vec<Item<S>> = order().map(|place| (items[place].0, items[place].1, factor(place))).collect();
    let mut verdicts = Vec::with_capacity(items.len());
    for items in grouped.chunks(MOST_TOGETHER) {
        divide(items, &mut verdicts);
    }
    let mut valid = vec![false; items.len()];
    for (place, verdict) in order().zip(verdicts) {
        valid[place] = verdict;
    }
    valid
}

/// The runs of proofs of one key.
fn by_key<'a, 'b, S: Suite>(items: &'b [Item<'a, S>]) -> impl Iterator<Item = &'b [Item<'a, S>]> {
    items.chunk_by(|a, b| core::ptr::eq(a.0, b.0))
}

fn divide<S: Suite>(items: &[Item<S>], valid: &mut Vec<bool>) {
    let keys = by_key(items).count();
    if items.len() < FEWEST_TOGETHER * keys {
        match keys {
            1 => valid.extend(items.iter().map(|(key, item, _)| key.holds(item))),
            _ => by_key(items).for_each(|items| divide(items, valid)),
        }
    } else if all_hold(items) {
        valid.extend(items.iter().map(|_| true));
    } else {
        let (left, right) = items.split_at(items.len() / 2);
        divide(left, valid);
        divide(right, valid);
    }
}

/// Whether all equations hold, but for one choice of the factors in 2^128. The proofs of a key are next to each other.
fn all_hold<S: Suite>(items: &[Item<S>]) -> bool {
    let halves = || items.iter().map(|(_, _, factor)| factor.halves());
    let points =
        |of: fn(&Proof<S>) -> Affine<S::G1>| items.iter().map(|(_, item, _)| of(&item.proof)).collect::<Vec<_>>();
    let scaled = vartime_multiples(&points(|proof| proof.a), halves());
    let pairs: Vec<_> =
        scaled.into_iter().zip(items).filter_map(|(a, (_, item, _))| Some((a?, item.proof.b))).collect();

    let tables = OddMultiples::all(&points(|proof| proof.c), &S::G1::BETA);
    let mut tables = tables.iter();
    let mut fixed = Vec::new();
    let mut right: Option<Fp12<S>> = None;
    for items in by_key(items) {
        let key = items[0].0;
        let mut c = LinearCombination::default();
        items.iter().zip(tables.by_ref()).for_each(|((_, _, factor), table)| c.push(table, factor.halves()));
        fixed.push((key.weighted_input(items).vartime_sum(), &key.minus_gamma));
        fixed.push((c.vartime_sum(), &key.minus_delta));
        let power = key.alpha_beta.cyclotomic_pow(&bits_of(&scalar::<S>(sum_of(items))));
        right = Some(right.map_or(power, |product| product * power));
    }
    right.is_none_or(|right| S::final_exponentiation(&miller_loop(&pairs, &fixed)) == right)
}

impl<S: Suite> PreparedKey<S> {
    /// Σ ρᵢ·inputᵢ of proofs of this key.
    fn weighted_input(&self, items: &[Item<S>]) -> LinearCombination<'_, S::G1> {
        let mut input = LinearCombination::default();
        input.push(&self.ic0_multiples, S::G1::halves(&scalar::<S>(sum_of(items))));
        for (i, ic) in self.ic.iter().enumerate() {
            // Σ aᵢsᵢ and Σ bᵢsᵢ are whole numbers; λ comes in once.
            let weighted = |of: fn(&Factor) -> u64| {
                items.iter().fold([0; 8], |sum, (_, item, factor)| {
                    uint::add(sum, uint::mul_low(wide(&item.signals[i]), wide(&[of(factor)]))).0
                })
            };
            input.push(ic, S::G1::halves(&scalar::<S>([weighted(|f| f.a), weighted(|f| f.b)])));
        }
        input
    }
}

/// Σ a and Σ b of the factors.
fn sum_of<S: Suite>(items: &[Item<S>]) -> [[u64; 8]; 2] {
    let sum = |of: fn(&Factor) -> u64| items.iter().fold([0; 8], |sum, (_, _, f)| uint::add(sum, wide(&[of(f)])).0);
    [sum(|f| f.a), sum(|f| f.b)]
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
