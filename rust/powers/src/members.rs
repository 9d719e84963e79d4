//! Whether many points of the curve are all in the subgroup.
//!
//! A point outside, times a secret scalar, tells the scalar modulo a small factor of the cofactor (Lim, Lee, CRYPTO '97). Each
//! round sums a random subset. If a point P is outside, then of two subsets that differ in P alone at most one has its sum in
//! the subgroup: a round misses it with a chance of at most 1/2. Some rounds share a pass: a point is added to the bucket of
//! those of its rounds that it is in, and a round's sum is that of its buckets. A check of each point would take as long as
//! the product with the scalar.

use crate::{
    digits::{Split, infinity, is_infinity},
    step::{Move, Steps, plus},
};
use alloc::{vec, vec::Vec};
use fedzk_curves::curve::{Coordinates, Curve, Jacobian};

/// Points outside are missed with a chance of at most 2^−40, and whoever prepared them has one try a contributor.
const ROUNDS: u32 = 40;
/// The most rounds of a pass: words are random bytes.
const MOST_ROUNDS_OF_A_PASS: u32 = 8;
/// A bucket has 2^3 points or more on average, so that few are empty.
const POINTS_OF_A_BUCKET_BITS: u32 = 3;

/// Whether all points, which are on the curve or at infinity, are in the subgroup. `random` must not be known to whoever
/// chose the points.
pub fn all_in_subgroup<C: Split>(points: &[Coordinates<C::Field>], random: impl FnMut() -> u32) -> bool {
    if C::COFACTOR_IS_ONE {
        return true;
    }
    let finite: Vec<_> = points.iter().filter(|point| !is_infinity(*point)).copied().collect();
    let Some(bits) = finite.len().checked_ilog2() else { return true };
    let rounds = bits.saturating_sub(POINTS_OF_A_BUCKET_BITS).clamp(1, MOST_ROUNDS_OF_A_PASS);
    let passes = ROUNDS.div_ceil(rounds) as usize;
    let mut steps = Steps::<C>::new(true);
    let mut buckets = fill::<C>(&finite, rounds, passes, random, &mut steps);
    let size = 1 << rounds;
    for round in (0..rounds).rev() {
        let half = 1 << round;
        let is_member = |pass: &[Coordinates<C::Field>]| {
            let sum = pass[half..2 * half].iter().fold(Jacobian::INFINITY, |sum, point| plus::<C>(&sum, point));
            C::vartime_in_subgroup(&sum)
        };
        if !buckets.chunks_exact(size).all(is_member) {
            return false;
        }
        // What differs in this round alone is one bucket for those below. That of no round isn't needed.
        let moves: Vec<_> = (0..passes)
            .flat_map(|pass| (1..half).map(move |i| Move::with(pass * size + i, pass * size + half + i, false)))
            .collect();
        let terms = buckets.clone();
        steps.add(&mut buckets, &terms, &moves);
    }
    true
}

/// Sums points by bucket, of which each pass has one a subset of its rounds.
fn fill<C: Split>(
    points: &[Coordinates<C::Field>],
    rounds: u32,
    passes: usize,
    mut random: impl FnMut() -> u32,
    steps: &mut Steps<C>,
) -> Vec<Coordinates<C::Field>> {
    let mut buckets = vec![infinity(); passes << rounds];
    let mut counts = vec![0; buckets.len()];
    // The n-th points of all buckets are added in step.
    let mut nth: Vec<Vec<Move>> = Vec::new();
    for (i, point) in points.iter().enumerate() {
        let mut word = 0;
        for pass in 0..passes {
            if pass % 4 == 0 {
                word = random();
            }
            let subset = word as usize % (1 << rounds);
            word >>= MOST_ROUNDS_OF_A_PASS;
            if subset == 0 {
                continue;
            }
            let bucket = (pass << rounds) + subset;
            if counts[bucket] == 0 {
                buckets[bucket] = *point;
            } else {
                if nth.len() < counts[bucket] {
                    nth.push(Vec::new());
                }
                nth[counts[bucket] - 1].push(Move::with(bucket, i, false));
            }
            counts[bucket] += 1;
        }
    }
    for moves in &nth {
        steps.add(&mut buckets, points, moves);
    }
    buckets
}

/// Whether a point of the curve is in the subgroup.
pub fn is_member<C: Curve>(point: &Coordinates<C::Field>) -> bool {
    C::vartime_in_subgroup(&plus::<C>(&Jacobian::INFINITY, point))
}
