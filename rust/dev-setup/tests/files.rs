//! The files: reads a zkey back by its table of sections, with integers as the oracle for its encodings.
//! `packages/circuits/test/keys.test.ts` has snarkjs read them.

use crate::common::{Made, R1CS_SHA256, big, cubic, file, fr, make, prover::affine, prover::times, u32s};
use fedzk_curves::{
    bls12_381::Bls12381,
    bn254::Bn254,
    curve::{Affine, Encoding},
    field::Prime,
};
use fedzk_dev_setup::{
    suite::{Fr, Suite},
    vkey, zkey,
};
use fedzk_groth16::Suite as Verifying;
use num_bigint::BigUint;
use sha2::{Digest, Sha256};

each_curve!(the_header points_are_the_scalars coefficients the_verification_key);

fn zkey_of<S: Suite>(made: &Made<S>) -> Vec<u8> {
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

/// value·2^shift mod modulus as bytes.
fn bytes<M: Prime>(value: &BigUint, shift: usize) -> Vec<u8> {
    let mut out = ((value << shift) % big(&M::MODULUS)).to_bytes_le();
    out.resize(M::BYTES, 0);
    out
}

/// The numbers of a point, with the real part of a pair first. gnark's encoding has the imaginary part first.
fn numbers<C: Encoding, M: Prime>(point: &Affine<C>) -> Vec<BigUint> {
    let mut encoding = vec![0; C::BYTES];
    C::write(point, &mut encoding);
    let mut numbers: Vec<_> = encoding.chunks(M::BYTES).map(BigUint::from_bytes_be).collect();
    if numbers.len() == 4 {
        numbers.swap(0, 1);
        numbers.swap(2, 3);
    }
    numbers
}

fn point<C: Encoding, M: Prime>(point: &Affine<C>) -> Vec<u8> {
    numbers::<C, M>(point).iter().flat_map(|number| bytes::<M>(number, 8 * M::BYTES)).collect()
}

/// Multiples of the generators, computed plainly.
fn in_g1<S: Suite>(k: &Fr<S>) -> Affine<S::G1> {
    affine(&times(&Affine::GENERATOR, k))
}

fn in_g2<S: Suite>(k: &Fr<S>) -> Affine<S::G2> {
    affine(&times(&Affine::GENERATOR, k))
}

fn the_header<S: Suite + Verifying>() {
    let made = make::<S>(&cubic::<S>(), "a test");
    let (file, trapdoor) = (zkey_of(&made), &made.trapdoor);
    let sections = sections(&file);
    assert_eq!(sections[0], [1, 0, 0, 0]);
    let (g1, g2) = (point::<S::G1, S>, point::<S::G2, S>);
    let prime = |bytes: usize, words: &[u64]| -> Vec<u8> {
        [&u32s(&[bytes as u32])[..], &words[..bytes / 8].iter().flat_map(|word| word.to_le_bytes()).collect::<Vec<_>>()]
            .concat()
    };
    let mut expected = [prime(S::BYTES, &S::MODULUS), prime(32, &S::Scalar::MODULUS), u32s(&[5, 1, 8])].concat();
    expected.extend(g1(&in_g1::<S>(&trapdoor.alpha)));
    expected.extend(g1(&in_g1::<S>(&trapdoor.beta)));
    expected.extend(g2(&in_g2::<S>(&trapdoor.beta)));
    expected.extend(g2(&Affine::GENERATOR));
    expected.extend(g1(&in_g1::<S>(&trapdoor.delta)));
    expected.extend(g2(&in_g2::<S>(&trapdoor.delta)));
    assert_eq!(sections[1], expected);
    assert_eq!(sections[9], [&b"FEDZK DEVELOPMENT KEY, INSECURE!"[..], &R1CS_SHA256, &[0; 4]].concat());
}

fn points_are_the_scalars<S: Suite + Verifying>() {
    // Wire 3 is in no constraint: its points are at infinity.
    let made = make::<S>(&file::<S>(4, 0, 1, 2, &[[&[(1, 1), (2, 3)], &[(2, 1)], &[(0, 9)]]]), "a test");
    let (file, scalars) = (zkey_of(&made), &made.scalars);
    let sections = sections(&file);
    let (g1, g2) = (2 * S::BYTES, 4 * S::BYTES);
    let of_g1 = |k: &Fr<S>| if *k == fr(0) { vec![0; g1] } else { point::<S::G1, S>(&in_g1::<S>(k)) };
    let of_g2 = |k: &Fr<S>| if *k == fr(0) { vec![0; g2] } else { point::<S::G2, S>(&in_g2::<S>(k)) };
    let all = |scalars: &[Fr<S>]| -> Vec<u8> { scalars.iter().flat_map(of_g1).collect() };
    assert_eq!(scalars.ic.len(), 2);
    assert_eq!(sections[2], all(&scalars.ic));
    assert_eq!(sections[4], all(&scalars.a));
    assert_eq!(sections[4][3 * g1..], vec![0; g1]);
    assert_eq!(sections[5], all(&scalars.b));
    assert_eq!(sections[6], scalars.b.iter().flat_map(of_g2).collect::<Vec<u8>>());
    assert_eq!(sections[7], all(&scalars.c));
    assert_eq!(sections[8], all(&scalars.h));
    assert_eq!(sections[8].len(), 4 * g1, "a constraint and two public wires");
}

fn coefficients<S: Suite>() {
    let file = zkey_of(&make::<S>(&cubic::<S>(), "a test"));
    let section = sections(&file)[3];
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
        bytes_expected.extend(bytes::<S::Scalar>(&value.into(), 512));
    }
    assert_eq!(section, bytes_expected);
}

fn the_verification_key<S: Suite + Verifying>() {
    let made = make::<S>(&cubic::<S>(), "a test");
    let json: serde_json::Value = serde_json::from_str(&vkey::json(&made.key)).unwrap();
    let texts = |numbers: Vec<BigUint>| -> Vec<String> { numbers.iter().map(BigUint::to_string).collect() };
    let g1 = |k: &Fr<S>| {
        let coordinates = texts(numbers::<S::G1, S>(&in_g1::<S>(k)));
        serde_json::json!([coordinates[0], coordinates[1], "1"])
    };
    assert_eq!(json["vk_alpha_1"], g1(&made.trapdoor.alpha));
    assert_eq!(json["IC"], serde_json::json!([g1(&made.scalars.ic[0]), g1(&made.scalars.ic[1])]));
    let delta = texts(numbers::<S::G2, S>(&in_g2::<S>(&made.trapdoor.delta)));
    assert_eq!(json["vk_delta_2"], serde_json::json!([delta[..2], delta[2..], ["1", "0"]]));
    assert_eq!((&json["protocol"], &json["curve"]), (&"groth16".into(), &S::SNARKJS_NAME.into()));
    assert_eq!(json["nPublic"], 1);
}

/// e(α, β) of keys that snarkjs made, in its tower.
#[test]
fn the_pairing_of_snarkjs() {
    pairing_of::<Bn254>("update-slice");
    pairing_of::<Bls12381>("update-slice-bls12-381");
}

fn pairing_of<S: Suite + Verifying>(name: &str) {
    let path = format!("{}/../../packages/vectors/groth16/{name}.json", env!("CARGO_MANIFEST_DIR"));
    let vectors: serde_json::Value = serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap();
    let key = &vectors["verificationKey"];
    let number = |value: &serde_json::Value| value.as_str().unwrap().parse::<BigUint>().unwrap();
    let big_endian = |value: &serde_json::Value| {
        let mut out = number(value).to_bytes_le();
        out.resize(S::BYTES, 0);
        out.reverse();
        out
    };
    let (alpha, beta) = (&key["vk_alpha_1"], &key["vk_beta_2"]);
    let alpha = [&alpha[0], &alpha[1]].map(big_endian).concat();
    let beta = [&beta[0][1], &beta[0][0], &beta[1][1], &beta[1][0]].map(big_endian).concat();
    let alpha = S::G1::read(&alpha).unwrap().vartime_check().unwrap();
    let beta = S::G2::read(&beta).unwrap().vartime_check().unwrap();
    for (i, element) in S::standard_pair(&alpha, &beta).iter().enumerate() {
        let expected = &key["vk_alphabeta_12"][i / 3][i % 3];
        for (part, expected) in [(element.c0(), &expected[0]), (element.c1(), &expected[1])] {
            assert_eq!(big(&part.to_words()), number(expected), "{} {i}", S::NAME);
        }
    }
}

/// The same circuit and seed always give the same bytes: tests name keys by their hash.
#[test]
fn never_other_bytes() {
    let hash = |bytes: &[u8]| format!("{:064x}", BigUint::from_bytes_be(&Sha256::digest(bytes)));
    let made = make::<Bn254>(&cubic::<Bn254>(), "a test");
    assert_eq!(hash(&zkey_of(&made)), "b8cb803fdcf7494337d558ddcabab99eb8db899dc0199428fb19921af1fff60b");
    assert_eq!(
        hash(vkey::json(&made.key).as_bytes()),
        "f8e0a4be72517af84c0a3e3b536d08f15ff6d872293fea28e389f8fc820384a6"
    );
    let made = make::<Bls12381>(&cubic::<Bls12381>(), "a test");
    assert_eq!(hash(&zkey_of(&made)), "6819a2324f4f463ac05faa715cd1f4776a87c8bb0738f8826de46d2d8e2dee3c");
    assert_eq!(
        hash(vkey::json(&made.key).as_bytes()),
        "1fb2f8de42df3ea0a5235cc2f145c244fa4f64d35201add2476d106436b14460"
    );
}
