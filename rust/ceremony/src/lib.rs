//! The ceremony that makes a proving key (Bowe, Gabizon, Miers, <https://eprint.iacr.org/2017/1050>), in snarkjs's files and
//! with its hashes, to the byte: npm snarkjs 0.7.6 is the source of every format here.
//!
//! Shared by who contributes and who checks: [`generator`] (scalars and points from a seed), [`section`] (points in files
//! and in hashes). For checks: [`chain`] (a key's contributions and their hashes), [`points`] (each link on its own),
//! [`pairing`] (the links together, and the verification key), [`key`] (facts about that key), [`beacon`] (a link from
//! public randomness), [`drand`] (the signature of a round), [`note`] (Ed25519).
//!
//! A contribution multiplies δ by a secret δ'. Its link has \[δ\]₁ after it, a proof that its author knew δ' — a point s,
//! δ's, and δ'·H(transcript) in G2 — and the transcript, a hash of all before.

#![no_std]
#![forbid(unsafe_code)]

extern crate alloc;

pub mod beacon;
pub mod chain;
pub mod drand;
pub mod generator;
pub mod key;
pub mod note;
pub mod pairing;
pub mod points;
pub mod section;

pub use chain::Chain;
pub use generator::{Generator, hash_to_g2};
pub use points::Points;

use fedzk_curves::{
    bls12_381::{self, Bls12381},
    bn254::{self, Bn254},
    curve::{Affine, Cofactor, Curve},
    field::Fp2,
    pairing::Pairing,
};
use fedzk_prover::Proving;

/// A curve that ceremonies are on.
pub trait Ceremony: Proving + Pairing<G1: Cofactor, G2: Cofactor> {
    /// b of the standard twist.
    const STANDARD_B: Fp2<Self>;
    /// The coordinates of a point of G2 on the standard twist.
    fn to_standard_twist(point: &Affine<Self::G2>) -> [Fp2<Self>; 2];
}

impl Ceremony for Bn254 {
    const STANDARD_B: Fp2<Self> = <bn254::G2 as Curve>::B;

    fn to_standard_twist(point: &Affine<Self::G2>) -> [Fp2<Self>; 2] {
        [*point.x(), *point.y()]
    }
}

impl Ceremony for Bls12381 {
    const STANDARD_B: Fp2<Self> = bls12_381::encoding::STANDARD_B;

    fn to_standard_twist(point: &Affine<Self::G2>) -> [Fp2<Self>; 2] {
        bls12_381::encoding::to_standard(point).into()
    }
}
