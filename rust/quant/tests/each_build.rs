//! The tests of this crate, in one program: each further program would compile the crate's generic code again.
//!
//! Quantization runs on lanes, so all of it runs for each build of a module.
#![allow(missing_docs, clippy::unwrap_used, clippy::float_cmp, clippy::cast_precision_loss)]

mod common;

mod check;
mod lanes;
mod quantize;
