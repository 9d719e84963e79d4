//! Keys, proofs and signals of `packages/vectors` as the bytes that this crate reads, for both curves.
#![allow(dead_code, unused_macros, missing_docs, clippy::unwrap_used)]

#[macro_use]
#[path = "../../../curves/tests/common/each.rs"]
mod each;

use fedzk_curves::{bls12_381::Bls12381, bn254::Bn254, curve::Curve};
use fedzk_groth16::{ProofFormat, Status, Suite};
use num_bigint::BigUint;
use serde::Deserialize;

/// A curve with its files, and its encoding's flags written down a second time.
pub trait Vectors: Suite {
    /// snarkjs's name.
    const NAME: &'static str;
    const SIMULATED: &'static str;
    /// Files of one key and proofs of clients.
    const MADE: &'static [&'static str];
    /// Files of independent provers, in the form of `SIMULATED`.
    const FOREIGN: &'static [&'static str];
    const NOBLE: &'static str;
    const NEGATIVE: &'static str;
    /// The bits that p leaves free.
    const FLAGS: u8;
    const SMALLEST: u8;
    const LARGEST: u8;
    const INFINITY: u8;
    const INFINITY_UNCOMPRESSED: u8;
    /// The status of an uncompressed finite point with other bits set there.
    const FLAGGED: Status;
}

impl Vectors for Bn254 {
    const NAME: &'static str = "bn128";
    const SIMULATED: &'static str = include_str!("../../../../packages/vectors/groth16/simulated.json");
    const MADE: &'static [&'static str] = &[
        include_str!("../../../../packages/vectors/groth16/update-slice.json"),
        include_str!("../../../../packages/vectors/semaphore/depth-16.json"),
    ];
    const FOREIGN: &'static [&'static str] = &[
        include_str!("../../../../packages/vectors/groth16/arkworks.json"),
        include_str!("../../../../packages/vectors/groth16/gnark.json"),
    ];
    const NOBLE: &'static str = include_str!("../../../../packages/vectors/bn254/noble.json");
    const NEGATIVE: &'static str = include_str!("../../../../packages/vectors/negative/bn254.json");
    const FLAGS: u8 = 0b1100_0000;
    const SMALLEST: u8 = 0b1000_0000;
    const LARGEST: u8 = 0b1100_0000;
    const INFINITY: u8 = 0b0100_0000;
    const INFINITY_UNCOMPRESSED: u8 = 0;
    const FLAGGED: Status = Status::CoordinateRange;
}

impl Vectors for Bls12381 {
    const NAME: &'static str = "bls12381";
    const SIMULATED: &'static str = include_str!("../../../../packages/vectors/groth16/simulated-bls12-381.json");
    const MADE: &'static [&'static str] =
        &[include_str!("../../../../packages/vectors/groth16/update-slice-bls12-381.json")];
    const FOREIGN: &'static [&'static str] = &[
        include_str!("../../../../packages/vectors/groth16/arkworks-bls12-381.json"),
        include_str!("../../../../packages/vectors/groth16/gnark-bls12-381.json"),
    ];
    const NOBLE: &'static str = include_str!("../../../../packages/vectors/bls12-381/noble.json");
    const NEGATIVE: &'static str = include_str!("../../../../packages/vectors/negative/bls12-381.json");
    const FLAGS: u8 = 0b1110_0000;
    const SMALLEST: u8 = 0b1000_0000;
    const LARGEST: u8 = 0b1010_0000;
    const INFINITY: u8 = 0b1100_0000;
    const INFINITY_UNCOMPRESSED: u8 = 0b0100_0000;
    const FLAGGED: Status = Status::MalformedProof;
}

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

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct NegativeFile {
    test_groups: Vec<NegativeGroup>,
    key_tests: Vec<serde_json::Value>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct NegativeGroup {
    name: String,
    verification_key: KeyJson,
    proof: ProofJson,
    public_signals: Vec<String>,
    tests: Vec<serde_json::Value>,
}

/// x, y, z; a proof's may lack z.
type G1Json = Vec<String>;
type G2Json = Vec<[String; 2]>;

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

/// A proof that verifies, with its key and signals.
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

pub fn p<S: Suite>() -> BigUint {
    words(&S::MODULUS)
}

pub fn r<S: Suite>() -> BigUint {
    words(&S::G1::ORDER)
}

pub fn words(words: &[u64]) -> BigUint {
    let words = words.iter().rev();
    words.fold(BigUint::ZERO, |acc, &word| (acc << 64u32) + word)
}

fn big_endian(value: &BigUint, length: usize) -> Vec<u8> {
    let bytes = value.to_bytes_be();
    [vec![0; length - bytes.len()], bytes].concat()
}

pub fn signal_bytes(signals: &[BigUint]) -> Vec<u8> {
    signals.iter().flat_map(|signal| big_endian(signal, 32)).collect()
}

/// 2^(8n) for coordinates of n bytes.
pub fn limit<S: Suite>() -> BigUint {
    BigUint::from(1u32) << (8 * S::BYTES)
}

/// The bytes of a coordinate: n, big-endian.
pub fn coordinate<S: Suite>(value: &BigUint) -> Vec<u8> {
    big_endian(value, S::BYTES)
}

fn g1<S: Suite>(point: &[String]) -> Vec<u8> {
    let (point, z) = point.split_at(2);
    assert!(z.iter().eq(["1"]) || z.is_empty());
    point.iter().flat_map(|c| coordinate::<S>(&decimal(c))).collect()
}

/// The imaginary part of each coordinate first.
fn g2<S: Suite>(point: &[[String; 2]]) -> Vec<u8> {
    let ([x, y], z) = point.split_first_chunk().unwrap();
    assert!(z.iter().eq(&[["1", "0"]]) || z.is_empty());
    [&x[1], &x[0], &y[1], &y[0]].map(|c| coordinate::<S>(&decimal(c))).concat()
}

fn key_bytes<S: Vectors>(key: &KeyJson) -> Vec<u8> {
    assert_eq!(key.curve, S::NAME);
    let mut out = [&[S::CURVE_ID], &key.n_public.to_be_bytes()[..]].concat();
    out.extend(g1::<S>(&key.alpha));
    for point in [&key.beta, &key.gamma, &key.delta] {
        out.extend(g2::<S>(point));
    }
    out.extend(key.ic.iter().flat_map(|point| g1::<S>(point)));
    out
}

fn case<S: Vectors>(name: String, key: &KeyJson, proof: &ProofJson, signals: &[String]) -> Case {
    Case {
        name,
        key: key_bytes::<S>(key),
        proof: [g1::<S>(&proof.a), g2::<S>(&proof.b), g1::<S>(&proof.c)].concat(),
        signals: signals.iter().map(|signal| decimal(signal)).collect(),
    }
}

pub fn simulated<S: Vectors>() -> Vec<Case> {
    cases::<S>(S::SIMULATED)
}

/// By arkworks and by gnark.
pub fn foreign<S: Vectors>() -> Vec<Case> {
    S::FOREIGN.iter().flat_map(|text| cases::<S>(text)).collect()
}

fn cases<S: Vectors>(text: &str) -> Vec<Case> {
    let file: Simulated = serde_json::from_str(text).unwrap();
    let cases = file.cases.into_iter();
    cases.map(|c| case::<S>(c.name, &c.verification_key, &c.proof, &c.public_signals)).collect()
}

/// The proofs of one circuit each.
pub fn made<S: Vectors>() -> Vec<Vec<Case>> {
    let read = |text: &&str| {
        let Made { verification_key: key, proofs } = serde_json::from_str(text).unwrap();
        proofs.into_iter().map(|m| case::<S>(m.name, &key, &m.proof, &m.public_signals)).collect()
    };
    S::MADE.iter().map(read).collect()
}

pub fn update_slice<S: Vectors>() -> Vec<Case> {
    made::<S>().swap_remove(0)
}

pub fn all<S: Vectors>() -> Vec<Case> {
    [simulated::<S>(), made::<S>().concat(), foreign::<S>()].concat()
}

/// A test of `negative/*.json` that is in bytes.
pub struct Negative {
    pub comment: String,
    pub key: Vec<u8>,
    pub proof: Vec<u8>,
    pub signals: Vec<u8>,
    /// The status's name; of keys `ok` or an error's code.
    pub status: String,
}

/// Those of proofs and signals, and those of keys.
pub fn negative<S: Vectors>() -> [Vec<Negative>; 2] {
    let NegativeFile { test_groups, key_tests } = serde_json::from_str(S::NEGATIVE).unwrap();
    let text = |test: &serde_json::Value, name: &str| test[name].as_str().map(str::to_owned);
    let (mut proofs, mut keys) = (Vec::new(), Vec::new());
    for NegativeGroup { name, verification_key, proof, public_signals, tests } in test_groups {
        let own = case::<S>(name, &verification_key, &proof, &public_signals);
        let (proof, signals) = (own.proof, signal_bytes(&own.signals));
        // Tests with other values in JSON are for readers of JSON.
        let in_bytes = |test: &&serde_json::Value| test.get("proof").is_none() && test.get("publicSignals").is_none();
        proofs.extend(tests.iter().filter(in_bytes).map(|test| Negative {
            comment: text(test, "comment").unwrap(),
            key: own.key.clone(),
            proof: text(test, "proofHex").map_or(proof.clone(), |hex| from_hex(&hex)),
            signals: text(test, "publicSignalsHex").map_or(signals.clone(), |hex| from_hex(&hex)),
            status: text(test, "status").unwrap(),
        }));
        let of_key = |test: &serde_json::Value| {
            Some(Negative {
                comment: text(test, "comment").unwrap(),
                key: from_hex(&text(test, "verificationKeyHex")?),
                proof: proof.clone(),
                signals: signals.clone(),
                status: text(test, "status").unwrap(),
            })
        };
        if keys.is_empty() {
            keys = key_tests.iter().filter_map(of_key).collect();
        }
    }
    [proofs, keys]
}

fn from_hex(digits: &str) -> Vec<u8> {
    (0..digits.len()).step_by(2).map(|at| u8::from_str_radix(&digits[at..at + 2], 16).unwrap()).collect()
}

/// Points of G1's curve outside the subgroup (BN254's has none) and of the twist, uncompressed.
pub fn outside_subgroup<S: Vectors>() -> [Vec<Vec<u8>>; 2] {
    let file: serde_json::Value = serde_json::from_str(S::NOBLE).unwrap();
    let points = |group: &str| -> Vec<_> {
        let cases = file[group].as_array().into_iter().flatten();
        cases.map(|case| case["point"].clone()).collect()
    };
    let g1_points = points("g1OutsideSubgroup").into_iter().map(|point| {
        let [x, y]: [String; 2] = serde_json::from_value(point).unwrap();
        g1::<S>(&[x, y, "1".into()])
    });
    let g2_points = points("g2OutsideSubgroup").into_iter().map(|point| {
        let [x, y]: [[String; 2]; 2] = serde_json::from_value(point).unwrap();
        g2::<S>(&[x, y, ["1".into(), "0".into()]])
    });
    [g1_points.collect(), g2_points.collect()]
}

/// The coordinate at place `i` replaced.
pub fn with_word<S: Suite>(bytes: &[u8], i: usize, value: &BigUint) -> Vec<u8> {
    with_bytes(bytes, S::BYTES * i, &coordinate::<S>(value))
}

pub fn word_at<S: Suite>(bytes: &[u8], i: usize) -> BigUint {
    BigUint::from_bytes_be(&bytes[S::BYTES * i..S::BYTES * (i + 1)])
}

/// Bytes from `at` on replaced.
pub fn with_bytes(bytes: &[u8], at: usize, other: &[u8]) -> Vec<u8> {
    let mut out = bytes.to_vec();
    out[at..at + other.len()].copy_from_slice(other);
    out
}

/// A point compressed: x, and in the flags whether the first of y's coordinates that isn't 0 is above p/2.
pub fn compressed<S: Vectors>(point: &[u8]) -> Vec<u8> {
    let (x, y) = point.split_at(point.len() / 2);
    let mut parts = y.chunks_exact(S::BYTES).map(BigUint::from_bytes_be);
    let first = parts.find(|part| *part != BigUint::ZERO).unwrap();
    let flags = if first > p::<S>() / 2u32 { S::LARGEST } else { S::SMALLEST };
    with_bytes(x, 0, &[x[0] | flags])
}

/// Infinity in as many bytes as a point has.
pub fn infinity<S: Vectors>(place: &Place) -> Vec<u8> {
    let flags = if place.compressed { S::INFINITY } else { S::INFINITY_UNCOMPRESSED };
    with_bytes(&vec![0; place.length], 0, &[flags])
}

/// Where a point stands in a proof.
#[derive(Clone, Copy, Debug)]
pub struct Place {
    pub at: usize,
    pub length: usize,
    pub compressed: bool,
}

impl Place {
    pub fn of<'a>(&self, proof: &'a [u8]) -> &'a [u8] {
        &proof[self.at..self.at + self.length]
    }
}

/// A, B and C in a format.
pub fn places<S: Suite>(format: ProofFormat) -> [Place; 3] {
    let compressed = match format {
        ProofFormat::Uncompressed => [false; 3],
        ProofFormat::Fedzk => [true, S::BYTES == 48, true],
        ProofFormat::Compressed => [true; 3],
    };
    let mut at = 0;
    let mut place = |coordinates: usize, compressed: bool| {
        let length = coordinates * S::BYTES / (1 + usize::from(compressed));
        at += length;
        Place { at: at - length, length, compressed }
    };
    [place(2, compressed[0]), place(4, compressed[1]), place(2, compressed[2])]
}

/// The formats shorter than the plain one.
pub fn short_formats<S: Suite>() -> Vec<ProofFormat> {
    let both = S::BYTES == 32;
    if both { vec![ProofFormat::Fedzk, ProofFormat::Compressed] } else { vec![ProofFormat::Fedzk] }
}

/// A proof of the plain format in another.
pub fn in_format<S: Vectors>(proof: &[u8], format: ProofFormat) -> Vec<u8> {
    let plain = places::<S>(ProofFormat::Uncompressed);
    let points = plain.iter().zip(places::<S>(format)).map(|(plain, place)| {
        let point = plain.of(proof);
        if place.compressed { compressed::<S>(point) } else { point.to_vec() }
    });
    points.collect::<Vec<_>>().concat()
}
