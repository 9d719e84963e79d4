//! The verification key as snarkjs's `zkey export verificationkey` writes it: JSON, integers as decimal strings, points
//! with a third coordinate of 1, elements of Fp2 with the real part first. `vk_alphabeta_12` is e(α, β), for
//! a verifier that has the same tower.

use crate::{key::Key, suite::Suite};
use fedzk_curves::{
    curve::Affine,
    field::{Field, Fp, Fp2, Prime},
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
pub fn json<S: Suite>(key: &Key<S>) -> String {
    // A public wire has its own row in A, so its point is infinity only for one in r trapdoors.
    let ic = |point: &Option<Affine<S::G1>>| g1::<S>(point.as_ref().expect("json: a public signal without a point"));
    let [a0, a1, a2, b0, b1, b2] = S::standard_pair(&key.alpha1, &key.beta2).each_ref().map(fp2);
    let json = Json {
        protocol: "groth16",
        curve: S::SNARKJS_NAME,
        public: key.ic.len() - 1,
        vk_alpha_1: g1::<S>(&key.alpha1),
        vk_beta_2: g2::<S>(&key.beta2),
        vk_gamma_2: g2::<S>(&key.gamma2),
        vk_delta_2: g2::<S>(&key.delta2),
        vk_alphabeta_12: [[a0, a1, a2], [b0, b1, b2]],
        ic: key.ic.iter().map(ic).collect(),
    };
    let mut text = Vec::new();
    let indent = serde_json::ser::PrettyFormatter::with_indent(b" ");
    let mut serializer = serde_json::Serializer::with_formatter(&mut text, indent);
    json.serialize(&mut serializer).expect("json: strings in a Vec");
    text.push(b'\n');
    String::from_utf8(text).expect("json: serde_json writes UTF-8")
}

fn g1<S: Suite>(point: &Affine<S::G1>) -> [String; 3] {
    [decimal(point.x()), decimal(point.y()), "1".into()]
}

fn g2<S: Suite>(point: &Affine<S::G2>) -> [Coordinates2; 3] {
    let [x, y] = S::standard_point(point);
    [fp2(&x), fp2(&y), fp2(&Fp2::<S>::ONE)]
}

fn fp2<S: Suite>(element: &Fp2<S>) -> Coordinates2 {
    [decimal(&element.c0()), decimal(&element.c1())]
}

/// The integer in [0, p), in decimal.
fn decimal<M: Prime>(element: &Fp<M>) -> String {
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
    use super::decimal;
    use fedzk_curves::{bn254::Fp, field::Field};

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
