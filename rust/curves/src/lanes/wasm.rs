//! The lanes on simd128 with relaxed-simd.
//!
//! The machine decides whether `relaxed_madd` is fused. Whoever instantiates the module must check that first.

use core::arch::wasm32::{
    f64x2, f64x2_add, f64x2_extract_lane, f64x2_mul, f64x2_neg, f64x2_relaxed_madd, f64x2_splat, f64x2_sub, i64x2_add,
    i64x2_shl, i64x2_shuffle, i64x2_splat, i64x2_sub, u64x2, u64x2_shr, v128, v128_xor,
};

/// Two doubles.
#[derive(Clone, Copy, Debug)]
pub struct F64x2(v128);

/// Two integers of 64 bits, wrapping.
#[derive(Clone, Copy, Debug)]
pub struct I64x2(v128);

impl F64x2 {
    /// (a, b).
    #[inline(always)]
    pub const fn new(a: f64, b: f64) -> Self {
        Self(f64x2(a, b))
    }

    /// (x, x).
    #[inline(always)]
    pub fn splat(x: f64) -> Self {
        Self(f64x2_splat(x))
    }

    /// Both lanes.
    #[inline(always)]
    pub fn lanes(self) -> [f64; 2] {
        [f64x2_extract_lane::<0>(self.0), f64x2_extract_lane::<1>(self.0)]
    }

    /// self + other.
    #[inline(always)]
    pub fn plus(self, other: Self) -> Self {
        Self(f64x2_add(self.0, other.0))
    }

    /// self − other.
    #[inline(always)]
    pub fn minus(self, other: Self) -> Self {
        Self(f64x2_sub(self.0, other.0))
    }

    /// −self.
    #[inline(always)]
    pub fn negated(self) -> Self {
        Self(f64x2_neg(self.0))
    }

    /// self·other, rounded.
    #[inline(always)]
    pub fn times(self, other: Self) -> Self {
        Self(f64x2_mul(self.0, other.0))
    }

    /// self·b + c, rounded once.
    #[inline(always)]
    pub fn fused(self, b: Self, c: Self) -> Self {
        Self(f64x2_relaxed_madd(self.0, b.0, c.0))
    }

    /// (b, a) of (a, b).
    #[inline(always)]
    pub fn swapped(self) -> Self {
        Self(i64x2_shuffle::<1, 0>(self.0, self.0))
    }

    /// (a, a) of (a, b).
    #[inline(always)]
    pub fn first(self) -> Self {
        Self(i64x2_shuffle::<0, 0>(self.0, self.0))
    }

    /// (−b, b) of (a, b).
    #[inline(always)]
    pub fn second_and_negated(self) -> Self {
        Self(v128_xor(i64x2_shuffle::<1, 1>(self.0, self.0), u64x2(1 << 63, 0)))
    }

    /// The doubles' bits.
    #[inline(always)]
    pub fn to_bits(self) -> I64x2 {
        I64x2(self.0)
    }
}

impl I64x2 {
    /// (0, 0).
    pub const ZERO: Self = Self(f64x2(0.0, 0.0));

    /// (x, x).
    #[inline(always)]
    pub fn splat(x: i64) -> Self {
        Self(i64x2_splat(x))
    }

    /// self + other.
    #[inline(always)]
    pub fn plus(self, other: Self) -> Self {
        Self(i64x2_add(self.0, other.0))
    }

    /// self − other.
    #[inline(always)]
    pub fn minus(self, other: Self) -> Self {
        Self(i64x2_sub(self.0, other.0))
    }

    /// self·2^k.
    #[inline(always)]
    pub fn shifted_left(self, k: u32) -> Self {
        Self(i64x2_shl(self.0, k))
    }

    /// self/2^k rounded down, taken as unsigned.
    #[inline(always)]
    pub fn shifted_right(self, k: u32) -> Self {
        Self(u64x2_shr(self.0, k))
    }

    /// The doubles of these bits.
    #[inline(always)]
    pub fn to_doubles(self) -> F64x2 {
        F64x2(self.0)
    }
}
