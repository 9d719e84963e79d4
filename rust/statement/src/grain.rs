//! Makes the constants of the Poseidon permutation from its shape alone: the Grain generator of the Poseidon paper
//! (Grassi, Khovratovich, Rechberger, Roy, Schofnegger, <https://eprint.iacr.org/2019/458>, appendix E), as the
//! authors' reference script `generate_parameters_grain.sage` runs it for a prime field and the S-box x^5.
//!
//! The stream is a shift register of 80 bits, b[i + 80] = b[i + 62] + b[i + 51] + b[i + 38] + b[i + 23] + b[i + 13] +
//! b[i] over GF(2). It starts with the shape, and its first 160 new bits are dropped. After that it shrinks itself:
//! new bits come in pairs, and the second of a pair counts if the first is 1. It gives first the round constants, then
//! the matrix.

use alloc::vec::Vec;
use fedzk_curves::{
    field::{Field, Fp, Prime, invert_all},
    uint,
};

/// Round constants and matrix of a permutation of `width` lanes.
pub struct Constants<M: Prime> {
    /// One element for each lane and round, from the first round on.
    pub rounds: Vec<Fp<M>>,
    /// Rows of the linear layer, one after the other: new lane i is the sum over j of `matrix[i * width + j]` · lane j.
    pub matrix: Vec<Fp<M>>,
}

impl<M: Prime> Constants<M> {
    /// The script draws another matrix if one has an infinitely long subspace trail. That isn't needed here: the first
    /// matrix is good for both scalar fields and all widths 2 to 17, which the tests of `packages/agg` show.
    pub fn generate(width: usize, full_rounds: usize, partial_rounds: usize) -> Self {
        let bits = uint::bits(M::MODULUS);
        let mut grain = Grain::new(&[
            (1, 2), // a prime field
            (0, 4), // the S-box x^5
            (bits, 12),
            (width as u32, 12),
            (full_rounds as u32, 10),
            (partial_rounds as u32, 10),
        ]);
        let count = (full_rounds + partial_rounds) * width;
        // The script rejects what is too large here ...
        let rounds = core::iter::repeat_with(|| Fp::from_words(grain.integer(bits))).flatten().take(count).collect();
        let matrix = cauchy(width, || {
            let drawn = grain.integer(bits);
            // ... and reduces it here: 2^bits is below 2p.
            Fp::from_words(drawn).or_else(|| Fp::from_words(uint::sub(drawn, M::MODULUS).0)).expect("cauchy: below 2p")
        });
        Self { rounds, matrix }
    }
}

/// 1/(x_i + y_j), the x_i and y_j drawn until they differ pairwise and no sum is 0.
fn cauchy<M: Prime>(width: usize, mut draw: impl FnMut() -> Fp<M>) -> Vec<Fp<M>> {
    loop {
        let drawn: Vec<_> = (0..2 * width).map(|_| draw()).collect();
        let distinct = (1..drawn.len()).all(|i| !drawn[..i].contains(&drawn[i]));
        let (x, y) = drawn.split_at(width);
        let mut matrix: Vec<_> = x.iter().flat_map(|&xi| y.iter().map(move |&yj| xi + yj)).collect();
        if distinct && !matrix.iter().any(Field::vartime_is_zero) {
            invert_all(&mut matrix);
            return matrix;
        }
    }
}

/// The bits that one step shifts in. They don't depend on each other, since the highest tap is 62.
const STEP: u32 = 16;

/// For four pairs of new bits, the first pair lowest: the bits that count, the oldest highest, and their
/// number.
const KEPT: [(u8, u8); 256] = {
    let mut table = [(0, 0); 256];
    let mut pairs = 0;
    while pairs < 256 {
        let mut pair = 0;
        while pair < 4 {
            if pairs >> (2 * pair) & 1 == 1 {
                let (bits, count) = table[pairs];
                table[pairs] = (bits << 1 | (pairs >> (2 * pair + 1) & 1) as u8, count + 1);
            }
            pair += 1;
        }
        pairs += 1;
    }
    table
};

/// The stream.
struct Grain {
    /// The register, its oldest bit lowest.
    register: u128,
    /// The bits that count and haven't been taken yet: the `waiting` low ones, the oldest highest.
    bits: u128,
    waiting: u32,
}

impl Grain {
    /// Starts from values with their numbers of bits, high bit first; ones fill the rest.
    fn new(seed: &[(u32, u32)]) -> Self {
        let mut register = u128::MAX >> (128 - 80);
        let mut at = 0;
        for &(value, bits) in seed {
            for i in (0..bits).rev() {
                register ^= u128::from(!value >> i & 1) << at;
                at += 1;
            }
        }
        let mut grain = Self { register, bits: 0, waiting: 0 };
        for _ in 0..160 / STEP {
            grain.step();
        }
        grain
    }

    /// The next new bits, the first one lowest.
    fn step(&mut self) -> u32 {
        let r = self.register;
        let next = (r >> 62 ^ r >> 51 ^ r >> 38 ^ r >> 23 ^ r >> 13 ^ r) & ((1 << STEP) - 1);
        self.register = r >> STEP | next << (80 - STEP);
        next as u32
    }

    /// The next `count` bits that count, at most 64, the first one highest.
    fn take(&mut self, count: u32) -> u64 {
        while self.waiting < count {
            for pairs in (self.step() as u16).to_le_bytes() {
                let (bits, kept) = KEPT[usize::from(pairs)];
                self.bits = self.bits << kept | u128::from(bits);
                self.waiting += u32::from(kept);
            }
        }
        self.waiting -= count;
        (self.bits >> self.waiting) as u64 & u64::MAX >> (64 - count)
    }

    /// An integer of `bits` bits, high bit first.
    fn integer(&mut self, bits: u32) -> [u64; 6] {
        let mut words = [0; 6];
        let count = bits.div_ceil(64);
        for i in (0..count).rev() {
            words[i as usize] = self.take((bits - 64 * i).min(64));
        }
        words
    }
}

#[cfg(test)]
mod tests {
    use super::Constants;
    use crate::poseidon::{FULL_ROUNDS, partial_rounds};
    use alloc::string::String;
    use fedzk_curves::{bls12_381::Bls12381Scalar, bn254::Bn254Scalar, field::Prime};
    use serde_json::Value;
    use sha2::{Digest, Sha256};
    use std::fmt::Write;

    extern crate std;

    /// Fingerprints of what packages/agg generates, by packages/circuits/scripts/witness-vectors.ts.
    const VECTORS: &str = include_str!("../../../packages/vectors/poseidon/constants.json");

    fn fingerprint<M: Prime>(width: usize) -> String {
        let Constants::<M> { rounds, matrix } = Constants::generate(width, FULL_ROUNDS, partial_rounds(width - 1));
        let mut hash = Sha256::new();
        for element in rounds.iter().chain(&matrix) {
            let mut bytes = [0; 32];
            element.to_be_bytes(&mut bytes);
            hash.update(bytes);
        }
        hash.finalize().iter().fold(String::new(), |mut text, byte| {
            write!(text, "{byte:02x}").expect("a string grows");
            text
        })
    }

    #[test]
    fn both_fields_and_all_widths() {
        let vectors: Value = serde_json::from_str(VECTORS).expect("JSON");
        let list = vectors["constants"].as_array().expect("a list");
        assert_eq!(list.len(), 32);
        for each in list {
            let width = each["width"].as_u64().expect("a number") as usize;
            let made = match each["curve"].as_str() {
                Some("bn254") => fingerprint::<Bn254Scalar>(width),
                Some("bls12-381") => fingerprint::<Bls12381Scalar>(width),
                other => panic!("no curve {other:?}"),
            };
            assert_eq!(each["sha256"], made, "{each}");
        }
    }
}
