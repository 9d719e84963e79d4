//! Extremes and norms of blocks.
#![allow(clippy::wildcard_imports)]

use super::memory::{load, load_half, store};
use super::sum32;
use crate::ROW;
use crate::integers::Integers;
use crate::plain::{FloatSummary, IntegerSummary, Sum};
use core::arch::wasm32::*;

/// Checks a block of whole rows; `None` for any other.
pub fn integers(block: Integers<'_>) -> Option<IntegerSummary> {
    block.len().is_multiple_of(ROW).then(|| match block {
        Integers::Int8(values) => of_8_bits(values),
        Integers::Int16(values) => of_16_bits(values),
        Integers::Int32(values) => of_32_bits(values),
    })
}

#[target_feature(enable = "simd128")]
fn of_8_bits(values: &[i8]) -> IntegerSummary {
    let (mut low, mut high) = (i8x16_splat(i8::MAX), i8x16_splat(i8::MIN));
    // Each row adds at most 4 · 2^14 to a lane.
    let mut norm = i32x4_splat(0);
    for x in values.as_chunks::<16>().0 {
        let x = load(x);
        low = i8x16_min(low, x);
        high = i8x16_max(high, x);
        let (a, b) = (i16x8_extend_low_i8x16(x), i16x8_extend_high_i8x16(x));
        norm = i32x4_add(norm, i32x4_add(i32x4_dot_i16x8(a, a), i32x4_dot_i16x8(b, b)));
    }
    let low = i16x8_min(i16x8_extend_low_i8x16(low), i16x8_extend_high_i8x16(low));
    let high = i16x8_max(i16x8_extend_low_i8x16(high), i16x8_extend_high_i8x16(high));
    let (low, high) = extremes16(low, high);
    IntegerSummary { low, high, norm_sq: sum32(norm).into() }
}

#[target_feature(enable = "simd128")]
fn of_16_bits(values: &[i16]) -> IntegerSummary {
    let (mut low, mut high) = (i16x8_splat(i16::MAX), i16x8_splat(i16::MIN));
    let mut norm = u64x2_splat(0);
    for x in values.as_chunks::<8>().0 {
        let x = load(x);
        low = i16x8_min(low, x);
        high = i16x8_max(high, x);
        // At most 2 · 2^30, which is 2^31 without a sign.
        let squares = i32x4_dot_i16x8(x, x);
        norm = i64x2_add(norm, i64x2_add(u64x2_extend_low_u32x4(squares), u64x2_extend_high_u32x4(squares)));
    }
    let (low, high) = extremes16(low, high);
    IntegerSummary { low, high, norm_sq: sum64(norm).into() }
}

#[target_feature(enable = "simd128")]
fn of_32_bits(values: &[i32]) -> IntegerSummary {
    let (mut low, mut high) = (i32x4_splat(i32::MAX), i32x4_splat(i32::MIN));
    let mut norm = u64x2_splat(0);
    for x in values.as_chunks::<4>().0 {
        let x = load(x);
        low = i32x4_min(low, x);
        high = i32x4_max(high, x);
        norm = i64x2_add(norm, i64x2_add(i64x2_extmul_low_i32x4(x, x), i64x2_extmul_high_i32x4(x, x)));
    }
    let (low, high) = extremes32(low, high);
    let mut norm_sq = sum64(norm).into();
    // 2^12 squares of less than 2^26 stay below 2^64. With larger ones the sum is the norm modulo 2^64. The sum of
    // their upper halves gives the rest, since the sum of their lower halves does stay below.
    if low <= -SMALL || high >= SMALL {
        let upper = upper_halves(values);
        norm_sq = (u128::from(upper) << 32) + u128::from(sum64(norm).wrapping_sub(upper << 32));
    }
    IntegerSummary { low, high, norm_sq }
}

const SMALL: i32 = 1 << 26;

/// Σ ⌊x² / 2^32⌋.
#[target_feature(enable = "simd128")]
fn upper_halves(values: &[i32]) -> u64 {
    let mut sum = u64x2_splat(0);
    for x in values.as_chunks::<4>().0 {
        let x = load(x);
        let (a, b) = (i64x2_extmul_low_i32x4(x, x), i64x2_extmul_high_i32x4(x, x));
        sum = i64x2_add(sum, i64x2_add(u64x2_shr(a, 32), u64x2_shr(b, 32)));
    }
    sum64(sum)
}

/// Checks a block of floats in whole rows; `None` for any other, or if a value is NaN or infinite.
pub fn floats(block: &[f32]) -> Option<FloatSummary> {
    if !block.len().is_multiple_of(ROW) {
        return None;
    }
    let (low, high) = float_extremes(block);
    let size = f64::from(high.max(-low));
    let norm_sq = float_norm(block, size * size);
    norm_sq.value().is_finite().then_some(FloatSummary { low, high, norm_sq, non_finite: 0 })
}

/// A NaN is in neither of the two.
#[target_feature(enable = "simd128")]
fn float_extremes(block: &[f32]) -> (f32, f32) {
    let (mut low, mut high) = ([f32x4_splat(f32::INFINITY); 4], [f32x4_splat(f32::NEG_INFINITY); 4]);
    for row in block.as_chunks::<ROW>().0 {
        for (i, x) in row.as_chunks::<4>().0.iter().enumerate() {
            let x = load(x);
            low[i] = f32x4_pmin(low[i], x);
            high[i] = f32x4_pmax(high[i], x);
        }
    }
    let low = f32x4_pmin(f32x4_pmin(low[0], low[1]), f32x4_pmin(low[2], low[3]));
    let high = f32x4_pmax(f32x4_pmax(high[0], high[1]), f32x4_pmax(high[2], high[3]));
    (
        store::<f32, 4>(low).into_iter().fold(f32::INFINITY, f32::min),
        store::<f32, 4>(high).into_iter().fold(f32::NEG_INFINITY, f32::max),
    )
}

/// The norm of floats whose squares are at most `largest`; not finite if one of them isn't.
///
/// Each square is exact in float64, and a sum of two is rounded once. The loss of each addition t = s + x is summed
/// too: it is exactly x − (t − s) if s ≥ x (Dekker, Numer. Math. 18, 1971). So each sum begins with the largest.
#[target_feature(enable = "simd128")]
fn float_norm(block: &[f32], largest: f64) -> Sum {
    let largest = 2.0 * largest;
    let (mut sums, mut lost) = ([f64x2_splat(largest); 4], [f64x2_splat(0.0); 4]);
    for row in block.as_chunks::<ROW>().0 {
        for (i, x) in row.as_chunks::<2>().0.as_chunks::<2>().0.iter().enumerate() {
            let [a, b] = x.each_ref().map(|x| f64x2_promote_low_f32x4(load_half(x)));
            let squares = f64x2_add(f64x2_mul(a, a), f64x2_mul(b, b));
            let sum = f64x2_add(sums[i], squares);
            lost[i] = f64x2_add(lost[i], f64x2_sub(squares, f64x2_sub(sum, sums[i])));
            sums[i] = sum;
        }
    }
    let mut norm_sq = Sum::default();
    for lanes in sums.into_iter().chain(lost) {
        let [a, b] = store::<f64, 2>(lanes);
        norm_sq.add(a);
        norm_sq.add(b);
    }
    norm_sq.add(-8.0 * largest);
    norm_sq
}

#[target_feature(enable = "simd128")]
#[inline]
fn extremes16(low: v128, high: v128) -> (i32, i32) {
    extremes32(
        i32x4_min(i32x4_extend_low_i16x8(low), i32x4_extend_high_i16x8(low)),
        i32x4_max(i32x4_extend_low_i16x8(high), i32x4_extend_high_i16x8(high)),
    )
}

#[target_feature(enable = "simd128")]
fn extremes32(low: v128, high: v128) -> (i32, i32) {
    (store::<_, 4>(low).into_iter().fold(i32::MAX, i32::min), store::<_, 4>(high).into_iter().fold(i32::MIN, i32::max))
}

#[target_feature(enable = "simd128")]
#[inline]
fn sum64(x: v128) -> u64 {
    let [a, b] = store::<u64, 2>(x);
    a.wrapping_add(b)
}
