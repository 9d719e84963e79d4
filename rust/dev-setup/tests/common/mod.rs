//! Circuits written by hand as the bytes of an r1cs file, and a slow, simple prover.
#![allow(dead_code, unused_macros, missing_docs, clippy::unwrap_used)]

#[macro_use]
#[path = "../../../curves/tests/common/each.rs"]
pub mod each;
pub mod prover;

use fedzk_curves::field::{Fp, Prime};
use fedzk_dev_setup::{
    key::Key,
    r1cs::R1cs,
    setup::Scalars,
    suite::{Fr, Suite},
    trapdoor::Trapdoor,
};
use num_bigint::BigUint;

/// wire and coefficient.
pub type Terms = &'static [(u32, u64)];

/// The parts of a file, to be changed one by one.
#[derive(Clone)]
pub struct File {
    pub version: u32,
    /// type and content.
    pub sections: Vec<(u32, Vec<u8>)>,
}

impl File {
    pub fn bytes(&self) -> Vec<u8> {
        let mut out = b"r1cs".to_vec();
        out.extend(u32s(&[self.version, self.sections.len() as u32]));
        for (kind, content) in &self.sections {
            out.extend(u32s(&[*kind]));
            out.extend((content.len() as u64).to_le_bytes());
            out.extend(content);
        }
        out
    }
}

/// x³ + x + 5 = out, where w = (1, out, x, x², x³). Public: out.
pub fn cubic<S: Suite>() -> File {
    let constraints: &[[Terms; 3]] = &[
        [&[(2, 1)], &[(2, 1)], &[(3, 1)]],
        [&[(3, 1)], &[(2, 1)], &[(4, 1)]],
        [&[(0, 5), (2, 1), (4, 1)], &[(0, 1)], &[(1, 1)]],
    ];
    file::<S>(5, 1, 0, 1, constraints)
}

pub fn cubic_witness<S: Suite>(x: u64) -> Vec<Fr<S>> {
    [1, x * x * x + x + 5, x, x * x, x * x * x].map(fr).into()
}

pub fn file<S: Suite>(wires: u32, outputs: u32, public: u32, private: u32, constraints: &[[Terms; 3]]) -> File {
    let mut header = u32s(&[32]);
    header.extend(S::Scalar::MODULUS[..4].iter().flat_map(|word| word.to_le_bytes()));
    header.extend(u32s(&[wires, outputs, public, private]));
    header.extend(u64::from(wires).to_le_bytes());
    header.extend(u32s(&[constraints.len() as u32]));
    let mut rows = Vec::new();
    for terms in constraints.iter().flatten() {
        rows.extend(u32s(&[terms.len() as u32]));
        for (wire, coefficient) in *terms {
            rows.extend(u32s(&[*wire]));
            rows.extend(coefficient.to_le_bytes());
            rows.extend([0; 24]);
        }
    }
    File { version: 1, sections: vec![(1, header), (2, rows)] }
}

pub fn u32s(values: &[u32]) -> Vec<u8> {
    values.iter().flat_map(|value| value.to_le_bytes()).collect()
}

pub fn fr<M: Prime>(value: u64) -> Fp<M> {
    Fp::from_words([value, 0, 0, 0, 0, 0]).unwrap()
}

pub fn words4<M: Prime>(element: &Fp<M>) -> [u64; 4] {
    element.to_words()[..4].try_into().unwrap()
}

pub fn big(words: &[u64]) -> BigUint {
    words.iter().rev().fold(BigUint::ZERO, |acc, &word| (acc << 64u32) + word)
}

/// The circuit's key from a seed.
pub struct Made<S: Suite> {
    pub r1cs: R1cs<S::Scalar>,
    pub trapdoor: Trapdoor<S>,
    pub scalars: Scalars<S>,
    pub key: Key<S>,
}

pub const R1CS_SHA256: [u8; 32] = [7; 32];

pub fn make<S: Suite>(file: &File, seed: &str) -> Made<S> {
    let r1cs = R1cs::read(&file.bytes()).unwrap();
    let trapdoor = Trapdoor::derive(seed, &R1CS_SHA256);
    let scalars = Scalars::of(&r1cs, &trapdoor).unwrap();
    let key = Key::of(&scalars, &trapdoor);
    Made { r1cs, trapdoor, scalars, key }
}
