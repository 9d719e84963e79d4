//! What the suites share: snarkjs's vectors, and chains that they make.
#![allow(dead_code, missing_docs, clippy::unwrap_used)]

pub mod chain;

use fedzk_ceremony::Ceremony;
use num_bigint::BigUint;
use serde_json::Value;

/// Section 10 of snarkjs, its hashes, and the verification key's bytes.
pub struct Vector {
    pub section: Vec<u8>,
    pub hashes: Vec<Vec<u8>>,
    pub key: Vec<u8>,
}

pub fn vector<S: Ceremony>() -> Vector {
    let file: Value = serde_json::from_str(include_str!("../../../../packages/vectors/ceremony/snarkjs.json")).unwrap();
    let transcript = &file["transcripts"][if S::CURVE_ID == 1 { "bn254" } else { "bls12-381" }];
    Vector {
        section: base64(text(&transcript["section10"])),
        hashes: list(&transcript["contributionHashes"]).iter().map(|hash| hex(text(hash))).collect(),
        key: key::<S>(&transcript["verificationKey"]),
    }
}

/// The key's bytes as `Verifier.id` hashes them.
fn key<S: Ceremony>(json: &Value) -> Vec<u8> {
    let mut key = vec![S::CURVE_ID];
    key.extend((json["nPublic"].as_u64().unwrap() as u32).to_be_bytes());
    key.extend(g1::<S>(&json["vk_alpha_1"]));
    for name in ["vk_beta_2", "vk_gamma_2", "vk_delta_2"] {
        key.extend(g2::<S>(&json[name]));
    }
    key.extend(list(&json["IC"]).iter().flat_map(g1::<S>));
    key
}

fn g1<S: Ceremony>(point: &Value) -> Vec<u8> {
    list(point)[..2].iter().flat_map(element::<S>).collect()
}

fn g2<S: Ceremony>(point: &Value) -> Vec<u8> {
    list(point)[..2].iter().flat_map(|parts| list(parts).iter().rev().flat_map(element::<S>)).collect()
}

fn element<S: Ceremony>(decimal: &Value) -> Vec<u8> {
    big_endian(&text(decimal).parse().unwrap(), S::BYTES)
}

pub fn big_endian(number: &BigUint, length: usize) -> Vec<u8> {
    let bytes = number.to_bytes_be();
    [vec![0; length - bytes.len()], bytes].concat()
}

pub fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

pub fn text(value: &Value) -> &str {
    value.as_str().unwrap()
}

pub fn hex(text: &str) -> Vec<u8> {
    let text = text.strip_prefix("0x").unwrap_or(text);
    (0..text.len()).step_by(2).map(|i| u8::from_str_radix(&text[i..i + 2], 16).unwrap()).collect()
}

fn base64(text: &str) -> Vec<u8> {
    const DIGITS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let digits = text.bytes().filter(|digit| *digit != b'=');
    let (mut bits, mut count, mut out) = (0u32, 0, Vec::new());
    for digit in digits {
        bits = bits << 6 | DIGITS.iter().position(|known| *known == digit).unwrap() as u32;
        count += 6;
        if count >= 8 {
            count -= 8;
            out.push((bits >> count) as u8);
        }
    }
    out
}
