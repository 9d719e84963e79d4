//! Floats to integers.
#![allow(clippy::wildcard_imports)]

use super::memory::{load, load_half, store};
use super::{integers, sum32};
use crate::integers::Slots;
use crate::quantize::{Rounding, largest, scale};
use crate::report::Quantized;
use crate::{BLOCK, ROW};
use core::arch::wasm32::*;

/// Quantizes a block of whole rows, with its random words; `None` for any other block, or if a value is NaN, infinite,
/// or so far beyond `clip` that float32 would lose bits.
pub fn quantize(block: &[f32], bits: u32, clip: f64, rounding: Rounding<'_>, mut out: Slots<'_>) -> Option<Quantized> {
    if !block.len().is_multiple_of(ROW) || !(1e-30..=1e30).contains(&clip) {
        return None;
    }
    // The largest float32 that isn't clipped. It is much less than half a step below q.
    let top = clip as f32;
    let top = if f64::from(top) > clip { top.next_down() } else { top };
    let (clipped, size) = sizes(block, top)?;
    let reciprocal = 1.0 / scale(bits, clip);
    if f64::from(size) * reciprocal >= FAR {
        return None;
    }
    let mut doubtful = [false; BLOCK / ROW];
    let (q, flags) = (largest(bits), &mut doubtful);
    let norm_sq = match &mut out {
        Slots::Int8(out) => {
            round(block, reciprocal, q, out.as_chunks_mut().0, |out, ab, cd| put_narrow(out, ab, cd), flags)
        }
        Slots::Int16(out) => {
            round(block, reciprocal, q, out.as_chunks_mut().0, |out, ab, cd| put_wide(out, ab, cd), flags)
        }
    };
    if let (Rounding::Nearest, Some(norm_sq), ..=8) = (rounding, norm_sq, bits) {
        return Some(Quantized { clipped, norm_sq });
    }
    for (at, row) in block.as_chunks::<ROW>().0.iter().enumerate() {
        let words: Option<&[u32; ROW]> = match rounding {
            Rounding::Nearest if doubtful[at] => None,
            Rounding::Nearest => continue,
            Rounding::Stochastic(words) => Some(&words.as_chunks().0[at]),
        };
        let [a, b, c, d] = core::array::from_fn(|i| {
            round_exactly(&row.as_chunks().0[i], bits, clip, words.map(|words| &words.as_chunks().0[i]))
        });
        let (ab, cd) = (i16x8_narrow_i32x4(a, b), i16x8_narrow_i32x4(c, d));
        match &mut out {
            Slots::Int8(out) => put_narrow(&mut out.as_chunks_mut().0[at], ab, cd),
            Slots::Int16(out) => put_wide(&mut out.as_chunks_mut().0[at], ab, cd),
        }
    }
    Some(Quantized { clipped, norm_sq: integers(out.read())?.norm_sq })
}

/// The lowest bits of x + 1.5·2^23 are x rounded to an integer, half to even.
const ROUND: f32 = 12_582_912.0;

/// The steps from 0 up to which that holds, with room for errors.
const FAR: f64 = 2_097_152.0;

/// How far the products in [`round`] are off: a little more than two roundings, each by at most 2^−24.
const OFF: f64 = 1.25 / 8_388_608.0;

/// Writes the integers of a block without a value that is [`FAR`], and notes doubtful rows. If there are none, returns
/// the norm, which is right for at most 8 bits.
///
/// A quotient lies between two products in float32, with a reciprocal that is a little too small and one that is too
/// large. If both round to the same integer, so does the quotient. Otherwise the row is doubtful.
#[target_feature(enable = "simd128")]
fn round<T>(
    block: &[f32],
    reciprocal: f64,
    limit: i16,
    out: &mut [[T; ROW]],
    put: impl Fn(&mut [T; ROW], v128, v128),
    doubtful: &mut [bool; BLOCK / ROW],
) -> Option<u128> {
    let (less, more) = (f32x4_splat((reciprocal * (1.0 - OFF)) as f32), f32x4_splat((reciprocal * (1.0 + OFF)) as f32));
    let (round, bottom, top) = (f32x4_splat(ROUND), i16x8_splat(-limit), i16x8_splat(limit));
    let (mut norm, mut doubts) = (u32x4_splat(0), u32x4_splat(0));
    for ((row, out), doubtful) in block.as_chunks::<ROW>().0.iter().zip(out).zip(doubtful) {
        let mut doubt = u32x4_splat(0);
        let [a, b, c, d] = core::array::from_fn(|i| {
            let x = load(&row.as_chunks::<4>().0[i]);
            let (a, b) = (f32x4_add(f32x4_mul(x, less), round), f32x4_add(f32x4_mul(x, more), round));
            doubt = v128_or(doubt, v128_xor(a, b));
            i32x4_sub(a, round)
        });
        *doubtful = v128_any_true(doubt);
        doubts = v128_or(doubts, doubt);
        let [ab, cd] =
            [i16x8_narrow_i32x4(a, b), i16x8_narrow_i32x4(c, d)].map(|x| i16x8_max(bottom, i16x8_min(top, x)));
        put(out, ab, cd);
        norm = i32x4_add(norm, i32x4_add(i32x4_dot_i16x8(ab, ab), i32x4_dot_i16x8(cd, cd)));
    }
    (!v128_any_true(doubts)).then(|| sum32(norm).into())
}

/// How many values of a block of whole rows are beyond ±top, and the largest size; `None` if one is NaN or infinite.
/// It also brings the block into the cache as fast as memory allows, so that [`round`] doesn't wait.
#[target_feature(enable = "simd128")]
fn sizes(block: &[f32], top: f32) -> Option<(u64, f32)> {
    // The bits of floats without sign have the order of the values; NaN comes last.
    let (sign, top) = (u32x4_splat(1 << 31), u32x4_splat(top.to_bits()));
    let (mut clipped, mut largest) = (u32x4_splat(0), u32x4_splat(0));
    for row in block.as_chunks::<ROW>().0 {
        for x in row.as_chunks::<4>().0 {
            let size = v128_andnot(load(x), sign);
            clipped = i32x4_sub(clipped, i32x4_gt(size, top));
            largest = i32x4_max(largest, size);
        }
    }
    let size = f32::from_bits(store::<u32, 4>(largest).into_iter().fold(0, u32::max));
    size.is_finite().then(|| (sum32(clipped).into(), size))
}

/// x + 1.5·2^52: the same of a float64.
const ROUND_WIDE: f64 = 6_755_399_441_055_744.0;

/// Rounds four values, with quotients in float64, by random words or to the nearest.
#[target_feature(enable = "simd128")]
#[inline(never)]
fn round_exactly(x: &[f32; 4], bits: u32, clip: f64, words: Option<&[u32; 4]>) -> v128 {
    let limit = f64::from(largest(bits));
    let clamp = |x, limit: f64| f64x2_pmax(f64x2_splat(-limit), f64x2_pmin(f64x2_splat(limit), x));
    let pair = |i: usize| {
        let x = f64x2_promote_low_f32x4(load_half(&x.as_chunks::<2>().0[i]));
        let steps = f64x2_div(clamp(x, clip), f64x2_splat(scale(bits, clip)));
        let rounded = words.map_or(f64x2_nearest(steps), |words| {
            let fraction = f64x2_convert_low_u32x4(load_half(&words.as_chunks::<2>().0[i]));
            f64x2_floor(f64x2_add(steps, f64x2_mul(fraction, f64x2_splat(1.0 / 4_294_967_296.0))))
        });
        f64x2_add(clamp(rounded, limit), f64x2_splat(ROUND_WIDE))
    };
    i32x4_shuffle::<0, 2, 4, 6>(pair(0), pair(1))
}

/// Writes a row of integers of 16 bits.
#[target_feature(enable = "simd128")]
#[inline]
fn put_narrow(out: &mut [i8; ROW], ab: v128, cd: v128) {
    *out = store(i8x16_narrow_i16x8(ab, cd));
}

#[target_feature(enable = "simd128")]
#[inline]
fn put_wide(out: &mut [i16; ROW], ab: v128, cd: v128) {
    let [a, b] = out.as_chunks_mut::<8>().0 else { unreachable!() };
    (*a, *b) = (store(ab), store(cd));
}
