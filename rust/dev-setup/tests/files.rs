//! The files: a zkey read back by its table of contents, with integers as the oracle of its encodings.
//! `test/snarkjs.ts` has snarkjs read them.
#![allow(missing_docs, clippy::unwrap_used)]

mod common;

use common::{Made, R1CS_SHA256, big, cubic, file, fr, make, prover::affine, prover::times, u32s};
use fedzk_curves::{
    bn254::{Bn254, Fp, Fp2, Fr, G1, G2, ORDER},
    curve::Affine,
    field::Prime,
};
use fedzk_dev_setup::{vkey, zkey};
use num_bigint::BigUint;
use sha2::{Digest, Sha256};

fn zkey_of(made: &Made) -> Vec<u8> {
    let mut out = Vec::new();
    zkey::write(&mut out, &made.r1cs, &made.key, &R1CS_SHA256).unwrap();
    out
}

fn u32_at(bytes: &[u8], at: usize) -> u32 {
    u32::from_le_bytes(bytes[at..at + 4].try_into().unwrap())
}

/// The content of sections 1 to 10.
fn sections(mut file: &[u8]) -> Vec<&[u8]> {
    assert_eq!(file[..12], [&b"zkey"[..], &u32s(&[1, 10])].concat());
    file = &file[12..];
    let sections = (1..=10).map(|kind| {
        assert_eq!(u32_at(file, 0), kind);
        let length = u64::from_le_bytes(file[4..12].try_into().unwrap()) as usize;
        let content = &file[12..12 + length];
        file = &file[12 + length..];
        content
    });
    let sections = sections.collect();
    assert!(file.is_empty());
    sections
}

/// value·2^shift mod modulus as 32 bytes.
fn bytes(value: &BigUint, shift: u32, modulus: &BigUint) -> Vec<u8> {
    let mut out = ((value << shift) % modulus).to_bytes_le();
    out.resize(32, 0);
    out
}

fn fp(element: &Fp) -> Vec<u8> {
    bytes(&big(&element.to_words()), 256, &big(&Bn254::MODULUS))
}

fn g1(point: &Affine<G1>) -> Vec<u8> {
    [point.x(), point.y()].map(fp).concat()
}

fn g2(point: &Affine<G2>) -> Vec<u8> {
    let (x, y) = (point.x(), point.y());
    [x.c0(), x.c1(), y.c0(), y.c1()].each_ref().map(fp).concat()
}

/// Multiples of the generators, computed plainly.
fn in_g1(k: &Fr) -> Affine<G1> {
    affine(&times(&Affine::GENERATOR, k))
}

fn in_g2(k: &Fr) -> Affine<G2> {
    affine(&times(&Affine::GENERATOR, k))
}

#[test]
fn the_header() {
    let made = make(&cubic(), "a test");
    let (file, trapdoor) = (zkey_of(&made), &made.trapdoor);
    let sections = sections(&file);
    assert_eq!(sections[0], [1, 0, 0, 0]);
    let prime = |words: &[u64]| [u32s(&[32]), words[..4].iter().flat_map(|w| w.to_le_bytes()).collect()].concat();
    let mut expected = [prime(&Bn254::MODULUS), prime(&ORDER), u32s(&[5, 1, 8])].concat();
    expected.extend(g1(&in_g1(&trapdoor.alpha)));
    expected.extend(g1(&in_g1(&trapdoor.beta)));
    expected.extend(g2(&in_g2(&trapdoor.beta)));
    expected.extend(g2(&Affine::GENERATOR));
    expected.extend(g1(&in_g1(&trapdoor.delta)));
    expected.extend(g2(&in_g2(&trapdoor.delta)));
    assert_eq!(sections[1], expected);
    assert_eq!(sections[9], [&b"FEDZK DEVELOPMENT KEY, INSECURE!"[..], &R1CS_SHA256, &[0; 4]].concat());
}

#[test]
fn points_are_the_scalars() {
    // Wire 3 is in no constraint: its points are at infinity.
    let made = make(&file(4, 0, 1, 2, &[[&[(1, 1), (2, 3)], &[(2, 1)], &[(0, 9)]]]), "a test");
    let (file, scalars) = (zkey_of(&made), &made.scalars);
    let sections = sections(&file);
    let in_g1 = |scalars: &[Fr]| -> Vec<u8> {
        scalars.iter().flat_map(|k| if *k == fr(0) { vec![0; 64] } else { g1(&in_g1(k)) }).collect()
    };
    assert_eq!(scalars.ic.len(), 2);
    assert_eq!(sections[2], in_g1(&scalars.ic));
    assert_eq!(sections[4], in_g1(&scalars.a));
    assert_eq!(sections[4][3 * 64..], [0; 64]);
    assert_eq!(sections[5], in_g1(&scalars.b));
    let b2 = scalars.b.iter().flat_map(|k| if *k == fr(0) { vec![0; 128] } else { g2(&in_g2(k)) });
    assert_eq!(sections[6], b2.collect::<Vec<u8>>());
    assert_eq!(sections[7], in_g1(&scalars.c));
    assert_eq!(sections[8], in_g1(&scalars.h));
    assert_eq!(sections[8].len(), 4 * 64, "a constraint and two public wires");
}

#[test]
fn coefficients() {
    let file = zkey_of(&make(&cubic(), "a test"));
    let section = sections(&file)[3];
    let r = big(&ORDER);
    // (matrix, row, wire, value); C has none.
    let expected: [(u32, u32, u32, u32); 9] = [
        (0, 0, 2, 1),
        (1, 0, 2, 1),
        (0, 1, 3, 1),
        (1, 1, 2, 1),
        (0, 2, 0, 5),
        (0, 2, 2, 1),
        (0, 2, 4, 1),
        (1, 2, 0, 1),
        (0, 3, 0, 1),
    ];
    let last = (0, 4, 1, 1);
    let mut bytes_expected = u32s(&[10]);
    for (matrix, row, wire, value) in expected.into_iter().chain([last]) {
        bytes_expected.extend(u32s(&[matrix, row, wire]));
        bytes_expected.extend(bytes(&value.into(), 512, &r));
    }
    assert_eq!(section, bytes_expected);
}

#[test]
fn the_verification_key() {
    let made = make(&cubic(), "a test");
    let json: serde_json::Value = serde_json::from_str(&vkey::json(&made.key)).unwrap();
    let text = |element: &Fp| big(&element.to_words()).to_string();
    let g1 = |point: &Affine<G1>| serde_json::json!([text(point.x()), text(point.y()), "1"]);
    let alpha = in_g1(&made.trapdoor.alpha);
    assert_eq!(json["vk_alpha_1"], g1(&alpha));
    assert_eq!(json["IC"], serde_json::json!([g1(&in_g1(&made.scalars.ic[0])), g1(&in_g1(&made.scalars.ic[1]))]));
    let delta = in_g2(&made.trapdoor.delta);
    let pair = |element: &Fp2| serde_json::json!([text(&element.c0()), text(&element.c1())]);
    assert_eq!(json["vk_delta_2"], serde_json::json!([pair(delta.x()), pair(delta.y()), ["1", "0"]]));
    assert_eq!((&json["protocol"], &json["curve"]), (&"groth16".into(), &"bn128".into()));
    assert_eq!(json["nPublic"], 1);
}

/// The same circuit and seed give the same bytes, also tomorrow: keys are named in tests by their hash.
#[test]
fn never_other_bytes() {
    let made = make(&cubic(), "a test");
    let hash = |bytes: &[u8]| big_endian_hex(&Sha256::digest(bytes));
    assert_eq!(hash(&zkey_of(&made)), "b8cb803fdcf7494337d558ddcabab99eb8db899dc0199428fb19921af1fff60b");
    assert_eq!(
        hash(vkey::json(&made.key).as_bytes()),
        "f8e0a4be72517af84c0a3e3b536d08f15ff6d872293fea28e389f8fc820384a6"
    );
}

fn big_endian_hex(bytes: &[u8]) -> String {
    format!("{:064x}", BigUint::from_bytes_be(bytes))
}
