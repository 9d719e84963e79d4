//! Writes witnesses of `gradient_update` as snarkjs's `.wtns` files. From standard input it reads a JSON list of
//! `{"curve": "bn254" | "bls12-381", "n", "bits", "headroom", "x": [..], "s", "k", "rho": 64 hexadecimal digits,
//! "maxNormSq", "out": path}`, and optionally `"commitment"` and `"tag"`. For each it prints a line: the public signals
//! and the microseconds for constants and witness, or the error.

#![forbid(unsafe_code)]
#![allow(clippy::format_collect)]

use fedzk_curves::{bls12_381::Bls12381Scalar, bn254::Bn254Scalar, field::TwoAdic, uint};
use fedzk_statement::{GradientUpdate, Inputs, Shape};
use serde::Deserialize;
use std::{error::Error, fs, time::Instant};

type Result<T> = std::result::Result<T, Box<dyn Error>>;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Case {
    curve: String,
    n: usize,
    bits: u32,
    headroom: u32,
    x: Vec<i32>,
    s: String,
    k: String,
    rho: String,
    max_norm_sq: u64,
    commitment: Option<String>,
    tag: Option<String>,
    out: String,
}

fn main() -> Result<()> {
    let cases: Vec<Case> = serde_json::from_reader(std::io::stdin())?;
    for case in &cases {
        let line = match case.curve.as_str() {
            "bn254" => run::<Bn254Scalar>(case),
            "bls12-381" => run::<Bls12381Scalar>(case),
            other => Err(format!("no curve {other}").into()),
        };
        println!("{}", line.unwrap_or_else(|error| format!("error: {error}")));
    }
    Ok(())
}

fn run<M: TwoAdic>(case: &Case) -> Result<String> {
    let start = Instant::now();
    let circuit = GradientUpdate::<M>::new(Shape::new(case.n, case.bits, case.headroom)?);
    let constants = start.elapsed().as_micros();
    let [s, k, rho] = [&case.s, &case.k, &case.rho].map(|text| bytes(text));
    let (s, k, rho) = (s?, k?, rho?);
    let commitment = case.commitment.as_deref().map(bytes).transpose()?;
    let tag = case.tag.as_deref().map(bytes).transpose()?;
    let inputs = Inputs {
        x: &case.x,
        s: &s,
        k: &k,
        rho: &rho,
        max_norm_sq: case.max_norm_sq,
        commitment: commitment.as_ref(),
        tag: tag.as_ref(),
    };
    let mut body = vec![0; 32 * circuit.shape().wires()];
    let start = Instant::now();
    let signals = circuit.witness(&inputs, &mut body)?;
    let witness = start.elapsed().as_micros();
    fs::write(&case.out, file::<M>(&body))?;
    let [commitment, rho, tag] = [signals.commitment, signals.rho, signals.tag].map(hex);
    Ok(format!("{commitment} {rho} {tag} {} {constants} {witness}", signals.max_norm_sq))
}

/// Writes the file around the body: magic number, version 2, and two sections; the first has the prime and the wires.
fn file<M: TwoAdic>(body: &[u8]) -> Vec<u8> {
    let prime = M::MODULUS[..4].iter().flat_map(|word| word.to_le_bytes());
    let mut file = b"wtns".to_vec();
    let words = |words: &[u32]| words.iter().flat_map(|word| word.to_le_bytes()).collect::<Vec<_>>();
    file.extend(words(&[2, 2, 1, 40, 0, 32]));
    file.extend(prime);
    file.extend(words(&[body.len() as u32 / 32, 2]));
    file.extend((body.len() as u64).to_le_bytes());
    file.extend(body);
    file
}

fn bytes(text: &str) -> Result<[u8; 32]> {
    if text.len() != 64 || !text.bytes().all(|c| matches!(c, b'0'..=b'9' | b'a'..=b'f')) {
        return Err("a field element has 64 hexadecimal digits".into());
    }
    let mut bytes = [0; 32];
    uint::to_be_bytes::<4>(&uint::from_hex(text), &mut bytes);
    Ok(bytes)
}

fn hex(bytes: [u8; 32]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
