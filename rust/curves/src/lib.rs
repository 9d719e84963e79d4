//! Field, tower, curve and pairing arithmetic for pairing-friendly curves.
//!
//! The layers, each built on the one before: [`limbs`] (machine operations), [`field`] (the tower), [`curve`] (points),
//! [`pairing`] (lines and the Miller loop), and a module of parameters for each curve: [`bn254`], [`bls12_381`].
//!
//! All of it is for public data. Functions whose branches or time depend on their operands are named `vartime_…`, and
//! nothing here promises constant time.

#![no_std]
#![forbid(unsafe_code)]

extern crate alloc;

pub mod bls12_381;
pub mod bn254;
pub mod curve;
pub mod field;
#[cfg(feature = "fma")]
pub mod lanes;
pub mod limbs;
pub mod pairing;
pub mod uint;
