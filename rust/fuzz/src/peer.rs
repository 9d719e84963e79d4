//! arkworks: its arithmetic as an oracle on points, and ark-groth16 with its own readers as a second verifier.

use crate::attack::oracle::{Element, Oracle};
use crate::common::{Place, Vectors, p, places, r};
use ark_ec::{
    AffineRepr,
    pairing::Pairing,
    short_weierstrass::{Affine, SWCurveConfig},
};
use ark_ff::{Field, PrimeField};
use ark_groth16::{Groth16, PreparedVerifyingKey, Proof, VerifyingKey, prepare_verifying_key};
use ark_serialize::CanonicalDeserialize;
use fedzk_curves::{bls12_381::Bls12381, bn254::Bn254};
use fedzk_groth16::ProofFormat;
use num_bigint::BigUint;
use std::{collections::HashMap, marker::PhantomData};

/// A curve that arkworks has too.
pub trait Peer: Vectors {
    type Engine: Pairing<G1Affine = Affine<Self::Config1>, G2Affine = Affine<Self::Config2>>;
    type Config1: SWCurveConfig;
    type Config2: SWCurveConfig;
    /// A point in arkworks' own encoding; `None` if it has values that theirs can't express.
    fn translated(place: &Place, bytes: &[u8]) -> Option<Vec<u8>>;
}

impl Peer for Bn254 {
    type Engine = ark_bn254::Bn254;
    type Config1 = ark_bn254::g1::Config;
    type Config2 = ark_bn254::g2::Config;

    /// Little-endian, the real part first, the flags in the last byte: 1 where y is the larger one, 01 for infinity.
    fn translated(place: &Place, bytes: &[u8]) -> Option<Vec<u8>> {
        let mut plain = bytes.to_vec();
        let flags = if place.compressed { plain[0] & Self::FLAGS } else { 0 };
        plain[0] &= !flags;
        let half = if place.compressed { plain.len() } else { plain.len() / 2 };
        let mut out: Vec<u8> = plain.chunks(half).flat_map(|element| element.iter().rev().copied()).collect();
        let last = out.last_mut()?;
        if *last & Self::FLAGS != 0 {
            return None; // a y of 2^254 and above, which would be flags
        }
        *last |= match flags {
            _ if !place.compressed => u8::from(bytes.iter().all(|byte| *byte == 0)) << 6,
            Self::SMALLEST => 0,
            Self::LARGEST => 1 << 7,
            Self::INFINITY => 1 << 6,
            _ => 3 << 6,
        };
        Some(out)
    }
}

impl Peer for Bls12381 {
    type Engine = ark_bls12_381::Bls12_381;
    type Config1 = ark_bls12_381::g1::Config;
    type Config2 = ark_bls12_381::g2::Config;

    /// The same encoding.
    fn translated(_: &Place, bytes: &[u8]) -> Option<Vec<u8>> {
        Some(bytes.to_vec())
    }
}

/// Arkworks' arithmetic. A point is in the subgroup if r times it is infinity; frequent points are checked only once.
pub struct Ark<S> {
    p: BigUint,
    r: BigUint,
    known: HashMap<[Element; 2], bool>,
    curve: PhantomData<fn() -> S>,
}

impl<S: Peer> Ark<S> {
    /// `often` are frequent points of the curve.
    pub fn new(often: impl Iterator<Item = [Element; 2]>) -> Self {
        let mut ark = Self { p: p::<S>(), r: r::<S>(), known: HashMap::new(), curve: PhantomData };
        for point in often {
            let inside = ark.in_subgroup(&point[0], &point[1]);
            ark.known.insert(point, inside);
        }
        ark
    }
}

fn element<F: Field>(parts: &Element) -> F {
    let parts = parts.iter().map(|part| F::BasePrimeField::from_le_bytes_mod_order(&part.to_bytes_le()));
    F::from_base_prime_field_elems(parts).expect("as many parts as the field has")
}

fn parts<F: Field>(element: F) -> Element {
    element.to_base_prime_field_elements().map(|part| part.into_bigint().into()).collect()
}

fn point<C: SWCurveConfig>(x: &Element, y: &Element) -> Affine<C> {
    Affine::new_unchecked(element(x), element(y))
}

fn root<C: SWCurveConfig>(x: &Element) -> Option<Element> {
    Affine::<C>::get_ys_from_x_unchecked(element(x)).map(|(y, _)| parts(y))
}

fn has_order_r<C: SWCurveConfig>(x: &Element, y: &Element) -> bool {
    point::<C>(x, y).mul_bigint(C::ScalarField::MODULUS) == Affine::<C>::zero()
}

impl<S: Peer> Oracle for Ark<S> {
    fn p(&self) -> &BigUint {
        &self.p
    }

    fn r(&self) -> &BigUint {
        &self.r
    }

    fn root(&self, x: &Element) -> Option<Element> {
        if x.len() == 1 { root::<S::Config1>(x) } else { root::<S::Config2>(x) }
    }

    fn on_curve(&self, x: &Element, y: &Element) -> bool {
        if x.len() == 1 { point::<S::Config1>(x, y).is_on_curve() } else { point::<S::Config2>(x, y).is_on_curve() }
    }

    fn in_subgroup(&self, x: &Element, y: &Element) -> bool {
        if let Some(known) = self.known.get(&[x.clone(), y.clone()]) {
            return *known;
        }
        if x.len() == 1 { has_order_r::<S::Config1>(x, y) } else { has_order_r::<S::Config2>(x, y) }
    }
}

/// A key as ark-groth16 prepares it.
pub struct PeerKey<S: Peer>(PreparedVerifyingKey<S::Engine>);

/// A proof and its signals.
type Statement<S> = (Proof<<S as Peer>::Engine>, Vec<Scalar<S>>);

type Scalar<S> = <<S as Peer>::Engine as Pairing>::ScalarField;

impl<S: Peer> PeerKey<S> {
    /// From the bytes of a valid key.
    pub fn new(bytes: &[u8]) -> Self {
        let (g1, g2) = (2 * S::BYTES, 4 * S::BYTES);
        let (alpha, rest) = bytes[5..].split_at(g1);
        let (twisted, ics) = rest.split_at(3 * g2);
        let [beta_g2, gamma_g2, delta_g2] =
            [0, 1, 2].map(|i| read_point::<S, Affine<S::Config2>>(&twisted[i * g2..][..g2]));
        Self(prepare_verifying_key(&VerifyingKey {
            alpha_g1: read_point::<S, _>(alpha),
            beta_g2,
            gamma_g2,
            delta_g2,
            gamma_abc_g1: ics.chunks(g1).map(read_point::<S, _>).collect(),
        }))
    }

    /// Returns arkworks' verdict, with its own reader and checks. arkworks doesn't check lengths, since it reads from a
    /// stream, nor that points are finite. This function checks both.
    pub fn verify(&self, proof: &[u8], signals: &[u8]) -> bool {
        Self::read(proof, signals).is_some_and(|(proof, signals)| {
            Groth16::<S::Engine>::verify_proof(&self.0, &proof, &signals).unwrap_or(false)
        })
    }

    fn read(proof: &[u8], signals: &[u8]) -> Option<Statement<S>> {
        let [a, b, c] = places::<S>(ProofFormat::of_length::<S>(proof.len())?);
        let proof: Proof<S::Engine> =
            Proof { a: read::<S, _>(&a, proof)?, b: read::<S, _>(&b, proof)?, c: read::<S, _>(&c, proof)? };
        let finite = !proof.a.is_zero() && !proof.b.is_zero() && !proof.c.is_zero();
        if finite { Some((proof, scalars(signals)?)) } else { None }
    }
}

fn read<S: Peer, P: CanonicalDeserialize>(place: &Place, proof: &[u8]) -> Option<P> {
    let bytes = S::translated(place, place.of(proof))?;
    if place.compressed { P::deserialize_compressed(&bytes[..]) } else { P::deserialize_uncompressed(&bytes[..]) }.ok()
}

/// Reads signals: arkworks checks that each is below r, and this function that each has 32 bytes.
fn scalars<F: PrimeField>(bytes: &[u8]) -> Option<Vec<F>> {
    let scalar = |bytes: &[u8]| F::deserialize_compressed(&bytes.iter().rev().copied().collect::<Vec<_>>()[..]).ok();
    bytes.len().is_multiple_of(32).then(|| bytes.chunks(32).map(scalar).collect())?
}

fn read_point<S: Peer, P: CanonicalDeserialize>(bytes: &[u8]) -> P {
    let place = Place { at: 0, length: bytes.len(), compressed: false };
    let bytes = S::translated(&place, bytes).expect("a point of a key");
    P::deserialize_uncompressed(&bytes[..]).expect("a point of a key")
}
