//! The reports of operations, besides values.

use core::ops::AddAssign;

/// The report of a check of integers.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct IntegerReport {
    /// The first value out of range.
    pub first_violation: Option<usize>,
    /// How many are.
    pub violations: u64,
    /// The smallest and the largest value, `None` if there are no values.
    pub extremes: Option<(i32, i32)>,
    /// Σ x², exact.
    pub norm_sq: u128,
}

/// The report of a check of floats. NaN and infinities are violations, and are in no other figure.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct FloatReport {
    /// The first value out of range or not finite.
    pub first_violation: Option<usize>,
    /// How many are.
    pub violations: u64,
    /// How many are NaN or infinite.
    pub non_finite: u64,
    /// The smallest and the largest finite value, `None` if there are none.
    pub extremes: Option<(f32, f32)>,
    /// Σ x² in float64, within two units in the last place: each square is exact, a sum of two is rounded once, and the
    /// sum of these is corrected (Neumaier, ZAMM 54, 1974).
    pub norm_sq: f64,
}

/// The report of a quantization, besides the values.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Quantized {
    /// How many values lay outside ±clip and were moved to it.
    pub clipped: u64,
    /// Σ x² of the integers.
    pub norm_sq: u128,
}

impl AddAssign for Quantized {
    fn add_assign(&mut self, part: Self) {
        self.clipped += part.clipped;
        self.norm_sq += part.norm_sq;
    }
}
