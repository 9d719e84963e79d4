//! Field, tower, curve and pairing arithmetic for pairing-friendly curves.
//!
//! The layers, each on the one before: [`limbs`] (machine operations), [`field`] (the tower), [`curve`] (points),
//! [`pairing`] (lines and the Miller loop), and one module of parameters a curve: [`bn254`], [`bls12_381`].
//!
//! All of it is for public data: what branches or takes time by its operands is named `vartime_…`, and nothing here
//! promises constant time.

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
