//! The tests of this crate, in one program: each further program would compile the crate's generic code again.
#![allow(missing_docs, clippy::unwrap_used)]

#[macro_use]
mod common;

mod command;
mod files;
mod lagrange;
mod prove;
mod r1cs;
mod trapdoor;
