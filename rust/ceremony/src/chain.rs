//! A key's contributions: section 10 of a zkey file.
//!
//! 64 bytes of the circuit's hash ‖ u32 count ‖ links, little-endian. A link is δ ‖ s ‖ sx (G1) ‖ spx (G2) ‖ transcript\[64\] ‖
//! u32 type (0 a person, 1 a beacon) ‖ u32 length ‖ fields of that length, rising: 1 ‖ u8 length ‖ name, 2 ‖ u8 exponent, 3 ‖
//! u8 length ‖ value.
//!
//! With U of [`crate::section`], K = U(δ) ‖ U(s) ‖ U(sx) ‖ U(spx) ‖ transcript, and B for BLAKE2b-512, a link's transcript is
//! B(circuit's hash ‖ K of all links before ‖ U(s) ‖ U(sx)), and its hash is B(K). Names, types and the fields of a beacon
//! are in no hash.

use crate::{Ceremony, section};
use alloc::vec::Vec;
use core::marker::PhantomData;
use fedzk_blake2b::{Blake2b, LONGEST};
use fedzk_curves::curve::{Affine, Encoding};
use fedzk_prover::zkey::{G1Point, G2Point, KeyPoint};

/// The most links that are read. The largest known ceremony of a key has 400.
pub const MOST_LINKS: usize = 10_000;

/// Bytes of a hash.
pub const HASH_BYTES: usize = LONGEST;

/// Why bytes are not a section 10, and in which link.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Malformed {
    /// What is wrong.
    pub reason: Reason,
    /// The link, from 0.
    pub link: usize,
}

/// What is wrong with a section 10.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(u32)]
pub enum Reason {
    /// Bytes are missing or left over.
    Length = 1,
    /// There are more than [`MOST_LINKS`].
    Count,
    /// A type other than 0 and 1.
    Type,
    /// Fields that are unknown, not rising, or cut off.
    Fields,
    /// A person's link with the fields of a beacon.
    PersonWithBeacon,
    /// A beacon's link without its exponent or its value.
    BeaconWithoutValue,
}

/// Section 10, of a curve. Its points are not checked.
pub struct Chain<S> {
    circuit_hash: [u8; HASH_BYTES],
    links: Vec<Link>,
    curve: PhantomData<S>,
}

/// A link, whose points are not checked.
pub struct Link {
    /// δ, s, sx and spx as in the section.
    pub(crate) points: Vec<u8>,
    /// U of these.
    pub(crate) uncompressed: Vec<u8>,
    /// The transcript, as it stands.
    pub transcript: [u8; HASH_BYTES],
    /// `contributionHash`.
    pub hash: [u8; HASH_BYTES],
    /// The bytes of the name.
    pub name: Option<Vec<u8>>,
    /// The beacon; `None` for a person.
    pub beacon: Option<Beacon>,
}

/// The fields of a beacon.
pub struct Beacon {
    /// SHA-256 is computed 2^exponent times.
    pub exponent: u8,
    /// The public value.
    pub value: Vec<u8>,
}

/// The links' start, before the fields: points, transcript, type, length.
const fn link_bytes(element: usize) -> usize {
    10 * element + HASH_BYTES + 8
}

impl<S: Ceremony> Chain<S> {
    /// Reads section 10.
    ///
    /// # Errors
    /// [`Malformed`].
    pub fn read(bytes: &[u8]) -> Result<Self, Malformed> {
        let mut reader = Reader { bytes, link: 0 };
        let circuit_hash = reader.hash()?;
        let count = reader.number()? as usize;
        if count > MOST_LINKS {
            return Err(reader.malformed(Reason::Count));
        }
        // No room is reserved for links that the section can't have.
        if count > reader.bytes.len() / link_bytes(S::BYTES) {
            return Err(reader.malformed(Reason::Length));
        }
        let mut links = Vec::with_capacity(count);
        for link in 0..count {
            reader.link = link;
            let mut link = reader.link(10 * S::BYTES)?;
            link.uncompressed = uncompressed::<S>(&link.points);
            link.hash = Blake2b::hash(&[&link.uncompressed, &link.transcript]);
            links.push(link);
        }
        reader.link = count;
        reader.end()?;
        Ok(Self { circuit_hash, links, curve: PhantomData })
    }

    /// The hash of the circuit and of phase 1: `csHash`.
    pub fn circuit_hash(&self) -> &[u8; HASH_BYTES] {
        &self.circuit_hash
    }

    /// The links, in order.
    pub fn links(&self) -> &[Link] {
        &self.links
    }

    /// The transcripts that the links must have.
    pub fn transcripts(&self) -> impl Iterator<Item = [u8; HASH_BYTES]> {
        let mut before = Blake2b::new(LONGEST);
        before.update(&self.circuit_hash);
        self.links.iter().map(move |link| {
            let mut hash = before.clone();
            let transcript = hash.update(&link.uncompressed[2 * S::BYTES..6 * S::BYTES]).digest();
            before.update(&link.uncompressed).update(&link.transcript);
            transcript
        })
    }

    /// For each link, what its δ or its hash was seen in first.
    pub fn repeats(&self) -> Vec<Option<Earlier>> {
        let delta = |link: &Link| link.uncompressed[..2 * S::BYTES].to_vec();
        let mut start = alloc::vec![0; 2 * S::BYTES];
        S::G1::write(&Affine::GENERATOR, &mut start);
        let deltas: Vec<_> = self.links.iter().map(delta).collect();
        let earlier = |(i, link): (usize, &Link)| {
            if deltas[i] == start {
                return Some(Earlier::Start);
            }
            let same = |j: &usize| deltas[*j] == deltas[i] || self.links[*j].hash == link.hash;
            (0..i).find(same).map(Earlier::Link)
        };
        self.links.iter().enumerate().map(earlier).collect()
    }
}

/// Where a δ or a hash was seen before.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Earlier {
    /// δ₀, which is the generator of G1.
    Start,
    /// A link.
    Link(usize),
}

/// U of δ, s, sx and spx.
fn uncompressed<S: Ceremony>(points: &[u8]) -> Vec<u8> {
    let mut out = alloc::vec![0; points.len()];
    let (of_g1, of_g2) = points.split_at(3 * <G1Point<S> as KeyPoint<S>>::BYTES);
    let (out_g1, out_g2) = out.split_at_mut(of_g1.len());
    section::uncompressed::<S, G1Point<S>>(of_g1, out_g1);
    section::uncompressed::<S, G2Point<S>>(of_g2, out_g2);
    out
}

struct Reader<'a> {
    bytes: &'a [u8],
    link: usize,
}

impl<'a> Reader<'a> {
    fn malformed(&self, reason: Reason) -> Malformed {
        Malformed { reason, link: self.link }
    }

    fn take(&mut self, length: usize, reason: Reason) -> Result<&'a [u8], Malformed> {
        let (taken, rest) = self.bytes.split_at_checked(length).ok_or(self.malformed(reason))?;
        self.bytes = rest;
        Ok(taken)
    }

    fn hash(&mut self) -> Result<[u8; HASH_BYTES], Malformed> {
        let mut hash = [0; HASH_BYTES];
        hash.copy_from_slice(self.take(HASH_BYTES, Reason::Length)?);
        Ok(hash)
    }

    fn number(&mut self) -> Result<u32, Malformed> {
        let bytes = self.take(4, Reason::Length)?;
        Ok(bytes.iter().rev().fold(0, |number, byte| number << 8 | u32::from(*byte)))
    }

    fn byte(&mut self) -> Result<u8, Malformed> {
        Ok(self.take(1, Reason::Fields)?[0])
    }

    fn end(&self) -> Result<(), Malformed> {
        if self.bytes.is_empty() { Ok(()) } else { Err(self.malformed(Reason::Length)) }
    }

    /// A link without what is computed.
    fn link(&mut self, points: usize) -> Result<Link, Malformed> {
        let points = self.take(points, Reason::Length)?.to_vec();
        let transcript = self.hash()?;
        let kind = self.number()?;
        let length = self.number()? as usize;
        let fields = self.take(length, Reason::Length)?;
        let (name, exponent, value) = Reader { bytes: fields, link: self.link }.fields()?;
        let beacon = match (kind, exponent, value) {
            (0, None, None) => None,
            (0, ..) => return Err(self.malformed(Reason::PersonWithBeacon)),
            (1, Some(exponent), Some(value)) => Some(Beacon { exponent, value }),
            (1, ..) => return Err(self.malformed(Reason::BeaconWithoutValue)),
            _ => return Err(self.malformed(Reason::Type)),
        };
        Ok(Link { points, uncompressed: Vec::new(), transcript, hash: [0; HASH_BYTES], name, beacon })
    }

    fn fields(&mut self) -> Result<Fields, Malformed> {
        let (mut name, mut exponent, mut value) = (None, None, None);
        let mut last = 0;
        while !self.bytes.is_empty() {
            let field = self.byte()?;
            if field <= last {
                return Err(self.malformed(Reason::Fields));
            }
            last = field;
            match field {
                1 => name = Some(self.sized()?),
                2 => exponent = Some(self.byte()?),
                3 => value = Some(self.sized()?),
                _ => return Err(self.malformed(Reason::Fields)),
            }
        }
        Ok((name, exponent, value))
    }

    /// Bytes after their length in one.
    fn sized(&mut self) -> Result<Vec<u8>, Malformed> {
        let length = self.byte()?;
        self.take(length.into(), Reason::Fields).map(<[u8]>::to_vec)
    }
}

/// Name, exponent and value.
type Fields = (Option<Vec<u8>>, Option<u8>, Option<Vec<u8>>);
