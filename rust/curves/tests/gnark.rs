//! `bn254/gnark.json`: encodings by gnark-crypto, and what it refuses. G2 compressed is left out: nothing here reads
//! or writes it.
#![allow(missing_docs, clippy::unwrap_used)]

mod common;

use common::{bytes, decimal, hex};
use fedzk_curves::{
    bn254::{G1, G2},
    curve::{Affine, CompressedEncoding, Coordinates, Curve, Encoding, NotAPoint, Unreadable},
};
use serde::Deserialize;
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct File {
    g1: Vec<Point>,
    g2: Vec<Point>,
    g1_refused: Vec<Refused>,
    g2_refused: Vec<Refused>,
}

#[derive(Deserialize)]
struct Point {
    k: String,
    compressed: String,
    uncompressed: String,
}

#[derive(Deserialize)]
struct Refused {
    name: String,
    reason: String,
    bytes: String,
}

fn file() -> File {
    let text = include_str!("../../../packages/vectors/bn254/gnark.json");
    serde_json::from_str(text).unwrap()
}

type Read<C> = Result<Coordinates<<C as Curve>::Field>, Unreadable>;

/// Reads a point and names in the file's words why it isn't one.
fn check<C: Curve>(read: Read<C>) -> Result<Affine<C>, &'static str> {
    let coordinates = read.map_err(|reason| match reason {
        Unreadable::Malformed => "malformed",
        Unreadable::CoordinateRange => "coordinate-range",
        Unreadable::Infinity => "infinity",
        Unreadable::NotOnCurve => "not-on-curve",
    })?;
    coordinates.vartime_check().map_err(|reason| match reason {
        NotAPoint::NotOnCurve => "not-on-curve",
        NotAPoint::NotInSubgroup => "not-in-subgroup",
    })
}

fn uncompressed<C: Encoding>(cases: &[Point]) {
    assert_eq!(cases.len(), 30);
    for Point { k, uncompressed, .. } in cases {
        let read = check::<C>(C::read(&bytes(uncompressed)));
        let Some(point) = common::multiple::<C>(&decimal(k)) else {
            assert_eq!(read, Err("infinity"));
            continue;
        };
        assert_eq!(read, Ok(point), "{k}");
        let mut out = vec![0xff; C::BYTES];
        C::write(&point, &mut out);
        assert_eq!(&hex(&out), uncompressed);
    }
}

#[test]
fn g1_uncompressed() {
    uncompressed::<G1>(&file().g1);
}

#[test]
fn g2_uncompressed() {
    uncompressed::<G2>(&file().g2);
}

#[test]
fn g1_compressed() {
    for Point { k, compressed, .. } in &file().g1 {
        let read = |bytes: &[u8]| check::<G1>(G1::read_compressed(bytes));
        let mut encoding = bytes(compressed);
        let Some(point) = common::multiple::<G1>(&decimal(k)) else {
            assert_eq!(read(&encoding), Err("infinity"));
            continue;
        };
        assert_eq!(read(&encoding), Ok(point), "{k}");
        let mut out = [0xff; 32];
        G1::write_compressed(&point, &mut out);
        assert_eq!(&hex(&out), compressed);
        // The other sign is the opposite point; the other two values of the flags are nothing.
        encoding[0] ^= 0b0100_0000;
        assert_eq!(read(&encoding), Ok(-point));
        for flags in [0, 0b0100_0000] {
            encoding[0] = encoding[0] & 0b0011_1111 | flags;
            assert_eq!(read(&encoding), Err("malformed"));
        }
    }
}

/// What a caller that slices by length reads; `None` where no encoding has that length.
fn of_length<C: Encoding>(bytes: &[u8]) -> Option<Result<Affine<C>, &'static str>> {
    (bytes.len() == C::BYTES).then(|| check::<C>(C::read(bytes)))
}

#[test]
fn g1_refused() {
    let cases = file().g1_refused;
    assert_eq!(cases.len(), 19);
    for Refused { name, reason, bytes: encoding } in cases {
        let encoding = bytes(&encoding);
        let read = if encoding.len() == G1::COMPRESSED_BYTES {
            Some(check::<G1>(G1::read_compressed(&encoding)))
        } else {
            of_length::<G1>(&encoding)
        };
        let expected = match reason.as_str() {
            // gnark looks at the flags before the length: 32 bytes without flags are half an uncompressed point.
            "length" if encoding.len() == G1::COMPRESSED_BYTES => Some("malformed"),
            "length" => None,
            "infinity-not-zero" => Some("malformed"),
            reason => Some(reason),
        };
        assert_eq!(read, expected.map(Err), "{name}");
    }
}

#[test]
fn g2_refused() {
    let cases = file().g2_refused;
    let uncompressed = |case: &&Refused| case.name.starts_with("uncompressed");
    assert_eq!(cases.iter().filter(uncompressed).count(), 20);
    for Refused { name, reason, bytes: encoding } in cases.iter().filter(uncompressed) {
        let expected = (reason != "length").then_some(Err(reason.as_str()));
        assert_eq!(of_length::<G2>(&bytes(encoding)), expected, "{name}");
    }
}
