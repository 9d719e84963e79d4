//! Several proofs at once (Bellare, Garay, Rabin, EUROCRYPT 1998, §3): with random factors ρᵢ, Π e(ρᵢAᵢ, Bᵢ) · e(Σ
//! ρᵢ·inputᵢ, −γ) · e(Σ ρᵢCᵢ, −δ) = e(α, β)^(Σ ρᵢ), where inputᵢ is IC₀ + Σ sᵢⱼ·`IC_j`. With several keys, each has its
//! own second and third factor and its own power. If one proof is wrong, this holds for at most one in 2^128 choices of
//! its ρ. Every subset that is checked is as safe, since the factors are drawn after the proofs. A product counts only
//! if all its Bᵢ are in their subgroup: the loop that walks them shows which are not.

use crate::{Checked, FACTOR_BYTES, Factor, PreparedKey, Status, Suite, factor::weighted_sum};
use alloc::{vec, vec::Vec};
use core::ptr;
use fedzk_curves::{
    curve::{Affine, GlvCurve, LinearCombination, OddMultiples, vartime_multiples},
    field::Fp12,
    pairing::{Outside, checked_miller_loop},
    uint,
};

/// Fewer proofs of a key are faster one by one.
const FEWEST_TOGETHER: usize = 4;
/// More proofs together gain nothing, and exceed the processor's cache.
const MOST_TOGETHER: usize = 128;

/// A proof of a batch.
#[derive(Clone, Copy)]
struct Item<'a, S: Suite> {
    key: &'a PreparedKey<S>,
    checked: &'a Checked<S>,
    factor: Factor,
    /// Its place among the caller's proofs.
    place: usize,
}

/// Whether each of the proofs is valid. If all are, the equation is checked once. Otherwise halves of the proofs are
/// checked, down to the wrong ones. Those with B outside its subgroup are left out once they are known.
///
/// `random` has [`FACTOR_BYTES`] for each proof, drawn after the proofs were known.
pub fn verify_together<S: Suite>(proofs: &[(&PreparedKey<S>, &Checked<S>)], random: &[u8]) -> Vec<bool> {
    assert!(random.len() == proofs.len() * FACTOR_BYTES, "verify_together: the caller draws 16 bytes a proof");
    let order = order_by_key(proofs);
    let item = |&place: &usize| {
        let (key, checked) = proofs[place];
        Item { key, checked, factor: Factor::read(&random[place * FACTOR_BYTES..][..FACTOR_BYTES]), place }
    };
    let items: Vec<_> = order.iter().map(item).collect();
    let mut valid = vec![false; items.len()];
    items.chunks(MOST_TOGETHER).for_each(|items| divide(items, &mut valid));
    valid
}

/// The places of the proofs, with those of the same key next to each other.
fn order_by_key<S: Suite>(proofs: &[(&PreparedKey<S>, &Checked<S>)]) -> Vec<usize> {
    let mut keys: Vec<&PreparedKey<S>> = Vec::new();
    for (key, _) in proofs {
        if !keys.iter().any(|known| ptr::eq(*known, *key)) {
            keys.push(key);
        }
    }
    let of = |key, place: &usize| ptr::eq(proofs[*place].0, key);
    keys.into_iter().flat_map(|key| (0..proofs.len()).filter(move |place| of(key, place))).collect()
}

/// The runs of proofs of one key.
fn by_key<'a, 'b, S: Suite>(items: &'b [Item<'a, S>]) -> impl Iterator<Item = &'b [Item<'a, S>]> {
    items.chunk_by(|a, b| ptr::eq(a.key, b.key))
}

/// Marks the proofs that are valid: all at once if they hold together, else those of each half.
fn divide<S: Suite>(items: &[Item<S>], valid: &mut [bool]) {
    let keys = by_key(items).count();
    if items.len() < FEWEST_TOGETHER * keys {
        match keys {
            0 | 1 => items.iter().for_each(|item| valid[item.place] = item.key.decide(item.checked) == Status::Ok),
            _ => by_key(items).for_each(|items| divide(items, valid)),
        }
        return;
    }
    match all_hold(items) {
        Ok(true) => items.iter().for_each(|item| valid[item.place] = true),
        Ok(false) => {
            let (left, right) = items.split_at(items.len() / 2);
            divide(left, valid);
            divide(right, valid);
        }
        Err(Outside(outside)) => {
            let inside = items.iter().enumerate().filter(|(i, _)| !outside.contains(i));
            divide(&inside.map(|(_, item)| *item).collect::<Vec<_>>(), valid);
        }
    }
}

/// Whether all equations hold, wrongly so for one choice of factors in 2^128. A key's proofs are next to each other.
fn all_hold<S: Suite>(items: &[Item<S>]) -> Result<bool, Outside> {
    let points =
        |of: fn(&Checked<S>) -> Affine<S::G1>| -> Vec<_> { items.iter().map(|item| of(item.checked)).collect() };
    let scaled = vartime_multiples(&points(|checked| checked.a), items.iter().map(|item| item.factor.halves()));
    // ρA is infinity only for ρ = 0, one choice in 2^128. Then neither the proof nor its B is checked.
    let (places, pairs): (Vec<_>, Vec<_>) =
        scaled.into_iter().zip(items).enumerate().filter_map(|(i, (a, item))| Some((i, (a?, item.checked.b)))).unzip();

    let tables = OddMultiples::all(&points(|checked| checked.c), &S::G1::BETA);
    let mut tables = tables.iter();
    let mut of_keys = Vec::new();
    let mut right: Option<Fp12<S>> = None;
    for items in by_key(items) {
        let key = items[0].key;
        let sum = weighted_sum::<S>(items.iter().map(|item| ([1, 0, 0, 0], item.factor)));
        let mut c = LinearCombination::default();
        items.iter().zip(tables.by_ref()).for_each(|(item, table)| c.push(table, item.factor.halves()));
        of_keys.push((key.weighted_input(items, &sum).vartime_sum(), &key.minus_gamma));
        of_keys.push((c.vartime_sum(), &key.minus_delta));
        let power = key.alpha_beta.cyclotomic_pow(&bits_of(&sum));
        right = Some(right.map_or(power, |product| product * power));
    }
    let left = checked_miller_loop(&pairs, &of_keys)
        .map_err(|Outside(of_pairs)| Outside(of_pairs.into_iter().map(|i| places[i]).collect()))?;
    Ok(right.is_none_or(|right| S::final_exponentiation(&left) == right))
}

impl<S: Suite> PreparedKey<S> {
    /// Σ ρᵢ·inputᵢ of proofs of this key, where `sum` is Σ ρᵢ.
    fn weighted_input(&self, items: &[Item<S>], sum: &[u64; 4]) -> LinearCombination<'_, S::G1> {
        let mut input = LinearCombination::default();
        input.push(&self.ic0_multiples, S::G1::halves(sum));
        for (j, ic) in self.ic.iter().enumerate() {
            let times = weighted_sum::<S>(items.iter().map(|item| (item.checked.signals[j], item.factor)));
            input.push(ic, S::G1::halves(&times));
        }
        input
    }

    /// [`verify_together`], for proofs of this key.
    pub fn verify_batch(&self, proofs: &[Checked<S>], random: &[u8]) -> Vec<bool> {
        verify_together(&proofs.iter().map(|checked| (self, checked)).collect::<Vec<_>>(), random)
    }

    /// Whether the equations of proofs of this key hold together, with these factors.
    ///
    /// # Errors
    /// The places of the proofs whose B is outside its subgroup.
    pub fn all_hold(&self, proofs: &[Checked<S>], factors: &[Factor]) -> Result<bool, Outside> {
        let item = |(place, (checked, &factor))| Item { key: self, checked, factor, place };
        all_hold(&proofs.iter().zip(factors).enumerate().map(item).collect::<Vec<_>>())
    }
}

/// The bits of a scalar, highest first, as digits.
fn bits_of(scalar: &[u64; 4]) -> [i8; 256] {
    core::array::from_fn(|i| i8::from(uint::bit(scalar, 255 - i as u32)))
}
