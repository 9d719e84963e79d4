//! The Lagrange form of powers: from \[τⁱ\], i < n = 2^k, to \[L_j(τ)\] = 1/n·Σᵢ ω^(−ij)·\[τⁱ\], an inverse Fourier transform of
//! points (Gentleman, Sande, 1966: decimation in frequency).
//!
//! A level takes halves a and b of a node to a + b and (aᵢ − bᵢ)·ω^(−i), whose transforms are the even and the odd places of
//! the node's. Values come out in bit-reversed order. Differences are multiplied anyway, so 1/n costs next to nothing: a
//! level's differences are multiplied by it, and its sums leave it to the levels below.

use crate::{
    digits::{Digits, Split},
    multiply::multiply,
    step::{Move, Steps},
};
use alloc::vec::Vec;
use fedzk_curves::{
    curve::Coordinates,
    field::{Field, Fp, TwoAdic},
};

/// Pairs that share an inversion, and whose differences are multiplied together.
const BATCH: usize = 1024;

/// What is left to be multiplied by: 1/2^`halvings`.
fn halves<M: TwoAdic>(halvings: u32) -> Fp<M> {
    let power = Fp::from_words([1 << halvings, 0, 0, 0, 0, 0]).expect("halves: a domain's size is below r");
    power.vartime_invert()
}

/// Does one level of a node of 2^k points, for some of its pairs: the one at place `first` and those after it. If `halvings`
/// is not 0, differences are multiplied by 1/2^`halvings` too.
///
/// # Panics
/// If one list is longer than the other.
pub fn split<C: Split, M: TwoAdic>(
    low: &mut [Coordinates<C::Field>],
    high: &mut [Coordinates<C::Field>],
    k: u32,
    first: usize,
    halvings: u32,
) {
    assert_eq!(low.len(), high.len(), "split: pairs");
    let root = Fp::<M>::root_of_unity(k).vartime_invert();
    let mut factor = root.vartime_pow(&[first as u64, 0, 0, 0, 0, 0]) * halves(halvings);
    let mut steps = Steps::<C>::new(true);
    for (low, high) in low.chunks_mut(BATCH).zip(high.chunks_mut(BATCH)) {
        steps.sums_and_differences(low, high);
        let digits: Vec<Digits> = high
            .iter()
            .map(|_| {
                let digits = digits_of::<C, M>(&factor);
                factor = factor * root;
                digits
            })
            .collect();
        multiply::<C>(high, &digits);
    }
}

/// Transforms a node in place: values come out in bit-reversed order, multiplied by 1/2^`halvings`.
///
/// # Panics
/// If the number of points is no power of two.
pub fn transform<C: Split, M: TwoAdic>(node: &mut [Coordinates<C::Field>], halvings: u32) {
    assert!(node.len().is_power_of_two(), "transform: a power of two");
    let levels = node.len().ilog2();
    let factor = halves::<M>(halvings);
    let mut steps = Steps::<C>::new(true);
    let (mut low, mut high) = (Vec::with_capacity(BATCH), Vec::with_capacity(BATCH));
    let mut digits = Vec::with_capacity(BATCH);
    for k in (1..=levels).rev() {
        let half = 1 << (k - 1);
        let root = Fp::<M>::root_of_unity(k).vartime_invert();
        let mut power = Fp::ONE;
        // The level's pairs, small nodes' together: pair i of the level is pair i mod half of a node.
        let places = |i: usize| (i / half * 2 * half + i % half, i / half * 2 * half + i % half + half);
        let pairs = node.len() / 2;
        for start in (0..pairs).step_by(BATCH) {
            let batch = start..(start + BATCH).min(pairs);
            low.clear();
            high.clear();
            digits.clear();
            for i in batch.clone() {
                let (a, b) = places(i);
                low.push(node[a]);
                high.push(node[b]);
                power = if i % half == 0 { Fp::ONE } else { power * root };
                // Only the first node's sums were never multiplied.
                let scalar = if i < half { power * factor } else { power };
                digits.push(digits_of::<C, M>(&scalar));
            }
            steps.sums_and_differences(&mut low, &mut high);
            multiply::<C>(&mut high, &digits);
            for (j, i) in batch.enumerate() {
                let (a, b) = places(i);
                (node[a], node[b]) = (low[j], high[j]);
            }
        }
    }
    multiply::<C>(&mut node[..1], &[digits_of::<C, M>(&factor)]);
}

/// Transforms powers to their Lagrange form, in order.
///
/// # Panics
/// As [`transform`].
pub fn lagrange<C: Split, M: TwoAdic>(points: &mut [Coordinates<C::Field>]) {
    let k = points.len().ilog2();
    transform::<C, M>(points, k);
    for i in 0..points.len() {
        let j = if k == 0 { 0 } else { i.reverse_bits() >> (usize::BITS - k) };
        if i < j {
            points.swap(i, j);
        }
    }
}

/// Replaces each point of `high` by its difference to that of `low`.
///
/// # Panics
/// If one list is longer than the other.
pub fn differences<C: Split>(high: &mut [Coordinates<C::Field>], low: &[Coordinates<C::Field>]) {
    assert_eq!(high.len(), low.len(), "differences: pairs");
    let mut steps = Steps::<C>::new(true);
    for (high, low) in high.chunks_mut(BATCH).zip(low.chunks(BATCH)) {
        let moves: Vec<Move> = (0..high.len()).map(|i| Move::with(i, i, true)).collect();
        steps.add(high, low, &moves);
    }
}

fn digits_of<C: Split, M: TwoAdic>(factor: &Fp<M>) -> Digits {
    let words = factor.to_words();
    Digits::new::<C>(&[words[0], words[1], words[2], words[3]])
}
