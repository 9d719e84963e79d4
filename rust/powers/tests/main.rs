//! Contributions' kernels against plain formulas, on both curves.

#![allow(clippy::items_after_statements, clippy::unwrap_used)]

mod common;
mod keys;
mod points;
mod secrets;
mod transforms;
