//! A verification key, checked once and prepared: e(α, β), the lines of −γ and −δ, tables of the `IC_i`.

use crate::{Status, Suite, checks};
use alloc::vec::Vec;
use fedzk_curves::{
    curve::{Affine, Encoding, GlvCurve, OddMultiples},
    field::Fp12,
    pairing::{PreparedG2, miller_loop},
};
use sha2::{Digest, Sha256};

/// Why bytes are not a verification key.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum KeyError {
    /// Not the length that the header asks for, or another curve's header.
    Malformed,
    /// A point that can't stand in a key: its place (α, β, γ, δ, `IC_0`, `IC_1`, …) and what is wrong with it.
    Point(usize, Status),
    /// A key that anyone can forge proofs for.
    Insecure(Insecure),
}

/// Why anyone can forge proofs for a key: two of its points in G2 have a known relation. With S = Σ sᵢ·`IC_i` for any
/// signals s, these are proofs: for δ = kγ (α, β, −S/k), for δ = β (S, γ, −α), for γ = β (α + S, β + δ, α + S); a minus
/// sign in the relation changes signs there. A ceremony's contributions to δ prevent the first. A key with a known
/// logarithm of δ is as insecure, since phase 1 publishes the values that γ should hide.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(u32)]
pub enum Insecure {
    /// δ = ±γ. `snarkjs groth16 setup` writes such a key, before any contribution.
    DeltaIsGamma = 1,
    /// δ is ± the generator of G2.
    DeltaIsGenerator,
    /// δ = ±β, which no honest set-up makes.
    DeltaIsBeta,
    /// γ = ±β, which no honest set-up makes.
    GammaIsBeta,
}

/// A key ready to verify with.
pub struct PreparedKey<S: Suite> {
    id: [u8; 32],
    pub(crate) ic0: Affine<S::G1>,
    pub(crate) ic0_multiples: OddMultiples<S::G1>,
    pub(crate) ic: Vec<OddMultiples<S::G1>>,
    pub(crate) minus_gamma: PreparedG2<S>,
    pub(crate) minus_delta: PreparedG2<S>,
    pub(crate) alpha_beta: Fp12<S>,
}

/// The bytes before the points: u8 curve, u32 number of public signals.
const HEADER: usize = 5;

impl<S: Suite> PreparedKey<S> {
    /// Reads a key: u8 curve ‖ u32 nPublic ‖ α ‖ β ‖ γ ‖ δ ‖ `IC_0` ‖ … ‖ `IC_nPublic`, integers big-endian, points
    /// uncompressed as gnark writes them. No point may be infinity: an IC at infinity would leave its signal unbound.
    ///
    /// # Errors
    /// [`KeyError`].
    pub fn read(bytes: &[u8]) -> Result<Self, KeyError> {
        Self::read_if(bytes, |reason| Err(KeyError::Insecure(reason)))
    }

    /// [`Self::read`] for tests: also accepts keys that anyone can forge proofs for.
    ///
    /// # Errors
    /// [`KeyError`], except [`KeyError::Insecure`].
    pub fn read_insecure(bytes: &[u8]) -> Result<Self, KeyError> {
        Self::read_if(bytes, |_| Ok(()))
    }

    fn read_if(bytes: &[u8], insecure: impl FnOnce(Insecure) -> Result<(), KeyError>) -> Result<Self, KeyError> {
        let (header, points) = bytes.split_at_checked(HEADER).ok_or(KeyError::Malformed)?;
        let n_public = header[1..].iter().fold(0usize, |acc, &byte| acc << 8 | usize::from(byte));
        let (g1, g2) = (S::G1::BYTES, S::G2::BYTES);
        if header[0] != S::CURVE_ID
            || points.len() < 2 * g1 + 3 * g2
            || !(points.len() - g1 - 3 * g2).is_multiple_of(g1)
            || (points.len() - g1 - 3 * g2) / g1 - 1 != n_public
        {
            return Err(KeyError::Malformed);
        }
        let (alpha, rest) = points.split_at(g1);
        let (twisted, ics) = rest.split_at(3 * g2);
        let alpha = read_point::<S::G1>(alpha, 0)?;
        let read_g2 = |i: usize| read_point::<S::G2>(&twisted[i * g2..(i + 1) * g2], 1 + i);
        let (beta, gamma, delta) = (read_g2(0)?, read_g2(1)?, read_g2(2)?);
        let ics: Vec<_> =
            ics.chunks_exact(g1).enumerate().map(|(i, ic)| read_point::<S::G1>(ic, 4 + i)).collect::<Result<_, _>>()?;
        insecurity::<S>(beta, gamma, delta).map_or(Ok(()), insecure)?;
        let ic0 = ics[0];
        let mut ic = OddMultiples::all(&ics, &S::G1::BETA);
        Ok(Self {
            id: Sha256::digest(bytes).into(),
            ic0,
            ic0_multiples: ic.remove(0),
            ic,
            minus_gamma: PreparedG2::new(&-gamma),
            minus_delta: PreparedG2::new(&-delta),
            alpha_beta: S::final_exponentiation(&miller_loop::<S>(&[(alpha, beta)], &[])),
        })
    }

    /// The number of public signals.
    pub fn n_public(&self) -> usize {
        self.ic.len()
    }

    /// SHA-256 of the bytes the key was read from.
    pub fn id(&self) -> &[u8; 32] {
        &self.id
    }
}

fn insecurity<S: Suite>(beta: Affine<S::G2>, gamma: Affine<S::G2>, delta: Affine<S::G2>) -> Option<Insecure> {
    let relations = [
        (delta, gamma, Insecure::DeltaIsGamma),
        (delta, Affine::GENERATOR, Insecure::DeltaIsGenerator),
        (delta, beta, Insecure::DeltaIsBeta),
        (gamma, beta, Insecure::GammaIsBeta),
    ];
    relations.into_iter().find_map(|(one, other, reason)| (one == other || one == -other).then_some(reason))
}

fn read_point<C: Encoding>(bytes: &[u8], place: usize) -> Result<Affine<C>, KeyError> {
    let at = |status| KeyError::Point(place, status);
    checks::point(C::read(bytes).map_err(|reason| at(reason.into()))?).map_err(at)
}
