//! Points without secrets: checks, encodings, sums, Lagrange forms, pairings.

use crate::{G1, G2, P1, P2, Scalar, Suite};
use fedzk_ceremony::{
    hash_to_g2,
    section::{self, SectionPoint},
};
use fedzk_curves::{
    curve::{Affine, Coordinates, Curve},
    field::Fp12,
    pairing::{Pairing, miller_loop},
};
use fedzk_powers::{
    multiply,
    section::{Points, check as check_points, read, write},
    sums, transform,
};
use wasm_bindgen::prelude::wasm_bindgen;

/// A group's generator.
#[wasm_bindgen]
pub fn generator(group: u8) -> Vec<u8> {
    if group == 1 { write::<Suite, P1>(&[G1::GENERATOR]) } else { write::<Suite, P2>(&[G2::GENERATOR]) }
}

/// The sum of two points; undefined if one can't be read.
#[wasm_bindgen]
pub fn add(group: u8, a: &[u8], b: &[u8]) -> Option<Vec<u8>> {
    fn in_group<P: Points<Suite>>(a: &[u8], b: &[u8]) -> Option<Vec<u8>> {
        let ([a], [b]) = (one::<P>(a)?, one::<P>(b)?);
        Some(write::<Suite, P>(&[multiply::add::<P::Curve>(&a, &b)]))
    }
    if group == 1 { in_group::<P1>(a, b) } else { in_group::<P2>(a, b) }
}

fn one<P: Points<Suite>>(bytes: &[u8]) -> Option<[Coordinates<<P::Curve as Curve>::Field>; 1]> {
    read::<Suite, P>(bytes).ok()?.try_into().ok()
}

/// The index of the first point that isn't valid, or −1.
#[wasm_bindgen]
pub fn check(group: u8, points: &[u8], infinity: bool) -> i32 {
    let wrong = if group == 1 {
        check_points::<Suite, P1>(points, infinity)
    } else {
        check_points::<Suite, P2>(points, infinity)
    };
    wrong.map_or(-1, |i| i as i32)
}

/// Points as hashes take them.
#[wasm_bindgen]
pub fn uncompressed(group: u8, points: &[u8]) -> Vec<u8> {
    fn in_group<P: SectionPoint<Suite>>(points: &[u8]) -> Vec<u8> {
        let mut out = vec![0; points.len()];
        for (point, out) in points.chunks_exact(P::BYTES).zip(out.chunks_exact_mut(P::BYTES)) {
            section::uncompressed::<Suite, P>(point, out);
        }
        out
    }
    if group == 1 { in_group::<P1>(points) } else { in_group::<P2>(points) }
}

/// Points compressed.
#[wasm_bindgen]
pub fn compressed(group: u8, points: &[u8]) -> Vec<u8> {
    fn in_group<P: SectionPoint<Suite>>(points: &[u8]) -> Vec<u8> {
        let mut out = vec![0; points.len() / 2];
        for (point, out) in points.chunks_exact(P::BYTES).zip(out.chunks_exact_mut(P::BYTES / 2)) {
            section::compressed::<Suite, P>(point, out);
        }
        out
    }
    if group == 1 { in_group::<P1>(points) } else { in_group::<P2>(points) }
}

/// snarkjs's hash of 64 bytes to G2.
#[wasm_bindgen(js_name = hashToG2)]
pub fn hash_to_group2(hash: &[u8]) -> Vec<u8> {
    let point = hash_to_g2::<Suite>(hash.try_into().expect("hashToG2: the caller checks the length"));
    write::<Suite, P2>(&[Coordinates { x: *point.x(), y: *point.y() }])
}

/// Whether e(a1, a2) = e(b1, b2); false if one isn't a finite point of its group.
#[wasm_bindgen]
pub fn pairing(a1: &[u8], a2: &[u8], b1: &[u8], b2: &[u8]) -> bool {
    same_pairing([a1, b1], [a2, b2]).unwrap_or(false)
}

fn same_pairing([a1, b1]: [&[u8]; 2], [a2, b2]: [&[u8]; 2]) -> Option<bool> {
    let g1 = |bytes| -> Option<Affine<G1>> { section::read::<Suite, P1>(bytes).ok() };
    let g2 = |bytes| -> Option<Affine<G2>> { section::read::<Suite, P2>(bytes).ok() };
    let value = miller_loop::<Suite>(&[(g1(a1)?, g2(a2)?), (-g1(b1)?, g2(b2)?)], &[]);
    Some(Suite::final_exponentiation(&value) == Fp12::ONE)
}

/// The Lagrange form of powers; undefined if one can't be read, or their number is no power of two.
#[wasm_bindgen]
pub fn lagrange(group: u8, points: &[u8]) -> Option<Vec<u8>> {
    fn in_group<P: Points<Suite>>(points: &[u8]) -> Option<Vec<u8>> {
        let mut points = read::<Suite, P>(points).ok()?;
        if !points.len().is_power_of_two() {
            return None;
        }
        transform::lagrange::<P::Curve, Scalar>(&mut points);
        Some(write::<Suite, P>(&points))
    }
    if group == 1 { in_group::<P1>(points) } else { in_group::<P2>(points) }
}

/// A level of a node of 2^k points, for some of its pairs: the lower points, then the higher ones, likewise the result.
#[wasm_bindgen]
pub fn split(group: u8, pairs: &[u8], k: u32, first: u32, halvings: u32) -> Option<Vec<u8>> {
    fn in_group<P: Points<Suite>>(pairs: &[u8], k: u32, first: u32, halvings: u32) -> Option<Vec<u8>> {
        let mut points = read::<Suite, P>(pairs).ok()?;
        let half = points.len() / 2;
        let (low, high) = points.split_at_mut(half);
        transform::split::<P::Curve, Scalar>(low, high, k, first as usize, halvings);
        Some(write::<Suite, P>(&points))
    }
    let in_group = if group == 1 { in_group::<P1> } else { in_group::<P2> };
    in_group(pairs, k, first, halvings)
}

/// A whole node, in bit-reversed order.
#[wasm_bindgen]
pub fn transformed(group: u8, node: &[u8], halvings: u32) -> Option<Vec<u8>> {
    fn in_group<P: Points<Suite>>(node: &[u8], halvings: u32) -> Option<Vec<u8>> {
        let mut points = read::<Suite, P>(node).ok()?;
        transform::transform::<P::Curve, Scalar>(&mut points, halvings);
        Some(write::<Suite, P>(&points))
    }
    if group == 1 { in_group::<P1>(node, halvings) } else { in_group::<P2>(node, halvings) }
}

/// The sum of points with random weights; undefined if one can't be read.
#[wasm_bindgen]
pub fn sum(group: u8, points: &[u8], seed: &[u8], first: f64) -> Option<Vec<u8>> {
    fn in_group<P: Points<Suite>>(points: &[u8], seed: &[u8], first: u64) -> Option<Vec<u8>> {
        let points = read::<Suite, P>(points).ok()?;
        Some(write::<Suite, P>(&[sums::sum::<P::Curve>(&points, seed.try_into().ok()?, first)]))
    }
    let in_group = if group == 1 { in_group::<P1> } else { in_group::<P2> };
    in_group(points, seed, first as u64)
}
