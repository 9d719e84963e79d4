//! The statement that clients prove, the circuit `gradient_update` (`packages/circuits/circom/gradient_update.circom`): the values of
//! all its wires, straight from an array of small integers.
//!
//! The compiler's own generator computes each signal in field arithmetic. Here there are three parts: bits, squares
//! and packed values on machine integers; the hash chain in the field, in a form with a third of the products
//! ([`poseidon`]); and copying to wire numbers, which follow from the [`Shape`] by a rule
//! ([`GradientUpdate::witness`]). The tests compare the result with vectors that circom and snarkjs made. Those of
//! `circuits` compare it with the compiler's generator, byte for byte.
//!
//! The inputs are secret. Buffers with values derived from them are overwritten before they are freed; the caller
//! overwrites the witness. Constant time isn't promised, since no prover promises it for the witness either.

#![no_std]
#![forbid(unsafe_code)]

extern crate alloc;

mod chain;
mod error;
mod gradient_update;
mod grain;
pub mod poseidon;
mod secret;
mod shape;
mod wires;

pub use error::Error;
pub use gradient_update::{GradientUpdate, Inputs, Signals};
pub use shape::Shape;
