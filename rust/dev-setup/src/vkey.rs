//! The verification key as snarkjs's `zkey export verificationkey` writes it: JSON, integers as decimal strings, points
//! with a third coordinate of 1, elements of Fp2 with the real part first.
//!
//! `vk_alphabeta_12` is [`pair`]'s value: snarkjs's pairing has the same multiple of (p^12 − 1)/r as its exponent.

use crate::key::Key;
use fedzk_curves::{
    bn254::{Bn254, Fp, Fp2, Fp12, G1, G2, pair},
    curve::Affine,
    field::{Field, Fp6},
};
use serde::Serialize;

type Coordinates2 = [String; 2];

#[derive(Serialize)]
struct Json {
    protocol: &'static str,
    curve: &'static str,
    #[serde(rename = "nPublic")]
    public: usize,
    vk_alpha_1: [String; 3],
    vk_beta_2: [Coordinates2; 3],
    vk_gamma_2: [Coordinates2; 3],
    vk_delta_2: [Coordinates2; 3],
    vk_alphabeta_12: [[Coordinates2; 3]; 2],
    #[serde(rename = "IC")]
    ic: Vec<[String; 3]>,
}

/// The file's text, in the layout of snarkjs's command line.
pub fn json(key: &Key) -> String {
    // A public wire has a row of its own in A, so its point is infinity for one in 2^254 trapdoors.
    let ic = |point: &Option<Affine<G1>>| g1(point.as_ref().expect("json: a public signal without a point"));
    let json = Json {
        protocol: "groth16",
        curve: "bn128",
        public: key.ic.len() - 1,
        vk_alpha_1: g1(&key.alpha1),
        vk_beta_2: g2(&key.beta2),
        vk_gamma_2: g2(&key.gamma2),
        vk_delta_2: g2(&key.delta2),
        vk_alphabeta_12: fp12(&pair(&key.alpha1, &key.beta2)),
        ic: key.ic.iter().map(ic).collect(),
    };
    let mut text = Vec::new();
    let indent = serde_json::ser::PrettyFormatter::with_indent(b" ");
    let mut serializer = serde_json::Serializer::with_formatter(&mut text, indent);
    json.serialize(&mut serializer).expect("json: strings in a Vec");
    text.push(b'\n');
    String::from_utf8(text).expect("json: serde_json writes UTF-8")
}

fn g1(point: &Affine<G1>) -> [String; 3] {
    [decimal(point.x()), decimal(point.y()), "1".into()]
}

fn g2(point: &Affine<G2>) -> [Coordinates2; 3] {
    [fp2(point.x()), fp2(point.y()), fp2(&Fp2::ONE)]
}

fn fp2(element: &Fp2) -> Coordinates2 {
    [decimal(&element.c0()), decimal(&element.c1())]
}

fn fp12(element: &Fp12) -> [[Coordinates2; 3]; 2] {
    let half = |part: &Fp6<Bn254>| [fp2(&part.c0), fp2(&part.c1), fp2(&part.c2)];
    [half(&element.c0), half(&element.c1)]
}

/// The integer in [0, p), in decimal.
fn decimal(element: &Fp) -> String {
    /// As many digits as a word holds.
    const CHUNK: u64 = 10_u64.pow(19);
    let mut words = element.to_words();
    let mut chunks = Vec::new();
    while words != [0; 6] {
        let mut rest = 0u64;
        for word in words.iter_mut().rev() {
            let value = u128::from(rest) << 64 | u128::from(*word);
            *word = (value / u128::from(CHUNK)) as u64;
            rest = (value % u128::from(CHUNK)) as u64;
        }
        chunks.push(rest);
    }
    let first = chunks.pop().unwrap_or(0).to_string();
    chunks.iter().rev().fold(first, |text, chunk| text + &format!("{chunk:019}"))
}

#[cfg(test)]
mod tests {
    use super::{Fp, decimal};
    use fedzk_curves::field::Field;

    #[test]
    fn decimals() {
        let of = |words| decimal(&Fp::from_words(words).expect("below p"));
        assert_eq!(of([0; 6]), "0");
        assert_eq!(of([u64::MAX, 0, 0, 0, 0, 0]), "18446744073709551615");
        assert_eq!(of([10_u64.pow(19), 0, 0, 0, 0, 0]), "10000000000000000000", "zeros between the chunks");
        assert_eq!(of([0, 1, 0, 0, 0, 0]), "18446744073709551616");
        let largest = "21888242871839275222246405745257275088696311157297823662689037894645226208582";
        assert_eq!(decimal(&-Fp::ONE), largest);
    }
}
