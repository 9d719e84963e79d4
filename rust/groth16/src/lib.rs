//! Groth16 verification (Groth, <https://eprint.iacr.org/2016/260>, §3.2): e(A, B) = e(α, β)·e(Σ sᵢ·`IC_i`, γ)·e(C, δ).
//!
//! In reading order: [`decode`] (bytes to coordinates, canonical only), [`checks`] (signals below r, points on the curve
//! and in the subgroup), [`vk`] (a key checked and prepared), [`verify`] (the equation). Each class of rejection has its
//! own [`Status`].

#![no_std]
#![forbid(unsafe_code)]

extern crate alloc;

pub mod checks;
pub mod decode;
pub mod status;
pub mod verify;
pub mod vk;

pub use decode::{Proof, ProofFormat};
pub use status::Status;
pub use vk::{KeyError, PreparedKey};

use fedzk_curves::{
    bn254::Bn254,
    curve::{CompressedEncoding, Encoding, GlvCurve},
    pairing::Pairing,
};

/// A curve that proofs are verified on.
pub trait Suite: Pairing<G1: GlvCurve + CompressedEncoding, G2: Encoding> {
    /// The byte that stands for the curve in keys and hashes.
    const CURVE_ID: u8;
}

impl Suite for Bn254 {
    const CURVE_ID: u8 = 1;
}

/// The length of a public signal: big-endian, below r.
pub const SIGNAL_BYTES: usize = 32;
