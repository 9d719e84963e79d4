//! Keys, proofs and signals of `packages/vectors` as the bytes that this crate reads.
#![allow(dead_code, missing_docs, clippy::unwrap_used)]

use fedzk_curves::bn254::{Bn254, ORDER};
use fedzk_curves::field::Prime;
use num_bigint::BigUint;
use serde::Deserialize;

pub type Key = fedzk_groth16::PreparedKey<Bn254>;
pub type Proof = fedzk_groth16::Proof<Bn254>;

#[derive(Deserialize)]
struct Simulated {
    cases: Vec<SimulatedCase>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct SimulatedCase {
    name: String,
    verification_key: KeyJson,
    proof: ProofJson,
    public_signals: Vec<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Made {
    verification_key: KeyJson,
    proofs: Vec<MadeProof>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct MadeProof {
    name: String,
    proof: ProofJson,
    public_signals: Vec<String>,
}

type G1Json = [String; 3];
type G2Json = [[String; 2]; 3];

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct KeyJson {
    curve: String,
    n_public: u32,
    #[serde(rename = "vk_alpha_1")]
    alpha: G1Json,
    #[serde(rename = "vk_beta_2")]
    beta: G2Json,
    #[serde(rename = "vk_gamma_2")]
    gamma: G2Json,
    #[serde(rename = "vk_delta_2")]
    delta: G2Json,
    #[serde(rename = "IC")]
    ic: Vec<G1Json>,
}

#[derive(Deserialize)]
struct ProofJson {
    #[serde(rename = "pi_a")]
    a: G1Json,
    #[serde(rename = "pi_b")]
    b: G2Json,
    #[serde(rename = "pi_c")]
    c: G1Json,
}

/// A proof that verifies, and what it is verified with.
#[derive(Clone)]
pub struct Case {
    pub name: String,
    pub key: Vec<u8>,
    pub proof: Vec<u8>,
    pub signals: Vec<BigUint>,
}

pub fn decimal(text: &str) -> BigUint {
    text.parse().unwrap()
}

pub fn p() -> BigUint {
    words(&Bn254::MODULUS)
}

pub fn r() -> BigUint {
    words(&ORDER)
}

fn words(words: &[u64]) -> BigUint {
    let words = words.iter().rev();
    words.fold(BigUint::ZERO, |acc, &word| (acc << 64u32) + word)
}

/// 32 bytes, big-endian.
pub fn word(value: &BigUint) -> Vec<u8> {
    let bytes = value.to_bytes_be();
    [vec![0; 32 - bytes.len()], bytes].concat()
}

pub fn signal_bytes(signals: &[BigUint]) -> Vec<u8> {
    signals.iter().flat_map(word).collect()
}

fn g1([x, y, z]: &G1Json) -> Vec<u8> {
    assert_eq!(z, "1");
    [x, y].map(|c| word(&decimal(c))).concat()
}

/// The imaginary part of each coordinate first.
fn g2([x, y, z]: &G2Json) -> Vec<u8> {
    assert_eq!(z, &["1", "0"]);
    [&x[1], &x[0], &y[1], &y[0]].map(|c| word(&decimal(c))).concat()
}

fn key_bytes(key: &KeyJson) -> Vec<u8> {
    assert_eq!(key.curve, "bn128");
    let mut out = [&[1], &key.n_public.to_be_bytes()[..]].concat();
    out.extend(g1(&key.alpha));
    for point in [&key.beta, &key.gamma, &key.delta] {
        out.extend(g2(point));
    }
    out.extend(key.ic.iter().flat_map(g1));
    out
}

fn case(name: String, key: &KeyJson, proof: &ProofJson, signals: &[String]) -> Case {
    Case {
        name,
        key: key_bytes(key),
        proof: [g1(&proof.a), g2(&proof.b), g1(&proof.c)].concat(),
        signals: signals.iter().map(|signal| decimal(signal)).collect(),
    }
}

pub fn simulated() -> Vec<Case> {
    let text = include_str!("../../../../packages/vectors/groth16/simulated.json");
    let file: Simulated = serde_json::from_str(text).unwrap();
    let cases = file.cases.into_iter();
    cases.map(|c| case(c.name, &c.verification_key, &c.proof, &c.public_signals)).collect()
}

fn made(text: &str) -> Vec<Case> {
    let Made { verification_key: key, proofs } = serde_json::from_str(text).unwrap();
    proofs.into_iter().map(|m| case(m.name, &key, &m.proof, &m.public_signals)).collect()
}

pub fn update_slice() -> Vec<Case> {
    made(include_str!("../../../../packages/vectors/groth16/update-slice.json"))
}

pub fn semaphore() -> Vec<Case> {
    made(include_str!("../../../../packages/vectors/semaphore/depth-16.json"))
}

pub fn all() -> Vec<Case> {
    [simulated(), update_slice(), semaphore()].concat()
}

/// Points of the twist outside the subgroup, 128 bytes each.
pub fn outside_subgroup() -> Vec<Vec<u8>> {
    let text = include_str!("../../../../packages/vectors/bn254/noble.json");
    let file: serde_json::Value = serde_json::from_str(text).unwrap();
    let cases = file["g2OutsideSubgroup"].as_array().unwrap().iter();
    let points = cases.map(|case| -> [[String; 2]; 2] { serde_json::from_value(case["point"].clone()).unwrap() });
    points.map(|[x, y]| g2(&[x, y, ["1".into(), "0".into()]])).collect()
}

/// The 32 bytes at place `i` replaced.
pub fn with_word(bytes: &[u8], i: usize, value: &BigUint) -> Vec<u8> {
    let mut out = bytes.to_vec();
    out[32 * i..32 * (i + 1)].copy_from_slice(&word(value));
    out
}

pub fn word_at(bytes: &[u8], i: usize) -> BigUint {
    BigUint::from_bytes_be(&bytes[32 * i..32 * (i + 1)])
}

/// Bytes from `at` on replaced.
pub fn with_bytes(bytes: &[u8], at: usize, other: &[u8]) -> Vec<u8> {
    let mut out = bytes.to_vec();
    out[at..at + other.len()].copy_from_slice(other);
    out
}
