//! snarkjs's generator: scalars and points from a seed of 32 bytes.
//!
//! ChaCha20 (RFC 8439) with counter and nonce 0, whose key is the seed's eight words, **big-endian**. A number of 64 bits is
//! two words of the key stream, the first one its upper half. A field element is such numbers, the lowest first, without
//! the bits above the modulus's, drawn again while not below it; that integer is the element's **Montgomery form**, so the
//! element is it times R⁻¹, R = 2^(8·bytes).
//!
//! A point is an x (in Fp2 the real part first) and a word, whose lowest bit says whether y is the larger root. Where x has
//! no y, both are drawn again. It is taken to the subgroup by the **full** cofactor; RFC 9380 has another multiple.

use crate::Ceremony;
use fedzk_curves::{
    curve::{Affine, Cofactor, Coordinates, Curve},
    field::{Field, Fp, Fp2, Prime},
    uint,
};
use fedzk_prover::zkey::coordinate;
use zeroize::Zeroize;

/// The bytes of a seed.
pub const SEED_BYTES: usize = 32;

/// The generator. It wipes itself when dropped: who contributes has a secret seed.
pub struct Generator {
    key: [u32; 8],
    counter: u32,
    words: [u32; 16],
    used: usize,
}

impl Generator {
    /// The generator of a seed.
    pub fn new(seed: &[u8; SEED_BYTES]) -> Self {
        let mut key = [0; 8];
        for (word, bytes) in key.iter_mut().zip(seed.as_chunks().0) {
            *word = u32::from_be_bytes(*bytes);
        }
        Self { key, counter: 0, words: [0; 16], used: 16 }
    }

    /// The next word of the key stream.
    pub fn word(&mut self) -> u32 {
        if self.used == self.words.len() {
            self.words = block(&self.key, [self.counter, 0, 0, 0]);
            self.counter += 1;
            self.used = 0;
        }
        self.used += 1;
        self.words[self.used - 1]
    }

    fn long_word(&mut self) -> u64 {
        let high = u64::from(self.word());
        high << 32 | u64::from(self.word())
    }

    /// The next element of a field: of scalars, or of coordinates.
    pub fn element<M: Prime>(&mut self) -> Fp<M> {
        let top = M::BYTES / 8 - 1;
        let mask = u64::MAX >> (64 * (top as u32 + 1) - uint::bits(M::MODULUS));
        loop {
            let mut bytes = [0; 48];
            let bytes = &mut bytes[..M::BYTES];
            for (i, chunk) in bytes.chunks_exact_mut(8).enumerate() {
                let word = self.long_word();
                chunk.copy_from_slice(&(if i == top { word & mask } else { word }).to_le_bytes());
            }
            let element = coordinate(bytes);
            bytes.zeroize();
            if let Ok(element) = element {
                return element;
            }
        }
    }

    /// The next point of G1.
    pub fn g1<S: Ceremony>(&mut self) -> Affine<S::G1> {
        loop {
            let x: Fp<S> = self.element();
            let largest = self.word() & 1 == 1;
            if let Some(root) = (x.square() * x + S::G1::B).vartime_sqrt() {
                let y = if root.is_largest() == largest { root } else { -root };
                return in_subgroup(Coordinates { x, y });
            }
        }
    }

    /// The next point of G2.
    pub fn g2<S: Ceremony>(&mut self) -> Affine<S::G2> {
        loop {
            let real = self.element();
            let x = Fp2::<S>::new(real, self.element());
            let largest = self.word() & 1 == 1;
            if let Some(root) = (x.square() * x + S::STANDARD_B).vartime_sqrt() {
                let y = if root.is_largest() == largest { root } else { -root };
                return in_subgroup(S::from_standard_twist(x, y));
            }
        }
    }
}

impl Drop for Generator {
    fn drop(&mut self) {
        self.key.zeroize();
        self.words.zeroize();
    }
}

/// snarkjs's hash to G2 of a hash of 64 bytes: the generator's point, seeded with the first half.
pub fn hash_to_g2<S: Ceremony>(hash: &[u8; 64]) -> Affine<S::G2> {
    let (seed, _) = hash.split_first_chunk().expect("hash_to_g2: 64 bytes");
    Generator::new(seed).g2::<S>()
}

fn in_subgroup<C: Cofactor>(coordinates: Coordinates<C::Field>) -> Affine<C> {
    let point = coordinates.vartime_on_curve::<C>().expect("in_subgroup: y is a root");
    point.vartime_times_cofactor().expect("in_subgroup: a multiple of r, as likely as guessing a key")
}

/// "expand 32-byte k": RFC 8439 §2.3.
const CONSTANTS: [u32; 4] = [0x6170_7865, 0x3320_646e, 0x7962_2d32, 0x6b20_6574];

/// A block of the key stream, for the state's last four words: counter and nonce.
fn block(key: &[u32; 8], last: [u32; 4]) -> [u32; 16] {
    let mut start = [0; 16];
    start[..4].copy_from_slice(&CONSTANTS);
    start[4..12].copy_from_slice(key);
    start[12..].copy_from_slice(&last);
    let mut state = start;
    for _ in 0..10 {
        for i in 0..4 {
            quarter(&mut state, [i, 4 + i, 8 + i, 12 + i]);
        }
        for i in 0..4 {
            quarter(&mut state, [i, 4 + (i + 1) % 4, 8 + (i + 2) % 4, 12 + (i + 3) % 4]);
        }
    }
    for (word, start) in state.iter_mut().zip(&start) {
        *word = word.wrapping_add(*start);
    }
    start.zeroize();
    state
}

/// The quarter round: RFC 8439 §2.1.
fn quarter(v: &mut [u32; 16], [a, b, c, d]: [usize; 4]) {
    for [first, second] in [[16, 12], [8, 7]] {
        v[a] = v[a].wrapping_add(v[b]);
        v[d] = (v[d] ^ v[a]).rotate_left(first);
        v[c] = v[c].wrapping_add(v[d]);
        v[b] = (v[b] ^ v[c]).rotate_left(second);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::vec::Vec;

    /// RFC 8439, appendix A.1, test vectors 1 and 2: key and nonce are zeros, the counter 0 and 1.
    #[test]
    fn rfc8439_key_stream() {
        let mut generator = Generator::new(&[0; 32]);
        let bytes: Vec<u8> = (0..32).flat_map(|_| generator.word().to_le_bytes()).collect();
        let first = [0x76, 0xb8, 0xe0, 0xad, 0xa0, 0xf1, 0x3d, 0x90, 0x40, 0x5d, 0x6a, 0xe5, 0x53, 0x86, 0xbd, 0x28];
        let second = [0x9f, 0x07, 0xe7, 0xbe, 0x55, 0x51, 0x38, 0x7a, 0x98, 0xba, 0x97, 0x7c, 0x73, 0x2d, 0x08, 0x0d];
        assert_eq!(bytes[..16], first);
        assert_eq!(bytes[64..80], second);
    }

    /// RFC 8439 §2.3.2.
    #[test]
    fn rfc8439_block() {
        let key = core::array::from_fn(|i| u32::from_le_bytes(core::array::from_fn(|j| (4 * i + j) as u8)));
        let block = block(&key, [1, 0x0900_0000, 0x4a00_0000, 0]);
        assert_eq!(block[..4], [0xe4e7_f110, 0x1559_3bd1, 0x1fdd_0f50, 0xc471_20a3]);
        assert_eq!(block[12..], [0xd19c_12b5, 0xb94e_16de, 0xe883_d0cb, 0x4e3c_50a2]);
    }

    /// The seed's words are big-endian, unlike the RFC's key.
    #[test]
    fn a_seed_is_read_big_endian() {
        let mut seed = [0; 32];
        seed[3] = 1;
        assert_eq!(Generator::new(&seed).word(), block(&[1, 0, 0, 0, 0, 0, 0, 0], [0; 4])[0]);
    }
}
