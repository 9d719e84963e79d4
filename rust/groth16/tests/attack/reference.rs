//! Checks a proof and signals up to the equation: repeats the order of checks, over an [`Oracle`].

use super::oracle::{Element, Oracle};
use crate::common::{Place, Vectors, places};
use fedzk_groth16::{ProofFormat, Status};
use num_bigint::BigUint;

/// A point: x, y.
pub type Point = [Element; 2];

/// A, B and C of a well-formed proof. The status is of the first mistake: all are read before any is checked.
pub fn proof<S: Vectors>(oracle: &impl Oracle, bytes: &[u8]) -> Result<[Point; 3], Status> {
    let formats = [ProofFormat::Uncompressed, ProofFormat::Fedzk, ProofFormat::Compressed];
    let all = formats.map(places::<S>);
    let fits = |[.., c]: &&[Place; 3]| c.at + c.length == bytes.len();
    let [a, b, c] = all.iter().find(fits).ok_or(Status::MalformedProof)?;
    let degrees = [(a, 1), (b, 2), (c, 1)];
    let mut read = degrees.iter().map(|(place, degree)| coordinates::<S>(oracle, place, place.of(bytes), *degree));
    let mut next = || read.next().expect("three points");
    let points = [next()?, next()?, next()?];
    for i in [0, 2, 1] {
        check(oracle, &points[i])?;
    }
    Ok(points)
}

/// Signals of the right number, each below r.
pub fn signals(oracle: &impl Oracle, bytes: &[u8], n_public: usize) -> Result<Vec<BigUint>, Status> {
    if !bytes.len().is_multiple_of(32) {
        return Err(Status::MalformedSignals);
    }
    let signals: Vec<_> = bytes.chunks(32).map(BigUint::from_bytes_be).collect();
    if signals.len() != n_public {
        return Err(Status::SignalCount);
    }
    if signals.iter().any(|signal| signal >= oracle.r()) { Err(Status::SignalRange) } else { Ok(signals) }
}

/// A key's points. The error is `None` for a wrong layout, or else the place of the first invalid point.
pub fn key<S: Vectors>(oracle: &impl Oracle, bytes: &[u8]) -> Result<Vec<Point>, Option<(usize, Status)>> {
    let (g1, g2) = (2 * S::BYTES, 4 * S::BYTES);
    if bytes.len() < 5 || bytes[0] != S::CURVE_ID {
        return Err(None);
    }
    let count = BigUint::from_bytes_be(&bytes[1..5]) + 5u32; // α, β, γ, δ, IC_0, …
    if BigUint::from(bytes.len()) != &count * g1 + (3 * (g2 - g1) + 5) {
        return Err(None);
    }
    let count = count.iter_u64_digits().next().map_or(0, |count| count as usize);
    let mut at = 5;
    let mut points = Vec::new();
    for i in 0..count {
        let degree = if (1..4).contains(&i) { 2 } else { 1 };
        let place = Place { at, length: degree * g1, compressed: false };
        at += place.length;
        let point = coordinates::<S>(oracle, &place, place.of(bytes), degree);
        points.push(point.and_then(|point| check(oracle, &point).map(|()| point)).map_err(|status| Some((i, status)))?);
    }
    Ok(points)
}

fn check(oracle: &impl Oracle, [x, y]: &Point) -> Result<(), Status> {
    if !oracle.on_curve(x, y) {
        return Err(Status::NotOnCurve);
    }
    if oracle.in_subgroup(x, y) { Ok(()) } else { Err(Status::NotInSubgroup) }
}

/// x and y of the bytes of a point.
fn coordinates<S: Vectors>(oracle: &impl Oracle, place: &Place, bytes: &[u8], degree: usize) -> Result<Point, Status> {
    // BN254 has no flags if nothing is compressed.
    let has_flags = place.compressed || S::CURVE_ID == 2;
    let mut plain = bytes.to_vec();
    let flags = if has_flags { plain[0] & S::FLAGS } else { 0 };
    plain[0] &= !flags;
    let infinity = if place.compressed { S::INFINITY } else { S::INFINITY_UNCOMPRESSED };
    let zeros = plain.iter().all(|byte| *byte == 0);
    let finite = if place.compressed { [S::SMALLEST, S::LARGEST].contains(&flags) } else { flags == 0 };
    if flags == infinity && zeros {
        return Err(Status::Infinity);
    }
    if !finite {
        return Err(Status::MalformedProof);
    }
    let mut parts: Vec<_> = plain.chunks(S::BYTES).map(BigUint::from_bytes_be).collect();
    if parts.iter().any(|part| part >= oracle.p()) {
        return Err(Status::CoordinateRange);
    }
    // The imaginary part is written first.
    let element = |parts: &mut Vec<BigUint>| -> Element { parts.drain(..degree).rev().collect() };
    let x = element(&mut parts);
    if !place.compressed {
        return Ok([x, element(&mut parts)]);
    }
    let y = oracle.root(&x).ok_or(Status::NotOnCurve)?;
    let larger = is_larger(oracle.p(), &y) == (flags == S::LARGEST);
    let opposite = y.iter().map(|part| (oracle.p() - part) % oracle.p()).collect();
    Ok([x, if larger { y } else { opposite }])
}

/// Whether y is above −y, the imaginary part counting first.
fn is_larger(p: &BigUint, y: &Element) -> bool {
    let decisive = y.iter().rev().find(|part| **part != BigUint::ZERO);
    decisive.is_some_and(|part| part * 2u32 > *p)
}
