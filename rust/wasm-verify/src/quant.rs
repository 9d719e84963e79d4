//! Quantization and range checks of numbers in memory that JavaScript allocates in the module and fills.
//!
//! Every address is trusted: only `src/memory.ts` of `@fedzk/verify` calls these, with addresses from [`allocate`] and
//! as many values as fit. Results of an operation besides values go to `report`, eight words of 64 bits.

use fedzk_quant::{FloatReport, IntegerReport, Integers, Rounding, Slots};
use std::alloc::{Layout, alloc, dealloc};
use wasm_bindgen::prelude::wasm_bindgen;

/// Reserves this number of bytes, aligned for 64-bit words and not initialised. Returns their address, or 0 if there is
/// not enough memory.
#[wasm_bindgen]
pub fn allocate(bytes: usize) -> usize {
    // SAFETY: the size is not zero.
    layout(bytes).map_or(0, |layout| unsafe { alloc(layout) } as usize)
}

/// Frees memory that [`allocate`] reserved.
#[wasm_bindgen]
pub fn release(address: usize, bytes: usize) {
    if let Some(layout) = layout(bytes) {
        // SAFETY: `allocate` returned it for this number of bytes.
        unsafe { dealloc(address as *mut u8, layout) };
    }
}

fn layout(bytes: usize) -> Option<Layout> {
    Layout::from_size_align(bytes, align_of::<u64>()).ok()
}

/// Numbers in memory that is borrowed for the duration of a call.
fn values<'a, T>(address: usize, length: usize) -> &'a mut [T] {
    // SAFETY: the memory is the caller's, aligned for words, and long enough; any bits are valid numbers; and
    // JavaScript, which owns it, waits until the call is over.
    unsafe { std::slice::from_raw_parts_mut(address as *mut T, length) }
}

/// Integers of 1, 2 or 4 bytes.
fn integers<'a>(width: u32, address: usize, length: usize) -> Integers<'a> {
    match width {
        1 => Integers::Int8(values(address, length)),
        2 => Integers::Int16(values(address, length)),
        _ => Integers::Int32(values(address, length)),
    }
}

/// Checks integers. Writes to `report`: the norm's lower and upper word, the index of the first violation or −1, the
/// number of violations, 0, the smallest and the largest value.
#[wasm_bindgen(js_name = checkIntegers)]
pub fn check_integers(width: u32, address: usize, length: usize, min: f64, max: f64, report: usize) {
    let IntegerReport { first_violation, violations, extremes, norm_sq } =
        fedzk_quant::check_integers(integers(width, address, length), min, max);
    values(report, 2).copy_from_slice(&[norm_sq as u64, (norm_sq >> 64) as u64]);
    let extremes = extremes.map(|(low, high)| (low.into(), high.into()));
    write_findings(report, first_violation, violations, 0, extremes);
}

/// Checks floats. Writes to `report`: the norm as float64, an unused word, the index of the first violation or −1, the
/// number of violations, the number of values that are not finite, the smallest and the largest value.
#[wasm_bindgen(js_name = checkFloats)]
pub fn check_floats(address: usize, length: usize, min: f64, max: f64, report: usize) {
    let FloatReport { first_violation, violations, non_finite, extremes, norm_sq } =
        fedzk_quant::check_floats(values(address, length), min, max);
    values(report, 1)[0] = norm_sq;
    let extremes = extremes.map(|(low, high)| (low.into(), high.into()));
    write_findings(report, first_violation, violations, non_finite, extremes);
}

/// The third word and those after it, as float64.
#[allow(clippy::cast_precision_loss)] // counts of a 32-bit memory
fn write_findings(
    report: usize,
    first_violation: Option<usize>,
    violations: u64,
    non_finite: u64,
    extremes: Option<(f64, f64)>,
) {
    let first = first_violation.map_or(-1.0, |i| i as f64);
    let (low, high) = extremes.unwrap_or((f64::INFINITY, f64::NEG_INFINITY));
    values(report, 7)[2..].copy_from_slice(&[first, violations as f64, non_finite as f64, low, high]);
}

/// Quantizes floats into slots of 1 or 2 bytes: with random words, or to the nearest integer if their address is 0.
/// Writes to `report`: the norm's lower and upper word and, as float64, the number of clipped values. If a value is not
/// finite, it returns false, and the third word is the index of the first such value.
#[wasm_bindgen]
#[allow(clippy::cast_precision_loss)] // counts of a 32-bit memory
pub fn quantize(address: usize, length: usize, bits: u32, clip: f64, random: usize, out: usize, report: usize) -> bool {
    let rounding = if random == 0 { Rounding::Nearest } else { Rounding::Stochastic(values(random, length)) };
    let out = if bits > 8 { Slots::Int16(values(out, length)) } else { Slots::Int8(values(out, length)) };
    let result = fedzk_quant::quantize(values(address, length), bits, clip, rounding, out);
    let (norm_sq, third) = result.map_or_else(|index| (0, index as f64), |found| (found.norm_sq, found.clipped as f64));
    values(report, 3).copy_from_slice(&[norm_sq as u64, (norm_sq >> 64) as u64, third.to_bits()]);
    result.is_ok()
}

/// Writes x·scale/count for each integer x.
#[wasm_bindgen]
pub fn dequantize(width: u32, address: usize, length: usize, scale: f64, count: f64, out: usize) {
    fedzk_quant::dequantize(integers(width, address, length), scale, count, values(out, length));
}
