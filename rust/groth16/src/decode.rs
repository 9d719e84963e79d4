//! Proofs as bytes, in canonical form only: every coordinate is below p, and each point has one encoding.

use crate::{Status, Suite, checks};
use alloc::{vec, vec::Vec};
use fedzk_curves::{
    curve::{Affine, CompressedEncoding, Coordinates, Curve, Unreadable},
    pairing::Pairing,
};

/// The encoding of a proof's points: A, B, C in order, as gnark writes points.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ProofFormat {
    /// All uncompressed: 256 bytes on BN254, 384 on BLS12-381.
    Uncompressed,
    /// 192 bytes: A and C compressed, and on BLS12-381 also B.
    Fedzk,
    /// All compressed: 128 bytes on BN254; on BLS12-381 it is the same as [`Self::Fedzk`].
    Compressed,
}

impl ProofFormat {
    /// The format with proofs of this length.
    pub fn of_length<S: Suite>(length: usize) -> Option<Self> {
        let formats = [Self::Uncompressed, Self::Fedzk, Self::Compressed];
        formats.into_iter().find(|format| format.proof_bytes::<S>() == length)
    }

    /// The length of a proof.
    pub fn proof_bytes<S: Suite>(self) -> usize {
        2 * point_bytes::<S::G1>(self.compresses_a()) + point_bytes::<S::G2>(self.compresses_b::<S>())
    }

    fn compresses_a(self) -> bool {
        self != Self::Uncompressed
    }

    fn compresses_b<S: Suite>(self) -> bool {
        self == Self::Compressed || self == Self::Fedzk && S::FEDZK_COMPRESSES_B
    }
}

pub(crate) fn point_bytes<C: CompressedEncoding>(compressed: bool) -> usize {
    if compressed { C::COMPRESSED_BYTES } else { C::BYTES }
}

pub(crate) fn read<C: CompressedEncoding>(compressed: bool, bytes: &[u8]) -> Result<Coordinates<C::Field>, Unreadable> {
    if compressed { C::read_compressed(bytes) } else { C::read(bytes) }
}

pub(crate) fn write<C: CompressedEncoding>(compressed: bool, point: &Affine<C>, out: &mut [u8]) {
    if compressed { C::write_compressed(point, out) } else { C::write(point, out) }
}

/// Reads the coordinates of A, B and C; the length says which format they are in.
pub(crate) fn coordinates<S: Suite>(bytes: &[u8]) -> Result<ProofCoordinates<S>, Status> {
    let format = ProofFormat::of_length::<S>(bytes.len()).ok_or(Status::MalformedProof)?;
    let (outer, inner) = (format.compresses_a(), format.compresses_b::<S>());
    let (a, rest) = bytes.split_at(point_bytes::<S::G1>(outer));
    let (b, c) = rest.split_at(point_bytes::<S::G2>(inner));
    Ok((read::<S::G1>(outer, a)?, read::<S::G2>(inner, b)?, read::<S::G1>(outer, c)?))
}

type ProofCoordinates<S> = (
    Coordinates<<<S as Pairing>::G1 as Curve>::Field>,
    Coordinates<<<S as Pairing>::G2 as Curve>::Field>,
    Coordinates<<<S as Pairing>::G1 as Curve>::Field>,
);

/// A proof whose points are on their curves and in their subgroups.
pub struct Proof<S: Suite> {
    /// A.
    pub a: Affine<S::G1>,
    /// B.
    pub b: Affine<S::G2>,
    /// C.
    pub c: Affine<S::G1>,
}

impl<S: Suite> Proof<S> {
    /// Reads a proof; the length says which format it is in.
    ///
    /// # Errors
    /// The status of the first mistake: all coordinates are read before any point is checked.
    pub fn read(bytes: &[u8]) -> Result<Self, Status> {
        let (a, b, c) = coordinates::<S>(bytes)?;
        Ok(Self { a: checks::point(a)?, c: checks::point(c)?, b: checks::point(b)? })
    }

    /// Writes the proof.
    pub fn write(&self, format: ProofFormat) -> Vec<u8> {
        let (outer, inner) = (format.compresses_a(), format.compresses_b::<S>());
        let mut out = vec![0; format.proof_bytes::<S>()];
        let (a, rest) = out.split_at_mut(point_bytes::<S::G1>(outer));
        let (b, c) = rest.split_at_mut(point_bytes::<S::G2>(inner));
        write(outer, &self.a, a);
        write(inner, &self.b, b);
        write(outer, &self.c, c);
        out
    }
}

impl From<Unreadable> for Status {
    fn from(reason: Unreadable) -> Self {
        match reason {
            Unreadable::Malformed => Self::MalformedProof,
            Unreadable::CoordinateRange => Self::CoordinateRange,
            Unreadable::Infinity => Self::Infinity,
            Unreadable::NotOnCurve => Self::NotOnCurve,
        }
    }
}
