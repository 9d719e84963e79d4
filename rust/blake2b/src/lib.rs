//! BLAKE2b without a key (RFC 7693). Its state can be written down and taken up again, which published crates hide and
//! snarkjs's ceremony files contain.

#![no_std]
#![forbid(unsafe_code)]

use zeroize::Zeroize;

/// The most bytes of a hash.
pub const LONGEST: usize = 64;

/// The bytes of [`Blake2b::state`].
pub const STATE_BYTES: usize = 216;

/// §2.6: 64 bits of the fractions of √2, √3, √5, … √19.
const IV: [u64; 8] = [
    0x6a09_e667_f3bc_c908,
    0xbb67_ae85_84ca_a73b,
    0x3c6e_f372_fe94_f82b,
    0xa54f_f53a_5f1d_36f1,
    0x510e_527f_ade6_82d1,
    0x9b05_688c_2b3e_6c1f,
    0x1f83_d9ab_fb41_bd6b,
    0x5be0_cd19_137e_2179,
];

/// §2.7: the order in which a round takes the words of the message. Rounds 10 and 11 are like 0 and 1.
const SIGMA: [[u8; 16]; 10] = [
    [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15],
    [14, 10, 4, 8, 9, 15, 13, 6, 1, 12, 0, 2, 11, 7, 5, 3],
    [11, 8, 12, 0, 5, 2, 15, 13, 10, 14, 3, 6, 7, 1, 9, 4],
    [7, 9, 3, 1, 13, 12, 11, 14, 2, 6, 5, 10, 4, 0, 15, 8],
    [9, 0, 5, 7, 2, 4, 10, 15, 14, 1, 11, 12, 6, 8, 3, 13],
    [2, 12, 6, 10, 0, 11, 8, 3, 4, 13, 7, 5, 15, 14, 1, 9],
    [12, 5, 1, 15, 14, 13, 4, 10, 0, 7, 6, 3, 9, 2, 8, 11],
    [13, 11, 7, 14, 12, 1, 3, 9, 5, 0, 15, 4, 8, 6, 2, 10],
    [6, 15, 14, 9, 11, 3, 0, 8, 12, 2, 13, 7, 1, 4, 10, 5],
    [10, 2, 8, 4, 7, 6, 1, 5, 15, 11, 9, 14, 3, 12, 13, 0],
];

const BLOCK: usize = 128;

/// A hash to which bytes are added.
#[derive(Clone)]
pub struct Blake2b {
    state: [u64; 8],
    buffer: [u8; BLOCK],
    /// How much of the buffer is filled. A full buffer stays until more bytes come, since the last block is marked.
    filled: usize,
    /// How many bytes were compressed so far.
    taken: u64,
    length: usize,
}

impl Blake2b {
    /// For a hash of 1 to [`LONGEST`] bytes.
    pub fn new(length: usize) -> Self {
        debug_assert!((1..=LONGEST).contains(&length));
        let mut state = IV;
        // §2.5: the length, no key, fanout and depth 1.
        state[0] ^= 0x0101_0000 ^ length as u64;
        Self { state, buffer: [0; BLOCK], filled: 0, taken: 0, length }
    }

    /// The hash of 64 bytes of parts, one after the other.
    pub fn hash(parts: &[&[u8]]) -> [u8; LONGEST] {
        let mut hash = Self::new(LONGEST);
        for part in parts {
            hash.update(part);
        }
        hash.digest()
    }

    /// Adds bytes.
    pub fn update(&mut self, mut bytes: &[u8]) -> &mut Self {
        while !bytes.is_empty() {
            if self.filled == BLOCK {
                self.taken += BLOCK as u64;
                self.compress(false);
                self.filled = 0;
            }
            let (now, later) = bytes.split_at(bytes.len().min(BLOCK - self.filled));
            self.buffer[self.filled..self.filled + now.len()].copy_from_slice(now);
            self.filled += now.len();
            bytes = later;
        }
        self
    }

    /// Adds a number as four bytes, little-endian.
    pub fn update_u32(&mut self, number: u32) -> &mut Self {
        self.update(&number.to_le_bytes())
    }

    /// Writes the hash. No bytes can be added afterwards.
    pub fn finish(&mut self, out: &mut [u8]) {
        debug_assert_eq!(out.len(), self.length);
        self.buffer[self.filled..].fill(0);
        self.taken += self.filled as u64;
        self.compress(true);
        for (bytes, word) in out.chunks_mut(8).zip(&self.state) {
            bytes.copy_from_slice(&word.to_le_bytes()[..bytes.len()]);
        }
    }

    /// The hash of the bytes so far, for one of 64 bytes. More can be added.
    pub fn digest(&self) -> [u8; LONGEST] {
        let mut out = [0; LONGEST];
        self.clone().finish(&mut out);
        out
    }

    /// The state as snarkjs keeps it in ptau files, for a hash of 64 bytes: buffer\[128\] ‖ h, 8 u64 ‖ u64 bytes
    /// compressed ‖ u64 bytes buffered ‖ 0\[8\], little-endian. What is past the buffered bytes is zero here; in
    /// snarkjs's it is left over from earlier blocks.
    pub fn state(&self) -> [u8; STATE_BYTES] {
        let mut out = [0; STATE_BYTES];
        out[..self.filled].copy_from_slice(&self.buffer[..self.filled]);
        let words = self.state.iter().copied().chain([self.taken, self.filled as u64]);
        for (bytes, word) in out[BLOCK..].chunks_exact_mut(8).zip(words) {
            bytes.copy_from_slice(&word.to_le_bytes());
        }
        out
    }

    /// Takes up a state of [`Self::state`]. `None` for one that no bytes lead to: more than a block is buffered, or a part
    /// of one was compressed. The last eight bytes have no meaning.
    pub fn restore(bytes: &[u8; STATE_BYTES]) -> Option<Self> {
        let (buffer, words) = bytes.split_first_chunk::<BLOCK>()?;
        let mut words = words.as_chunks().0.iter().map(|bytes| u64::from_le_bytes(*bytes));
        let mut state = [0; 8];
        for word in &mut state {
            *word = words.next()?;
        }
        let (taken, filled) = (words.next()?, words.next()?);
        let possible = filled <= BLOCK as u64 && taken.is_multiple_of(BLOCK as u64) && (filled > 0 || taken == 0);
        possible.then_some(Self { state, buffer: *buffer, filled: filled as usize, taken, length: LONGEST })
    }

    /// F of §3.2. Fewer than 2^64 bytes: the upper half of the counter is 0.
    fn compress(&mut self, last: bool) {
        let mut message = [0; 16];
        for (word, bytes) in message.iter_mut().zip(self.buffer.as_chunks().0) {
            *word = u64::from_le_bytes(*bytes);
        }
        let mut v = [0; 16];
        v[..8].copy_from_slice(&self.state);
        v[8..].copy_from_slice(&IV);
        v[12] ^= self.taken;
        if last {
            v[14] = !v[14];
        }
        for round in 0..12 {
            let order = &SIGMA[round % 10];
            let word = |i: usize| message[usize::from(order[i] & 15)];
            // Columns, then diagonals.
            mix::<0, 4, 8, 12>(&mut v, word(0), word(1));
            mix::<1, 5, 9, 13>(&mut v, word(2), word(3));
            mix::<2, 6, 10, 14>(&mut v, word(4), word(5));
            mix::<3, 7, 11, 15>(&mut v, word(6), word(7));
            mix::<0, 5, 10, 15>(&mut v, word(8), word(9));
            mix::<1, 6, 11, 12>(&mut v, word(10), word(11));
            mix::<2, 7, 8, 13>(&mut v, word(12), word(13));
            mix::<3, 4, 9, 14>(&mut v, word(14), word(15));
        }
        for (i, word) in self.state.iter_mut().enumerate() {
            *word ^= v[i] ^ v[i + 8];
        }
        message.zeroize();
        v.zeroize();
    }
}

impl Drop for Blake2b {
    fn drop(&mut self) {
        self.state.zeroize();
        self.buffer.zeroize();
    }
}

/// G of §3.1 on four of the words.
#[inline(always)]
fn mix<const A: usize, const B: usize, const C: usize, const D: usize>(v: &mut [u64; 16], x: u64, y: u64) {
    v[A] = v[A].wrapping_add(v[B]).wrapping_add(x);
    v[D] = (v[D] ^ v[A]).rotate_right(32);
    v[C] = v[C].wrapping_add(v[D]);
    v[B] = (v[B] ^ v[C]).rotate_right(24);
    v[A] = v[A].wrapping_add(v[B]).wrapping_add(y);
    v[D] = (v[D] ^ v[A]).rotate_right(16);
    v[C] = v[C].wrapping_add(v[D]);
    v[B] = (v[B] ^ v[C]).rotate_right(63);
}
