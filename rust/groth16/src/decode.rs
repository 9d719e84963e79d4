//! Proofs as bytes, canonical only: every coordinate below p, one encoding a point.

use crate::{Status, Suite, checks};
use alloc::{vec, vec::Vec};
use fedzk_curves::curve::{Affine, CompressedEncoding, Coordinates, Curve, Encoding, Unreadable};

/// How a proof's points are written: A, B, C one after the other, as gnark writes points.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ProofFormat {
    /// All uncompressed: 256 bytes on BN254.
    Uncompressed,
    /// A and C compressed and B uncompressed: 192 bytes on BN254.
    Fedzk,
}

impl ProofFormat {
    /// The format with proofs of this length.
    pub fn of_length<S: Suite>(length: usize) -> Option<Self> {
        [Self::Uncompressed, Self::Fedzk].into_iter().find(|format| format.proof_bytes::<S>() == length)
    }

    /// The length of a proof.
    pub fn proof_bytes<S: Suite>(self) -> usize {
        2 * self.g1_bytes::<S>() + S::G2::BYTES
    }

    fn g1_bytes<S: Suite>(self) -> usize {
        match self {
            Self::Uncompressed => S::G1::BYTES,
            Self::Fedzk => S::G1::COMPRESSED_BYTES,
        }
    }

    fn read_g1<S: Suite>(self, bytes: &[u8]) -> Result<Coordinates<<S::G1 as Curve>::Field>, Unreadable> {
        match self {
            Self::Uncompressed => S::G1::read(bytes),
            Self::Fedzk => S::G1::read_compressed(bytes),
        }
    }

    fn write_g1<S: Suite>(self, point: &Affine<S::G1>, out: &mut [u8]) {
        match self {
            Self::Uncompressed => S::G1::write(point, out),
            Self::Fedzk => S::G1::write_compressed(point, out),
        }
    }
}

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
    /// The status of the first thing that is wrong: all coordinates are read before any point is checked.
    pub fn read(bytes: &[u8]) -> Result<Self, Status> {
        let format = ProofFormat::of_length::<S>(bytes.len()).ok_or(Status::MalformedProof)?;
        let (a, rest) = bytes.split_at(format.g1_bytes::<S>());
        let (b, c) = rest.split_at(S::G2::BYTES);
        let (a, b, c) = (format.read_g1::<S>(a)?, S::G2::read(b)?, format.read_g1::<S>(c)?);
        Ok(Self { a: checks::point(a)?, c: checks::point(c)?, b: checks::point(b)? })
    }

    /// Writes the proof.
    pub fn write(&self, format: ProofFormat) -> Vec<u8> {
        let mut out = vec![0; format.proof_bytes::<S>()];
        let (a, rest) = out.split_at_mut(format.g1_bytes::<S>());
        let (b, c) = rest.split_at_mut(S::G2::BYTES);
        format.write_g1::<S>(&self.a, a);
        S::G2::write(&self.b, b);
        format.write_g1::<S>(&self.c, c);
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
