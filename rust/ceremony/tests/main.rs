//! The tests of this crate, in one program: each further program would compile the crate's generic code again.
#![allow(missing_docs, clippy::unwrap_used)]

mod common;

mod attacks;
mod drand;
mod format;
mod note;
mod section;
mod snarkjs;
mod weights;
