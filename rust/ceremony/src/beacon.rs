//! A link made from public randomness, so that nobody chose the last contribution: the seed of [`Generator`] is SHA-256,
//! 2^exponent times, of a value. Of a key's contribution the generator makes δ', then s.

use crate::{Ceremony, Chain, Generator, generator::SEED_BYTES, section};
use alloc::vec::Vec;
use fedzk_curves::{
    curve::Jacobian,
    field::{Fp, Prime},
};
use fedzk_prover::{Proving, zkey::G1Point};
use sha2::{Digest, Sha256};

/// The most of an exponent that a check hashes for. snarkjs takes up to 63, which nobody can check.
pub const MOST_EXPONENT: u8 = 16;

/// The seed of a beacon: SHA-256 of its value, of that, … 2^exponent times, for an exponent below 64.
pub fn seed(value: &[u8], exponent: u8) -> [u8; SEED_BYTES] {
    let first: [u8; SEED_BYTES] = Sha256::digest(value).into();
    (1..1u64 << exponent).fold(first, |seed, _| Sha256::digest(seed).into())
}

impl<S: Ceremony> Chain<S> {
    /// Whether s and sx of a link are those of its value and exponent. A person's link, and one of an exponent above
    /// [`MOST_EXPONENT`], is not a beacon's here.
    pub fn is_beacon(&self, link: usize) -> bool {
        let Some(link) = self.links().get(link) else { return false };
        let Some(beacon) = link.beacon.as_ref().filter(|beacon| beacon.exponent <= MOST_EXPONENT) else { return false };
        let mut generator = Generator::new(&seed(&beacon.value, beacon.exponent));
        let delta: Fp<<S as Proving>::Scalar> = generator.element();
        let s = generator.g1::<S>();
        let words = delta.to_words();
        let Some(sx) = Jacobian::from(s).vartime_mul_plain(&words[..4]).vartime_coordinates() else { return false };
        let Ok(sx) = sx.vartime_check::<S::G1>() else { return false };
        let expected: Vec<u8> = [s, sx].iter().flat_map(in_section::<S>).collect();
        link.points[2 * S::BYTES..6 * S::BYTES] == expected
    }
}

fn in_section<S: Ceremony>(point: &fedzk_curves::curve::Affine<S::G1>) -> Vec<u8> {
    let mut out = alloc::vec![0; 2 * <S as Prime>::BYTES];
    <G1Point<S> as section::SectionPoint<S>>::write(point, &mut out);
    out
}
