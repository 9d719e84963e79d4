//! WebAssembly's simd128, which every engine that we support has.

mod check;
mod memory;
mod quantize;

pub use check::{floats, integers};
pub use quantize::quantize;

use core::arch::wasm32::{i64x2_add, u64x2_extend_high_u32x4, u64x2_extend_low_u32x4, v128};
use memory::store;

/// Adds 32-bit terms to 64-bit sums.
#[target_feature(enable = "simd128")]
#[inline]
fn add_u32(sums: v128, terms: v128) -> v128 {
    i64x2_add(sums, i64x2_add(u64x2_extend_low_u32x4(terms), u64x2_extend_high_u32x4(terms)))
}

#[target_feature(enable = "simd128")]
#[inline]
fn sum32(x: v128) -> u32 {
    store::<i32, 4>(x).into_iter().sum::<i32>() as u32
}

#[target_feature(enable = "simd128")]
#[inline]
fn sum64(x: v128) -> u64 {
    let [a, b] = store::<u64, 2>(x);
    a.wrapping_add(b)
}
