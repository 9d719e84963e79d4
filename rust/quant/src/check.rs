//! Range and norm checks.

/// What a check of integers found.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct IntegerReport {
    /// The first value out of range.
    pub first_violation: Option<usize>,
    /// How many are.
    pub violations: u64,
    /// The smallest and the largest value, `None` where there are no values.
    pub extremes: Option<(i32, i32)>,
    /// Σ x², exact.
    pub norm_sq: u128,
}

/// What a check of floats found. NaN and infinities are violations, and in no other figure.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct FloatReport {
    /// The first value out of range or not finite.
    pub first_violation: Option<usize>,
    /// How many are.
    pub violations: u64,
    /// How many are NaN or infinite.
    pub non_finite: u64,
    /// The smallest and the largest finite value, `None` where there are none.
    pub extremes: Option<(f32, f32)>,
    /// Σ x² in float64, each square exact, the sum with Neumaier's correction (ZAMM 54, 1974).
    pub norm_sq: f64,
}

/// Checks min ≤ x ≤ max for each integer. The bounds may lie between integers or be infinite; not NaN.
pub fn check_integers<T: Copy + Into<i32>>(values: &[T], min: f64, max: f64) -> IntegerReport {
    // Float to integer saturates, so bounds past 64 bits are no bounds.
    let (min, max) = (min.ceil() as i64, max.floor() as i64);
    let mut report = IntegerReport { first_violation: None, violations: 0, extremes: None, norm_sq: 0 };
    for (i, &value) in values.iter().enumerate() {
        let value: i32 = value.into();
        if !(min..=max).contains(&i64::from(value)) {
            report.violations += 1;
            report.first_violation.get_or_insert(i);
        }
        let (low, high) = report.extremes.unwrap_or((value, value));
        report.extremes = Some((low.min(value), high.max(value)));
        report.norm_sq += u128::from(value.unsigned_abs()).pow(2);
    }
    report
}

/// Checks min ≤ x ≤ max for each float.
pub fn check_floats(values: &[f32], min: f64, max: f64) -> FloatReport {
    let mut report = FloatReport { first_violation: None, violations: 0, non_finite: 0, extremes: None, norm_sq: 0.0 };
    let mut correction = 0.0;
    for (i, &value) in values.iter().enumerate() {
        let wide = f64::from(value);
        // A comparison with NaN is false, so NaN is out of any range.
        if !(value.is_finite() && min <= wide && wide <= max) {
            report.violations += 1;
            report.first_violation.get_or_insert(i);
        }
        if !value.is_finite() {
            report.non_finite += 1;
            continue;
        }
        let (low, high) = report.extremes.unwrap_or((value, value));
        report.extremes = Some((low.min(value), high.max(value)));
        let square = wide * wide;
        let sum = report.norm_sq + square;
        correction +=
            if report.norm_sq >= square { report.norm_sq - sum + square } else { square - sum + report.norm_sq };
        report.norm_sq = sum;
    }
    report.norm_sq += correction;
    report
}
