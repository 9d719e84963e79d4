//! Quantized gradients: from floats to signed integers of a few bits and back, and the checks that a range proof will
//! make of them. Integers are exact: a norm is a sum of squares in 128 bits, which 2^64 values of 32 bits don't fill.
//!
//! The grid is symmetric: with b bits the values are −q … q, q = 2^(b−1) − 1, and a step is `clip / q`. The lowest
//! integer of b bits, −2^(b−1), is valid in a range check but never produced.

#![forbid(unsafe_code)]

mod check;
mod quantize;

pub use check::{FloatReport, IntegerReport, check_floats, check_integers};
pub use quantize::{Quantized, Rounding, dequantize, largest, quantize, scale};
