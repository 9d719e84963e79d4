//! Contributions' kernels against plain formulas, on both curves.

mod common;
mod keys;
mod points;
mod secrets;
mod transforms;
