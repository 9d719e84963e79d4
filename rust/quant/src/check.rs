//! Range and norm checks.

use crate::integers::Integers;
use crate::plain::Sum;
use crate::report::{FloatReport, IntegerReport};
use crate::{lanes, next, plain};

/// Stands for no place.
const NONE: usize = usize::MAX;

/// Checks min ≤ x ≤ max for each integer. The bounds may lie between integers or be infinite; not NaN.
pub fn check_integers(values: Integers<'_>, min: f64, max: f64) -> IntegerReport {
    // The conversion of a float to an integer saturates, so bounds past 64 bits have no effect.
    let allowed = min.ceil() as i64..=max.floor() as i64;
    let (mut low, mut high, mut norm_sq) = (i32::MAX, i32::MIN, 0);
    let (mut violations, mut first) = (0, NONE);
    let mut begin = 0;
    while begin < values.len() {
        let end = begin + next(values.len() - begin);
        let block = values.range(begin..end);
        let part = lanes::integers(block).unwrap_or_else(|| plain::integers(block));
        low = low.min(part.low);
        high = high.max(part.high);
        norm_sq += part.norm_sq;
        if !(allowed.contains(&part.low.into()) && allowed.contains(&part.high.into())) {
            for i in begin..end {
                let value = i64::from(values.get(i));
                let violates = (value < *allowed.start()) | (value > *allowed.end());
                violations += u64::from(violates);
                first = first.min(if violates { i } else { NONE });
            }
        }
        begin = end;
    }
    let first_violation = (first != NONE).then_some(first);
    let extremes = (low <= high).then_some((low, high));
    IntegerReport { first_violation, violations, extremes, norm_sq }
}

/// Checks min ≤ x ≤ max for each float.
pub fn check_floats(values: &[f32], min: f64, max: f64) -> FloatReport {
    // A comparison with NaN is false, so NaN is out of any range. Without branches, which would be unpredictable.
    let allows = |x: f32| x.is_finite() & (min <= x.into()) & (f64::from(x) <= max);
    let (mut low, mut high, mut norm_sq, mut non_finite) = (f32::INFINITY, f32::NEG_INFINITY, Sum::default(), 0);
    let (mut violations, mut first) = (0, NONE);
    let mut begin = 0;
    while begin < values.len() {
        let end = begin + next(values.len() - begin);
        let block = &values[begin..end];
        let part = lanes::floats(block).unwrap_or_else(|| plain::floats(block));
        low = low.min(part.low);
        high = high.max(part.high);
        norm_sq.join(part.norm_sq);
        non_finite += part.non_finite;
        if part.non_finite > 0 || !(allows(part.low) && allows(part.high)) {
            for (i, &value) in block.iter().enumerate() {
                let violates = !allows(value);
                violations += u64::from(violates);
                first = first.min(if violates { begin + i } else { NONE });
            }
        }
        begin = end;
    }
    let first_violation = (first != NONE).then_some(first);
    let extremes = (low <= high).then_some((low, high));
    FloatReport { first_violation, violations, non_finite, extremes, norm_sq: norm_sq.value() }
}
