//! The lanes on simd128, with relaxed-simd's swizzle where the feature `relaxed` asks for it.
#![allow(unsafe_code)] // loads and stores

#[cfg(feature = "relaxed")]
use core::arch::wasm32::i8x16_relaxed_swizzle as swizzle;
#[cfg(not(feature = "relaxed"))]
use core::arch::wasm32::i8x16_swizzle as swizzle;
use core::arch::wasm32::{
    i8x16_shuffle, u8x16, u8x16_add, u8x16_splat, u16x8_shr, u32x4_add, u32x4_extract_lane, u32x4_replace_lane,
    u32x4_shl, u32x4_shr, u64x2_shr, v128, v128_and, v128_load, v128_store, v128_xor,
};

/// 16 bytes.
#[derive(Clone, Copy, Debug)]
pub struct V(v128);

static NIBBLES: V = V::new([15; 16]);

impl V {
    /// Zeros.
    pub const ZERO: Self = Self::new([0; 16]);

    /// Makes it of constant bytes.
    #[rustfmt::skip]
    pub const fn new(b: [u8; 16]) -> Self {
        Self(u8x16(
            b[0], b[1], b[2], b[3], b[4], b[5], b[6], b[7], b[8], b[9], b[10], b[11], b[12], b[13], b[14], b[15],
        ))
    }

    /// The same byte 16 times.
    #[inline(always)]
    pub fn splat(byte: u8) -> Self {
        Self(u8x16_splat(byte))
    }

    /// Loads bytes from memory.
    #[inline(always)]
    pub fn load(bytes: &[u8; 16]) -> Self {
        // SAFETY: 16 bytes are there, and the instruction demands no alignment.
        Self(unsafe { v128_load(bytes.as_ptr().cast()) })
    }

    /// Stores the bytes in memory.
    #[inline(always)]
    pub fn store(self, bytes: &mut [u8; 16]) {
        // SAFETY: 16 bytes are there, and the instruction demands no alignment.
        unsafe { v128_store(bytes.as_mut_ptr().cast(), self.0) }
    }

    /// self ⊕ other.
    #[inline(always)]
    pub fn xor(self, other: Self) -> Self {
        Self(v128_xor(self.0, other.0))
    }

    /// self + other, byte by byte, wrapping.
    #[inline(always)]
    pub fn plus(self, other: Self) -> Self {
        Self(u8x16_add(self.0, other.0))
    }

    /// A constant, read from memory. Some engines make a constant in the code anew each time it is used, with three
    /// instructions.
    #[inline(always)]
    pub fn fetched(&'static self) -> Self {
        // SAFETY: a reference is valid and aligned.
        unsafe { core::ptr::read_volatile(self) }
    }

    /// The lower four bits of each byte.
    #[inline(always)]
    pub fn low_nibbles(self) -> Self {
        Self(v128_and(self.0, NIBBLES.fetched().0))
    }

    /// The upper four bits of each byte.
    #[inline(always)]
    pub fn high_nibbles(self) -> Self {
        Self(v128_and(u16x8_shr(self.0, 4), NIBBLES.fetched().0))
    }

    /// Looks up the bytes of this table at the given indices.
    #[inline(always)]
    pub fn swizzle(self, indices: Self) -> Self {
        Self(swizzle(self.0, indices.0))
    }

    /// a0 b0 a1 b1 … a7 b7.
    #[inline(always)]
    pub fn interleave_low(self, other: Self) -> Self {
        Self(i8x16_shuffle::<0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23>(self.0, other.0))
    }

    /// a8 b8 a9 b9 … a15 b15.
    #[inline(always)]
    pub fn interleave_high(self, other: Self) -> Self {
        Self(i8x16_shuffle::<8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31>(self.0, other.0))
    }

    /// self + other, as four numbers, wrapping.
    #[inline(always)]
    pub fn plus_words(self, other: Self) -> Self {
        Self(u32x4_add(self.0, other.0))
    }

    /// Each of four numbers, N bits to the left.
    #[inline(always)]
    pub fn words_left<const N: u32>(self) -> Self {
        Self(u32x4_shl(self.0, N))
    }

    /// Each of four numbers, N bits to the right.
    #[inline(always)]
    pub fn words_right<const N: u32>(self) -> Self {
        Self(u32x4_shr(self.0, N))
    }

    /// Each of two numbers of 64 bits, N bits to the right.
    #[inline(always)]
    pub fn doubles_right<const N: u32>(self) -> Self {
        Self(u64x2_shr(self.0, N))
    }

    /// Bytes 4 to 15 of this, then 0 to 3 of the next.
    #[inline(always)]
    pub fn next_words(self, next: Self) -> Self {
        Self(i8x16_shuffle::<4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19>(self.0, next.0))
    }

    /// Bytes 4·I to 4·I + 3 as a little-endian number.
    #[inline(always)]
    pub fn word<const I: usize>(self) -> u32 {
        u32x4_extract_lane::<I>(self.0)
    }

    /// With bytes 4·I to 4·I + 3 replaced by a little-endian number.
    #[inline(always)]
    pub fn with_word<const I: usize>(self, word: u32) -> Self {
        Self(u32x4_replace_lane::<I>(self.0, word))
    }
}
