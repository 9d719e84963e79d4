//! Defines the results, one value at a time. It runs on machines without lanes and for values that lanes leave, and
//! tests compare the lanes with it.

use crate::integers::{Integers, Slots};
use crate::quantize::{Rounding, largest, scale};
use crate::report::Quantized;

/// The summary of a part of integers.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct IntegerSummary {
    /// The smallest, `i32::MAX` if there are none.
    pub low: i32,
    /// The largest, `i32::MIN` if there are none.
    pub high: i32,
    /// Σ x².
    pub norm_sq: u128,
}

/// The summary of a part of floats.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct FloatSummary {
    /// The smallest finite one, ∞ if there are none.
    pub low: f32,
    /// The largest finite one, −∞ if there are none.
    pub high: f32,
    /// Σ x² over the finite ones.
    pub norm_sq: Sum,
    /// How many are NaN or infinite.
    pub non_finite: u64,
}

/// A sum of float64 with Neumaier's correction (ZAMM 54, 1974).
#[derive(Clone, Copy, PartialEq, Debug, Default)]
pub struct Sum {
    sum: f64,
    correction: f64,
}

impl Sum {
    /// Adds a term.
    pub fn add(&mut self, term: f64) {
        let sum = self.sum + term;
        let (large, small) = if self.sum.abs() >= term.abs() { (self.sum, term) } else { (term, self.sum) };
        self.correction += large - sum + small;
        self.sum = sum;
    }

    /// Adds another sum.
    pub fn join(&mut self, other: Self) {
        self.add(other.sum);
        self.add(other.correction);
    }

    /// The sum, rounded.
    pub fn value(self) -> f64 {
        self.sum + self.correction
    }
}

/// Sums integers up.
#[inline(never)]
pub fn integers(values: Integers<'_>) -> IntegerSummary {
    let mut summary = IntegerSummary { low: i32::MAX, high: i32::MIN, norm_sq: 0 };
    for i in 0..values.len() {
        let value = values.get(i);
        summary.low = summary.low.min(value);
        summary.high = summary.high.max(value);
        summary.norm_sq += u128::from(u64::from(value.unsigned_abs()).pow(2));
    }
    summary
}

/// Sums floats up.
#[inline(never)]
pub fn floats(values: &[f32]) -> FloatSummary {
    let (low, high) = (f32::INFINITY, f32::NEG_INFINITY);
    let mut summary = FloatSummary { low, high, norm_sq: Sum::default(), non_finite: 0 };
    for &value in values {
        if !value.is_finite() {
            summary.non_finite += 1;
            continue;
        }
        summary.low = if value < summary.low { value } else { summary.low };
        summary.high = if value > summary.high { value } else { summary.high };
        summary.norm_sq.add(f64::from(value) * f64::from(value));
    }
    summary
}

/// Writes round(clamp(x, ±clip) / scale) for each x, as [`crate::quantize`].
///
/// # Errors
/// The index of the first value that is NaN or infinite.
#[inline(never)]
pub fn quantize(
    gradient: &[f32],
    bits: u32,
    clip: f64,
    rounding: Rounding<'_>,
    mut out: Slots<'_>,
) -> Result<Quantized, usize> {
    let (scale, limit) = (scale(bits, clip), i32::from(largest(bits)));
    // 64 bits hold 2^34 squares.
    let (mut clipped, mut norm_sq) = (0, 0);
    for (i, &x) in gradient.iter().enumerate() {
        if !x.is_finite() {
            return Err(i);
        }
        let x = f64::from(x);
        let inside = if x > clip {
            clip
        } else if x < -clip {
            -clip
        } else {
            x
        };
        clipped += u64::from(x.abs() > clip);
        let steps = inside / scale;
        let rounded = match rounding {
            Rounding::Nearest => steps.round_ties_even(),
            Rounding::Stochastic(words) => (steps + f64::from(words[i]) / 4_294_967_296.0).floor(),
        };
        let value = (rounded as i32).clamp(-limit, limit);
        norm_sq += u64::from(value.unsigned_abs().pow(2));
        out.set(i, value);
    }
    Ok(Quantized { clipped, norm_sq: norm_sq.into() })
}
