//! Floats to integers and back.

/// How a value between two steps is rounded.
#[derive(Clone, Copy)]
pub enum Rounding<'a> {
    /// To the nearest step, a tie to the even one (IEEE 754 roundTiesToEven).
    Nearest,
    /// Up with the probability of the fraction, so that the mean is kept: one uniform 32-bit word a value.
    Stochastic(&'a [u32]),
}

/// What a quantization came to, besides the values.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Quantized {
    /// How many values lay outside ±clip and were moved to it.
    pub clipped: u64,
    /// Σ x² of the integers.
    pub norm_sq: u128,
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
/// If `out` or the random words are not one a value, or `clip` gives no scale above 0.
pub fn quantize<T: TryFrom<i16>>(
    gradient: &[f32],
    bits: u32,
    clip: f64,
    rounding: Rounding<'_>,
    out: &mut [T],
) -> Result<Quantized, usize> {
    assert_eq!(gradient.len(), out.len(), "quantize: one slot a value");
    let scale = scale(bits, clip);
    assert!(scale.is_normal() && scale > 0.0, "quantize: the caller checks clip");
    let mut result = Quantized { clipped: 0, norm_sq: 0 };
    let limit = f64::from(largest(bits));
    for (i, (&x, slot)) in gradient.iter().zip(out).enumerate() {
        if !x.is_finite() {
            return Err(i);
        }
        let x = f64::from(x);
        result.clipped += u64::from(x.abs() > clip);
        let steps = x.max(-clip).min(clip) / scale;
        let rounded = match rounding {
            Rounding::Nearest => steps.round_ties_even(),
            Rounding::Stochastic(words) => (steps + f64::from(words[i]) / 4_294_967_296.0).floor(),
        };
        let value = rounded.max(-limit).min(limit) as i16;
        result.norm_sq += u128::from(value.unsigned_abs()).pow(2);
        *slot = T::try_from(value).unwrap_or_else(|_| unreachable!("quantize: the bits fit the slot"));
    }
    Ok(result)
}

/// Writes x·scale/count for each integer x: the mean of a sum over `count` clients, or with 1 the value itself.
///
/// # Panics
/// If `out` isn't one slot a value.
pub fn dequantize<T: Copy + Into<i32>>(values: &[T], scale: f64, count: f64, out: &mut [f32]) {
    assert_eq!(values.len(), out.len(), "dequantize: one slot a value");
    for (&value, slot) in values.iter().zip(out) {
        *slot = (f64::from(value.into()) * scale / count) as f32;
    }
}
