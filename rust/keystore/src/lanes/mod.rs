//! The one vector type that all algorithms are written on: 16 bytes, and a lookup in 16 bytes that touches no memory.
//!
//! `swizzle` is the only lookup. An index below 16 chooses a byte, and one of at least [`NOWHERE`] gives 0. Other
//! indices must not occur: relaxed SIMD doesn't define the result for 16 to 127. The portable twin asserts this.

#[cfg(not(all(target_arch = "wasm32", target_feature = "simd128")))]
mod portable;
#[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
mod wasm;

#[cfg(not(all(target_arch = "wasm32", target_feature = "simd128")))]
pub use portable::V;
#[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
pub use wasm::V;

use core::ops::{BitXor, BitXorAssign};

/// An index that chooses no byte. It stays one under XOR with a nibble.
pub const NOWHERE: u8 = 0x80;

impl V {
    /// Of four little-endian numbers.
    #[inline(always)]
    pub fn of_words([a, b, c, d]: [u32; 4]) -> Self {
        Self::ZERO.with_word::<0>(a).with_word::<1>(b).with_word::<2>(c).with_word::<3>(d)
    }

    /// The sum of two lookups by nibbles: any map of bytes that is linear over GF(2).
    #[inline(always)]
    pub fn linear(self, low: Self, high: Self) -> Self {
        low.swizzle(self.low_nibbles()) ^ high.swizzle(self.high_nibbles())
    }
}

impl Default for V {
    fn default() -> Self {
        Self::ZERO
    }
}

impl BitXor for V {
    type Output = Self;

    #[inline(always)]
    fn bitxor(self, other: Self) -> Self {
        self.xor(other)
    }
}

impl BitXorAssign for V {
    #[inline(always)]
    fn bitxor_assign(&mut self, other: Self) {
        *self = self.xor(other);
    }
}

/// Swaps rows and columns of 16 × 16 bytes. Each of four rounds interleaves a half with the other.
#[inline(always)]
pub fn transpose(rows: &mut [V; 16]) {
    for _ in 0..4 {
        let before = *rows;
        for i in 0..8 {
            rows[2 * i] = before[i].interleave_low(before[i + 8]);
            rows[2 * i + 1] = before[i].interleave_high(before[i + 8]);
        }
    }
}
