//! For machines whose lanes are not used: [`crate::plain`] does everything. `wasm32` says what lanes would do.

use crate::integers::{Integers, Slots};
use crate::plain::{FloatSummary, IntegerSummary};
use crate::quantize::Rounding;
use crate::report::Quantized;

pub const fn integers(_: Integers<'_>) -> Option<IntegerSummary> {
    None
}

pub const fn floats(_: &[f32]) -> Option<FloatSummary> {
    None
}

pub fn quantize(_: &[f32], _: u32, _: f64, _: Rounding<'_>, _: Slots<'_>) -> Option<Quantized> {
    None
}
