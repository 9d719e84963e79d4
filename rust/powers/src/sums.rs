//! Sums of many points with random weights of 128 bits. If Σ ρᵢPᵢ and Σ ρᵢQᵢ have a ratio, then all Pᵢ and Qᵢ have it, but
//! for a chance of 2^−128 (Bellare, Garay, Rabin, EUROCRYPT '98, the small exponents test).

use crate::digits::{Split, infinity, is_infinity};
use fedzk_blake2b::Blake2b;
use fedzk_curves::curve::Coordinates;
use fedzk_prover::msm::Msm;

/// The weights of a hash.
const OF_A_HASH: u64 = 4;

/// The weight of index i: 16 bytes of BLAKE2b(seed ‖ u64 i/4), little-endian.
fn weights(seed: &[u8; 32], first: u64) -> impl Iterator<Item = [u64; 2]> {
    let mut block = [0; 64];
    let mut known = None;
    (first..).map(move |i| {
        let (which, at) = (i / OF_A_HASH, (i % OF_A_HASH) as usize);
        if known != Some(which) {
            block = Blake2b::hash(&[seed, &which.to_le_bytes()]);
            known = Some(which);
        }
        let (words, _) = block.as_chunks::<8>();
        [u64::from_le_bytes(words[2 * at]), u64::from_le_bytes(words[2 * at + 1])]
    })
}

/// Σ ρᵢPᵢ over some points of the subgroup, the first of which has index `first`.
pub fn sum<C: Split>(points: &[Coordinates<C::Field>], seed: &[u8; 32], first: u64) -> Coordinates<C::Field> {
    let mut sum = Msm::<C>::new();
    for (point, [low, high]) in points.iter().zip(weights(seed, first)) {
        if !is_infinity(point) && (low, high) != (0, 0) {
            sum.push(*point, &[low, high, 0, 0]);
        }
    }
    sum.finish().vartime_coordinates().unwrap_or_else(infinity)
}

#[cfg(test)]
mod tests {
    use super::weights;
    use alloc::vec::Vec;

    #[test]
    fn a_weight_depends_on_its_index_alone() {
        let all: Vec<_> = weights(&[7; 32], 0).take(20).collect();
        for first in 0..13 {
            assert!(weights(&[7; 32], first as u64).take(7).eq(all[first..first + 7].iter().copied()));
        }
        assert_ne!(all[..4], all[4..8]);
        assert!(!weights(&[8; 32], 0).take(20).eq(all));
    }
}
