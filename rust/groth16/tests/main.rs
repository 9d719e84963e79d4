//! The tests of this crate, in one program: each further program would compile the crate's generic code again.
#![allow(missing_docs, clippy::unwrap_used)]

#[macro_use]
mod common;
mod attack;

mod attacked;
mod batch;
mod changed;
mod convert;
mod fedzk_format;
mod key;
mod negative;
mod vectors;
