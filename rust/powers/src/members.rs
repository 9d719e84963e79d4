//! Whether many points of the curve are all in the subgroup.
//!
//! A point outside, times a secret scalar, tells the scalar modulo a small factor of the cofactor (Lim, Lee, CRYPTO '97). Each
//! round sums a random subset. If a point P is outside, then of two subsets that differ in P alone at most one has its sum in
//! the subgroup: a round misses it with a chance of at most 1/2. Subsets of four points are tabulated, so that a round takes
//! an addition for four points; a check of each would take as long as the product with the scalar.

use crate::{
    digits::{Split, infinity, is_infinity},
    step::{Move, Steps, plus},
};
use alloc::{vec, vec::Vec};
use fedzk_curves::curve::{Coordinates, Curve, Jacobian};

/// Points outside are missed with a chance of 2^−40, and whoever prepared them has one try a contributor.
const ROUNDS: usize = 40;
/// Points whose subsets are tabulated.
const GROUP: usize = 4;
const SUBSETS: usize = 1 << GROUP;
/// Sums of each round that run side by side, to share inversions.
const LANES: usize = 4;

/// Whether all points, which are on the curve or at infinity, are in the subgroup. `random` must not be known to whoever
/// chose the points.
pub fn all_in_subgroup<C: Split>(points: &[Coordinates<C::Field>], mut random: impl FnMut() -> u32) -> bool {
    if C::COFACTOR_IS_ONE {
        return true;
    }
    let finite: Vec<_> = points.iter().filter(|point| !is_infinity(*point)).copied().collect();
    let groups = finite.len() / GROUP / LANES * LANES;
    let (grouped, rest) = finite.split_at(groups * GROUP);
    if !rest.iter().all(is_member::<C>) {
        return false;
    }
    let table = subsets::<C>(grouped);
    let mut sums = vec![infinity(); LANES * ROUNDS];
    let mut steps = Steps::<C>::new(true);
    let mut moves = Vec::with_capacity(sums.len());
    for first in (0..groups).step_by(LANES) {
        moves.clear();
        for lane in 0..LANES {
            let mut bits = 0;
            for round in 0..ROUNDS {
                if round % (32 / GROUP) == 0 {
                    bits = random();
                }
                let subset = bits as usize % SUBSETS;
                bits >>= GROUP;
                if subset != 0 {
                    moves.push(Move::with(lane * ROUNDS + round, (first + lane) * SUBSETS + subset, false));
                }
            }
        }
        steps.add(&mut sums, &table, &moves);
    }
    (0..ROUNDS).all(|round| {
        let lanes = (0..LANES).map(|lane| &sums[lane * ROUNDS + round]);
        C::vartime_in_subgroup(&lanes.fold(Jacobian::INFINITY, |sum, lane| plus::<C>(&sum, lane)))
    })
}

/// Whether a point of the curve is in the subgroup.
pub fn is_member<C: Curve>(point: &Coordinates<C::Field>) -> bool {
    C::vartime_in_subgroup(&plus::<C>(&Jacobian::INFINITY, point))
}

/// The sums of all subsets of each group, by their members' bits.
fn subsets<C: Split>(points: &[Coordinates<C::Field>]) -> Vec<Coordinates<C::Field>> {
    let groups = points.len() / GROUP;
    let mut table = vec![infinity(); groups * SUBSETS];
    let mut steps = Steps::<C>::new(true);
    for subset in 1..SUBSETS {
        let member = subset.ilog2() as usize;
        let others = subset - (1 << member);
        let mut moves = Vec::with_capacity(groups);
        for group in 0..groups {
            let place = group * SUBSETS;
            if others == 0 {
                table[place + subset] = points[group * GROUP + member];
            } else {
                table[place + subset] = table[place + others];
                moves.push(Move::with(place + subset, group * GROUP + member, false));
            }
        }
        for moves in moves.chunks(1024) {
            steps.add(&mut table, points, moves);
        }
    }
    table
}
