//! The lanes in plain Rust, for native tests. Not constant time; no package contains it.

use super::NOWHERE;
use core::array::from_fn;

/// 16 bytes.
#[derive(Clone, Copy, Debug)]
pub struct V([u8; 16]);

impl V {
    /// Zeros.
    pub const ZERO: Self = Self([0; 16]);

    /// Makes it of constant bytes.
    pub const fn new(bytes: [u8; 16]) -> Self {
        Self(bytes)
    }

    /// The same byte 16 times.
    pub fn splat(byte: u8) -> Self {
        Self([byte; 16])
    }

    /// Loads bytes from memory.
    pub fn load(bytes: &[u8; 16]) -> Self {
        Self(*bytes)
    }

    /// Stores the bytes in memory.
    pub fn store(self, bytes: &mut [u8; 16]) {
        *bytes = self.0;
    }

    /// self ⊕ other.
    pub fn xor(self, other: Self) -> Self {
        Self(from_fn(|i| self.0[i] ^ other.0[i]))
    }

    /// self + other, byte by byte, wrapping.
    pub fn plus(self, other: Self) -> Self {
        Self(from_fn(|i| self.0[i].wrapping_add(other.0[i])))
    }

    /// A constant.
    pub fn fetched(&'static self) -> Self {
        *self
    }

    /// The lower four bits of each byte.
    pub fn low_nibbles(self) -> Self {
        Self(self.0.map(|byte| byte & 15))
    }

    /// The upper four bits of each byte.
    pub fn high_nibbles(self) -> Self {
        Self(self.0.map(|byte| byte >> 4))
    }

    /// Looks up the bytes of this table at the given indices.
    pub fn swizzle(self, indices: Self) -> Self {
        Self(indices.0.map(|index| {
            assert!(!(16..NOWHERE).contains(&index), "swizzle: {index} is not defined");
            if index < 16 { self.0[index as usize] } else { 0 }
        }))
    }

    /// a0 b0 a1 b1 … a7 b7.
    pub fn interleave_low(self, other: Self) -> Self {
        Self(from_fn(|i| if i % 2 == 0 { self.0[i / 2] } else { other.0[i / 2] }))
    }

    /// a8 b8 a9 b9 … a15 b15.
    pub fn interleave_high(self, other: Self) -> Self {
        Self(from_fn(|i| if i % 2 == 0 { self.0[8 + i / 2] } else { other.0[8 + i / 2] }))
    }

    /// self + other, as four numbers, wrapping.
    pub fn plus_words(self, other: Self) -> Self {
        self.each_word(|i, word| word.wrapping_add(other.words()[i]))
    }

    /// Each of four numbers, N bits to the left.
    pub fn words_left<const N: u32>(self) -> Self {
        self.each_word(|_, word| word << N)
    }

    /// Each of four numbers, N bits to the right.
    pub fn words_right<const N: u32>(self) -> Self {
        self.each_word(|_, word| word >> N)
    }

    /// Each of two numbers of 64 bits, N bits to the right.
    pub fn doubles_right<const N: u32>(self) -> Self {
        let words = self.words().map(u64::from);
        self.each_word(|i, _| ((words[i | 1] << 32 | words[i & 2]) >> N >> (32 * (i & 1))) as u32)
    }

    /// Bytes 4 to 15 of this, then 0 to 3 of the next.
    pub fn next_words(self, next: Self) -> Self {
        Self(from_fn(|i| if i < 12 { self.0[i + 4] } else { next.0[i - 12] }))
    }

    fn words(self) -> [u32; 4] {
        from_fn(|i| u32::from_le_bytes(from_fn(|k| self.0[4 * i + k])))
    }

    fn each_word(self, map: impl Fn(usize, u32) -> u32) -> Self {
        let words = self.words();
        Self(from_fn(|i| map(i / 4, words[i / 4]).to_le_bytes()[i % 4]))
    }

    /// Bytes 4·I to 4·I + 3 as a little-endian number.
    pub fn word<const I: usize>(self) -> u32 {
        u32::from_le_bytes(from_fn(|i| self.0[4 * I + i]))
    }

    /// With bytes 4·I to 4·I + 3 replaced by a little-endian number.
    pub fn with_word<const I: usize>(mut self, word: u32) -> Self {
        self.0[4 * I..4 * I + 4].copy_from_slice(&word.to_le_bytes());
        self
    }
}
