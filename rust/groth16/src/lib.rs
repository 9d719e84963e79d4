//! Groth16 verification (Groth, <https://eprint.iacr.org/2016/260>, §3.2): e(A, B) = e(α, β)·e(Σ sᵢ·`IC_i`, γ)·e(C, δ).
//!
//! In reading order: [`decode`] (bytes to coordinates, canonical only), [`checks`] (signals below r, points on the curve
//! and in the subgroup), [`vk`] (a key checked and prepared), [`verify`] (one proof), [`mod@batch`] (many at once, with
//! random [`factor`]s). Each class of rejection has its own [`Status`].

#![no_std]
#![forbid(unsafe_code)]

extern crate alloc;

pub mod batch;
pub mod checks;
pub mod convert;
pub mod decode;
pub mod factor;
pub mod status;
pub mod verify;
pub mod vk;

pub use batch::verify_together;
pub use convert::convert_points;
pub use decode::{Proof, ProofFormat};
pub use factor::{FACTOR_BYTES, Factor};
pub use status::Status;
pub use verify::Checked;
pub use vk::{Insecure, KeyError, PreparedKey};

use fedzk_curves::{bls12_381::Bls12381, bn254::Bn254, curve::CompressedEncoding, pairing::Pairing};

/// A curve that proofs are verified on.
pub trait Suite: Pairing<G1: CompressedEncoding, G2: CompressedEncoding> {
    /// The byte that stands for the curve in keys and hashes.
    const CURVE_ID: u8;
    /// Whether the format of 192 bytes has B compressed.
    const FEDZK_COMPRESSES_B: bool;
}

impl Suite for Bn254 {
    const CURVE_ID: u8 = 1;
    const FEDZK_COMPRESSES_B: bool = false; // so that reading a proof needs no square root in Fp2
}

impl Suite for Bls12381 {
    const CURVE_ID: u8 = 2;
    const FEDZK_COMPRESSES_B: bool = true;
}

/// The length of a public signal: big-endian, below r.
pub const SIGNAL_BYTES: usize = 32;
