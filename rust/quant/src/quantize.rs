//! Converts floats to integers and back.

use crate::integers::{Integers, Slots};
use crate::report::Quantized;
use crate::{lanes, next, plain};
use core::ops::Range;

/// How a value between two steps is rounded.
#[derive(Clone, Copy)]
pub enum Rounding<'a> {
    /// To the nearest step, a tie to the even one (IEEE 754 roundTiesToEven).
    Nearest,
    /// Up with the probability of the fraction, which keeps the mean. Takes one uniform 32-bit word for each value.
    Stochastic(&'a [u32]),
}

impl Rounding<'_> {
    /// The rounding for the values of a range.
    fn of(self, range: Range<usize>) -> Self {
        match self {
            Self::Nearest => Self::Nearest,
            Self::Stochastic(words) => Self::Stochastic(&words[range]),
        }
    }
}

/// q = 2^(bits−1) − 1, the largest value of a grid of `bits` bits, 2 to 16.
pub const fn largest(bits: u32) -> i16 {
    ((1i32 << (bits - 1)) - 1) as i16
}

/// The step of a grid: clip / q, in float64.
pub fn scale(bits: u32, clip: f64) -> f64 {
    clip / f64::from(largest(bits))
}

/// Writes round(clamp(x, ±clip) / scale) for each x. The quotient is taken in float64.
///
/// # Errors
/// The index of the first value that is NaN or infinite; `out` is then not to be used.
///
/// # Panics
/// If `out` or the random words don't have one for each value, the bits don't fit `out`, or `clip` gives no scale > 0.
pub fn quantize(
    gradient: &[f32],
    bits: u32,
    clip: f64,
    rounding: Rounding<'_>,
    mut out: Slots<'_>,
) -> Result<Quantized, usize> {
    assert!(gradient.len() == out.len() && bits <= out.bits(), "quantize: one slot a value, with room for the bits");
    assert!(clip > 0.0 && scale(bits, clip).is_normal(), "quantize: the caller checks clip");
    let mut total = Quantized::default();
    let mut begin = 0;
    while begin < gradient.len() {
        let block = begin..begin + next(gradient.len() - begin);
        let (values, rounding) = (&gradient[block.clone()], rounding.of(block.clone()));
        let part = lanes::quantize(values, bits, clip, rounding, out.range(block.clone()));
        total += match part {
            Some(part) => part,
            None => plain::quantize(values, bits, clip, rounding, out.range(block.clone())).map_err(|i| begin + i)?,
        };
        begin = block.end;
    }
    Ok(total)
}

/// Writes x·scale/count for each integer x: the mean of a sum over `count` clients, or with 1 the value itself.
///
/// # Panics
/// If `out` doesn't have one slot for each value.
pub fn dequantize(values: Integers<'_>, scale: f64, count: f64, out: &mut [f32]) {
    assert!(values.len() == out.len(), "dequantize: one slot a value");
    match values {
        Integers::Int8(values) => dequantize_each(values, scale, count, out),
        Integers::Int16(values) => dequantize_each(values, scale, count, out),
        Integers::Int32(values) => dequantize_each(values, scale, count, out),
    }
}

#[allow(clippy::float_cmp)]
fn dequantize_each<T: Copy + Into<i32>>(values: &[T], scale: f64, count: f64, out: &mut [f32]) {
    let products = values.iter().map(|value| f64::from((*value).into()) * scale);
    // A division takes longer than all the rest.
    if count == 1.0 {
        out.iter_mut().zip(products).for_each(|(slot, product)| *slot = product as f32);
    } else {
        out.iter_mut().zip(products).for_each(|(slot, product)| *slot = (product / count) as f32);
    }
}
