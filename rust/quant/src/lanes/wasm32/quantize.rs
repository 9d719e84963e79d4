//! Floats to integers.
#![allow(clippy::wildcard_imports)]

use super::memory::{load, load_half, store};
use super::{add_u32, integers, sum32, sum64};
use crate::integers::Slots;
use crate::quantize::{Rounding, largest, scale};
use crate::report::Quantized;
use crate::{BLOCK, ROW};
use core::arch::wasm32::*;

/// Quantizes a block in whole rows, with its own random words; `None` where it isn't, or a value is NaN or infinite, or
/// `clip` so far out that float32 would lose bits.
pub fn quantize(block: &[f32], bits: u32, clip: f64, rounding: Rounding<'_>, mut out: Slots<'_>) -> Option<Quantized> {
    if !block.len().is_multiple_of(ROW) || !(1e-30..=1e30).contains(&clip) {
        return None;
    }
    let mut doubtful = [false; BLOCK / ROW];
    let mut result = round(block, bits, clip, &mut out, &mut doubtful)?;
    for (i, row) in block.as_chunks().0.iter().enumerate() {
        let words = match rounding {
            Rounding::Nearest if doubtful[i] => None,
            Rounding::Nearest => continue,
            Rounding::Stochastic(words) => Some(&words.as_chunks().0[i]),
        };
        let mut slots = out.range(ROW * i..ROW * (i + 1));
        result.norm_sq -= integers(slots.read())?.norm_sq;
        round_exactly(row, bits, clip, words, &mut slots);
        result.norm_sq += integers(slots.read())?.norm_sq;
    }
    Some(result)
}

/// x + 1.5·2^23 is x rounded to an integer, half to even, which its lowest bits have.
const ROUND: f32 = 12_582_912.0;

/// How far the products in [`round`] are off: a little more than two roundings, each by at most 2^−24.
const OFF: f64 = 1.25 / 8_388_608.0;

/// Writes the integers of a block and which rows are doubtful; `None` where a value is NaN or infinite.
///
/// A quotient lies between two products in float32, with a reciprocal that is a little too small and one that is too
/// large. Where both round to the same integer, so does the quotient. Where not, the row is doubtful.
#[target_feature(enable = "simd128")]
fn round(
    block: &[f32],
    bits: u32,
    clip: f64,
    out: &mut Slots<'_>,
    doubtful: &mut [bool; BLOCK / ROW],
) -> Option<Quantized> {
    let reciprocal = 1.0 / scale(bits, clip);
    let (less, more) = (f32x4_splat((reciprocal * (1.0 - OFF)) as f32), f32x4_splat((reciprocal * (1.0 + OFF)) as f32));
    // The largest float32 that isn't clipped. From there to q it is much less than half a step.
    let top = clip as f32;
    let top = if f64::from(top) > clip { top.next_down() } else { top };
    let (top, bottom, round) = (f32x4_splat(top), f32x4_splat(-top), f32x4_splat(ROUND));
    let (mut clipped, mut norm) = (u32x4_splat(0), u64x2_splat(0));
    // A NaN or an infinity makes a sum one.
    let mut sums = [f32x4_splat(0.0); 4];
    for (at, (row, doubtful)) in block.as_chunks::<ROW>().0.iter().zip(doubtful).enumerate() {
        let mut doubt = u32x4_splat(0);
        let [a, b, c, d] = core::array::from_fn(|i| {
            let x = load(&row.as_chunks::<4>().0[i]);
            sums[i] = f32x4_add(sums[i], x);
            let inside = f32x4_pmax(bottom, f32x4_pmin(top, x));
            clipped = i32x4_sub(clipped, f32x4_ne(inside, x));
            let (a, b) = (f32x4_add(f32x4_mul(inside, less), round), f32x4_add(f32x4_mul(inside, more), round));
            doubt = v128_or(doubt, v128_xor(a, b));
            i32x4_sub(a, round)
        });
        *doubtful = v128_any_true(doubt);
        let (ab, cd) = (i16x8_narrow_i32x4(a, b), i16x8_narrow_i32x4(c, d));
        put(ab, cd, &mut out.range(ROW * at..ROW * (at + 1)));
        // Four squares below 2^30.
        norm = add_u32(norm, i32x4_add(i32x4_dot_i16x8(ab, ab), i32x4_dot_i16x8(cd, cd)));
    }
    let sum = f32x4_add(f32x4_add(sums[0], sums[1]), f32x4_add(sums[2], sums[3]));
    let finite = store::<f32, 4>(sum).iter().sum::<f32>().is_finite();
    finite.then(|| Quantized { clipped: sum32(clipped).into(), norm_sq: sum64(norm).into() })
}

/// x + 1.5·2^52: the same of a float64.
const ROUND_WIDE: f64 = 6_755_399_441_055_744.0;

/// Writes the integers of a row, with quotients in float64; by random words, or to the nearest.
#[target_feature(enable = "simd128")]
fn round_exactly(row: &[f32; ROW], bits: u32, clip: f64, words: Option<&[u32; ROW]>, out: &mut Slots<'_>) {
    let limit = f64::from(largest(bits));
    let clamp = |x, limit: f64| f64x2_pmax(f64x2_splat(-limit), f64x2_pmin(f64x2_splat(limit), x));
    let pair = |i: usize| {
        let x = f64x2_promote_low_f32x4(load_half(&row.as_chunks::<2>().0[i]));
        let steps = f64x2_div(clamp(x, clip), f64x2_splat(scale(bits, clip)));
        let rounded = words.map_or(f64x2_nearest(steps), |words| {
            let fraction = f64x2_convert_low_u32x4(load_half(&words.as_chunks::<2>().0[i]));
            f64x2_floor(f64x2_add(steps, f64x2_mul(fraction, f64x2_splat(1.0 / 4_294_967_296.0))))
        });
        f64x2_add(clamp(rounded, limit), f64x2_splat(ROUND_WIDE))
    };
    let four = |i| i32x4_shuffle::<0, 2, 4, 6>(pair(i), pair(i + 1));
    put(i16x8_narrow_i32x4(four(0), four(2)), i16x8_narrow_i32x4(four(4), four(6)), out);
}

/// Writes a row of integers of 16 bits.
#[target_feature(enable = "simd128")]
#[inline]
fn put(ab: v128, cd: v128, out: &mut Slots<'_>) {
    match out {
        Slots::Int8(out) => out.copy_from_slice(&store::<_, ROW>(i8x16_narrow_i16x8(ab, cd))),
        Slots::Int16(out) => out.copy_from_slice([store::<_, 8>(ab), store(cd)].as_flattened()),
    }
}
