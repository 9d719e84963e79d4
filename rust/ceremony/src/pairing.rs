//! The checks of the links together, and of the verification key's δ, by pairings.
//!
//! With H for a transcript's point, a link has e(s, spx) = e(sx, H), which says that its author knew δ', and with the δ
//! before it e(δ before, spx) = e(δ, H). The key's δ₂ has e(G1, δ₂) = e(last δ, G2). Random factors ρ and σ, from a hash of
//! the whole manifest, make one product of it (as Bellare, Garay, Rabin, EUROCRYPT 1998, §3): a wrong chain passes for
//! 2^-128 of manifests.

use crate::{Ceremony, Chain, Points, generator::hash_to_g2};
use alloc::vec::Vec;
use fedzk_blake2b::Blake2b;
use fedzk_curves::{
    curve::{Affine, GlvCurve, LinearCombination, OddMultiples, vartime_sums},
    field::Fp12,
    pairing::{Pair, miller_loop},
};

const LABEL: &[u8] = b"fedzk/ceremony/weights/v1";

/// a + bλ as its halves, each with its sign.
type Factor = [(u128, bool); 2];

impl<S: Ceremony> Chain<S> {
    /// The links that are wrong; as many as there are links stands for the verification key's δ. `points` are those of
    /// [`Chain::check_points`]. One product tells that all is well, and otherwise one for each link tells which isn't.
    pub fn check_pairing(&self, points: &[Points<S>], delta2: &Affine<S::G2>, manifest: &[u8; 32]) -> Vec<usize> {
        assert_eq!(points.len(), self.links().len(), "check_pairing: the points of these links");
        let mut pairs = self.pairs(points, manifest);
        let last = points.last().map_or(Affine::GENERATOR, |points| points.delta);
        pairs.push([Some((Affine::GENERATOR, *delta2)), Some((-last, Affine::GENERATOR))]);
        if holds::<S>(&pairs) {
            return Vec::new();
        }
        (0..pairs.len()).filter(|i| !holds::<S>(&pairs[*i..=*i])).collect()
    }

    /// (ρs + σδ before, spx) and (−ρsx − σδ, H) of each link.
    fn pairs(&self, points: &[Points<S>], manifest: &[u8; 32]) -> Vec<[Option<Pair<S>>; 2]> {
        let of_links = points.iter().flat_map(|points| [points.s, points.sx, points.delta]);
        let all: Vec<_> = core::iter::once(Affine::GENERATOR).chain(of_links).collect();
        let tables = OddMultiples::all(&all, &S::G1::BETA);
        let mut combinations = Vec::with_capacity(2 * points.len());
        // δ before, s, sx, δ.
        for (i, tables) in tables.windows(4).step_by(3).enumerate() {
            let [before, s, sx, delta] = tables else { unreachable!("pairs: windows of four") };
            let [rho, sigma] = factors(manifest, i);
            let [minus_rho, minus_sigma] = [rho, sigma].map(|factor| factor.map(|(size, _)| (size, true)));
            let mut left = LinearCombination::default();
            left.push(s, rho);
            left.push(before, sigma);
            combinations.push(left);
            let mut right = LinearCombination::default();
            right.push(sx, minus_rho);
            right.push(delta, minus_sigma);
            combinations.push(right);
        }
        let sums = vartime_sums(&combinations);
        let mut pairs = Vec::with_capacity(points.len() + 1);
        for ((sums, points), link) in sums.as_chunks().0.iter().zip(points).zip(self.links()) {
            let [left, right]: &[Option<Affine<S::G1>>; 2] = sums;
            let point = hash_to_g2::<S>(&link.transcript);
            pairs.push([left.map(|left| (left, points.spx)), right.map(|right| (right, point))]);
        }
        pairs
    }
}

/// ρ and σ of a link: four numbers of 64 bits, little-endian, of a hash.
fn factors(manifest: &[u8; 32], link: usize) -> [Factor; 2] {
    let hash = Blake2b::hash(&[LABEL, manifest, &(link as u32).to_be_bytes()]);
    let half = |i: usize| (hash[8 * i..][..8].iter().rev().fold(0, |half, byte| half << 8 | u128::from(*byte)), false);
    [[half(0), half(1)], [half(2), half(3)]]
}

/// Whether the product of all pairings is 1. One with the point at infinity, `None`, is 1.
fn holds<S: Ceremony>(pairs: &[[Option<Pair<S>>; 2]]) -> bool {
    let finite: Vec<_> = pairs.iter().flatten().flatten().copied().collect();
    S::final_exponentiation(&miller_loop::<S>(&finite, &[])) == Fp12::ONE
}
