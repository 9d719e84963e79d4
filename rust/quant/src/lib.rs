//! Quantizes gradients from floats to signed integers of a few bits and back, and checks what a range proof will prove
//! of them. Integers are exact: a norm is a sum of squares in 128 bits, which 2^64 values of 32 bits don't fill.
//!
//! The grid is symmetric: with b bits the values are −q … q, q = 2^(b−1) − 1, and a step is `clip / q`. The lowest
//! integer of b bits, −2^(b−1), is valid in a range check but never produced.
//!
//! [`plain`] defines every result, one value at a time. In WebAssembly, lanes of 128 bits (`lanes`) do most blocks of
//! values instead, and leave unusual blocks to `plain`.

mod check;
mod integers;
#[cfg_attr(target_arch = "wasm32", path = "lanes/wasm32/mod.rs")]
#[cfg_attr(not(target_arch = "wasm32"), path = "lanes/none.rs")]
mod lanes;
pub mod plain;
mod quantize;
mod report;

pub use check::{check_floats, check_integers};
pub use integers::{Integers, Slots};
pub use quantize::{Rounding, dequantize, largest, quantize, scale};
pub use report::{FloatReport, IntegerReport, Quantized};

/// The values of a row, which lanes process at once.
const ROW: usize = 16;

/// The most values of a block. So many floats fit a cache of 16 KB, and the sums of so many squares fit their lanes.
const BLOCK: usize = 4096;

/// How many of the remaining values come next: a block, near the end whole rows, and last the rest of less than a row.
fn next(left: usize) -> usize {
    if left < ROW { left } else { left.min(BLOCK) / ROW * ROW }
}
