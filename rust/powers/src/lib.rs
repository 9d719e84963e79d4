//! What a contribution to a ceremony computes: many points times secret scalars, Lagrange forms of powers, random sums, a
//! circuit's first key.
//!
//! In reading order: [`digits`] (scalars split by the curves' endomorphisms), [`mod@step`] (affine additions of many points in
//! step), [`mod@multiply`] (points times scalars), [`members`] (whether points are in the subgroup), [`transform`] (Lagrange
//! forms), [`sums`] (random sums for checks), [`key`] (a circuit's first key), [`wrapped`] (a point too many in its hash),
//! [`section`] (points in files).
//!
//! Points are `Coordinates` on this workspace's twist, with (0, 0) for the point at infinity. Time and memory accesses depend
//! on the scalars; what was computed from them is overwritten.

#![no_std]
#![forbid(unsafe_code)]

extern crate alloc;

pub mod digits;
pub mod key;
pub mod members;
pub mod multiply;
pub mod powers;
pub mod section;
mod step;
pub mod sums;
pub mod transform;
pub mod wrapped;

use digits::Split;
use fedzk_ceremony::Ceremony;
use fedzk_curves::{
    bls12_381::{self, Bls12381},
    bn254::Bn254,
    curve::Coordinates,
    field::Fp2,
    pairing::Pairing,
};

/// A curve that contributions are computed on.
pub trait Contributing: Ceremony + Pairing<G1: Split, G2: Split> {
    /// A point of this workspace's twist on the standard one.
    fn to_standard(point: &Coordinates<Fp2<Self>>) -> Coordinates<Fp2<Self>>;
}

impl Contributing for Bn254 {
    fn to_standard(point: &Coordinates<Fp2<Self>>) -> Coordinates<Fp2<Self>> {
        *point
    }
}

impl Contributing for Bls12381 {
    fn to_standard(point: &Coordinates<Fp2<Self>>) -> Coordinates<Fp2<Self>> {
        bls12_381::encoding::coordinates_to_standard(point)
    }
}
