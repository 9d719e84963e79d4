//! Groth16 proofs (Groth, <https://eprint.iacr.org/2016/260>, §3.2) from snarkjs's proving keys.
//!
//! In reading order: [`zkey`] (a key's header and points), [`witness`] (its wires' values), [`rows`] (A and B of each
//! constraint for a witness), [`ntt`] and [`quotient`] (the scalars of H in C, by values at the odd points), [`msm`]
//! (the sums over the key's points), [`proof`] (the sums put together). A key is read in parts, each when it is used,
//! so that a key of hundreds of megabytes need not be in memory twice.
//!
//! Time and memory accesses depend on the witness. Memory that held secrets is overwritten when it is dropped.

#![no_std]
#![forbid(unsafe_code)]

extern crate alloc;

pub mod msm;
pub mod ntt;
pub mod proof;
pub mod quotient;
pub mod rows;
pub mod witness;
pub mod zkey;

use fedzk_curves::{
    bls12_381::{self, Bls12381, Bls12381Scalar},
    bn254::{Bn254, Bn254Scalar},
    curve::Coordinates,
    field::{Fp2, TwoAdic},
};
use fedzk_groth16::Suite;

/// A curve that proofs are made on.
pub trait Proving: Suite {
    /// The field of the witness.
    type Scalar: TwoAdic;
    /// A point of G2 from its coordinates on the standard twist.
    fn from_standard_twist(x: Fp2<Self>, y: Fp2<Self>) -> Coordinates<Fp2<Self>>;
}

impl Proving for Bn254 {
    type Scalar = Bn254Scalar;
    fn from_standard_twist(x: Fp2<Self>, y: Fp2<Self>) -> Coordinates<Fp2<Self>> {
        Coordinates { x, y }
    }
}

impl Proving for Bls12381 {
    type Scalar = Bls12381Scalar;
    fn from_standard_twist(x: Fp2<Self>, y: Fp2<Self>) -> Coordinates<Fp2<Self>> {
        bls12_381::encoding::from_standard(&x, &y)
    }
}

/// The length of a scalar in files, little-endian.
pub const SCALAR_BYTES: usize = 32;

/// Integers of 64-bit words, little-endian.
fn words<const W: usize>(bytes: &[u8]) -> [u64; W] {
    let mut words = [0; W];
    for (word, bytes) in words.iter_mut().zip(bytes.chunks_exact(8)) {
        *word = bytes.iter().rev().fold(0, |word, byte| word << 8 | u64::from(*byte));
    }
    words
}

/// An unsigned number of 32 bits, little-endian.
fn number(bytes: &[u8]) -> u32 {
    bytes.iter().rev().fold(0, |number, byte| number << 8 | u32::from(*byte))
}
