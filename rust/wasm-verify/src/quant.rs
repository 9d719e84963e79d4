//! Quantization and range checks. What an operation found besides values goes into `report`, 64-bit words.

use fedzk_quant::{FloatReport, IntegerReport, Rounding, check_floats, check_integers, dequantize, quantize};
use wasm_bindgen::prelude::wasm_bindgen;

/// Writes ok, clipped, the norm's low and high word; or 0 and the index of a value that isn't finite.
fn quantize_into<T: TryFrom<i16> + Default + Clone>(
    gradient: &[f32],
    bits: u32,
    clip: f64,
    random: &[u32],
    report: &mut [u64],
) -> Vec<T> {
    let rounding = if random.is_empty() { Rounding::Nearest } else { Rounding::Stochastic(random) };
    let mut values = vec![T::default(); gradient.len()];
    let words = match quantize(gradient, bits, clip, rounding, &mut values) {
        Ok(q) => [1, q.clipped, q.norm_sq as u64, (q.norm_sq >> 64) as u64],
        Err(index) => [0, index as u64, 0, 0],
    };
    report.copy_from_slice(&words);
    values
}

/// To 8-bit slots.
#[wasm_bindgen]
pub fn quantize8(gradient: &[f32], bits: u32, clip: f64, random: &[u32], report: &mut [u64]) -> Vec<i8> {
    quantize_into(gradient, bits, clip, random, report)
}

/// To 16-bit slots.
#[wasm_bindgen]
pub fn quantize16(gradient: &[f32], bits: u32, clip: f64, random: &[u32], report: &mut [u64]) -> Vec<i16> {
    quantize_into(gradient, bits, clip, random, report)
}

/// x·scale/count of 8-bit values.
#[wasm_bindgen]
pub fn dequantize8(values: &[i8], scale: f64, count: f64) -> Vec<f32> {
    dequantize_all(values, scale, count)
}

/// x·scale/count of 16-bit values.
#[wasm_bindgen]
pub fn dequantize16(values: &[i16], scale: f64, count: f64) -> Vec<f32> {
    dequantize_all(values, scale, count)
}

/// x·scale/count of 32-bit values.
#[wasm_bindgen]
pub fn dequantize32(values: &[i32], scale: f64, count: f64) -> Vec<f32> {
    dequantize_all(values, scale, count)
}

fn dequantize_all<T: Copy + Into<i32>>(values: &[T], scale: f64, count: f64) -> Vec<f32> {
    let mut out = vec![0.0; values.len()];
    dequantize(values, scale, count, &mut out);
    out
}

/// Checks 8-bit values.
#[wasm_bindgen(js_name = checkRange8)]
pub fn check_range8(values: &[i8], min: f64, max: f64, report: &mut [i64]) {
    report.copy_from_slice(&words(&check_integers(values, min, max)));
}

/// Checks 16-bit values.
#[wasm_bindgen(js_name = checkRange16)]
pub fn check_range16(values: &[i16], min: f64, max: f64, report: &mut [i64]) {
    report.copy_from_slice(&words(&check_integers(values, min, max)));
}

/// Checks 32-bit values.
#[wasm_bindgen(js_name = checkRange32)]
pub fn check_range32(values: &[i32], min: f64, max: f64, report: &mut [i64]) {
    report.copy_from_slice(&words(&check_integers(values, min, max)));
}

/// Checks floats: first violation or −1, violations, not finite, smallest, largest, norm.
#[wasm_bindgen(js_name = checkRangeFloat)]
#[allow(clippy::cast_precision_loss)] // counts of a 32-bit memory
pub fn check_range_float(values: &[f32], min: f64, max: f64, report: &mut [f64]) {
    let FloatReport { first_violation, violations, non_finite, extremes, norm_sq } = check_floats(values, min, max);
    let (low, high) = extremes.map_or((f64::INFINITY, f64::NEG_INFINITY), |(a, b)| (a.into(), b.into()));
    let first = first_violation.map_or(-1.0, |i| i as f64);
    report.copy_from_slice(&[first, violations as f64, non_finite as f64, low, high, norm_sq]);
}

/// First violation or −1, violations, smallest and largest (1 and 0 where there are no values), the norm's low and
/// high word.
fn words(report: &IntegerReport) -> [i64; 6] {
    let (low, high) = report.extremes.unwrap_or((1, 0));
    let first = report.first_violation.map_or(-1, |i| i as i64);
    let norm = report.norm_sq;
    [first, report.violations as i64, low.into(), high.into(), norm as i64, (norm >> 64) as i64]
}
