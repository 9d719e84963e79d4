//! The tests of this crate, in one program: each further program would compile the crate's generic code again.
#![allow(missing_docs, clippy::unwrap_used)]

#[macro_use]
mod common;

mod bounds;
mod cofactor;
mod constants;
mod eip196_197;
mod eip2537;
mod encoding;
mod field;
mod fixed_base;
mod limbs;
mod noble;
mod pairing;
mod rfc9380;
mod scalar_field;
mod tower;
mod uint;
mod walk;
