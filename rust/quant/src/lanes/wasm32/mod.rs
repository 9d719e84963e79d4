//! WebAssembly's simd128, which every supported engine has.

mod check;
mod memory;
mod quantize;

pub use check::{floats, integers};
pub use quantize::quantize;

use core::arch::wasm32::v128;
use memory::store;

/// Modulo 2^32.
#[target_feature(enable = "simd128")]
#[inline]
fn sum32(x: v128) -> u32 {
    store::<u32, 4>(x).into_iter().fold(0, u32::wrapping_add)
}
