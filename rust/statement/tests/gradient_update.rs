//! Witnesses against recorded ones of circom's generator, and all refusals.

use fedzk_curves::{
    bls12_381::Bls12381Scalar,
    bn254::{self, Bn254Scalar},
    field::TwoAdic,
    uint,
};
use fedzk_statement::{Error, GradientUpdate, Inputs, Shape, Signals};
use num_bigint::BigUint;
use serde::Deserialize;
use sha2::{Digest, Sha256};

/// npm circom2 --O2 and snarkjs, by packages/circuits/scripts/witness-vectors.ts.
const VECTORS: &str = include_str!("../../../packages/vectors/witness/gradient-update.json");
/// The shapes that keys are made for, with the compiler's counts.
const INSTANCES: &str = include_str!("../../../packages/circuits/circuits.json");

#[derive(Deserialize)]
struct Vectors {
    witnesses: Vec<Recorded>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Recorded {
    curve: String,
    n: usize,
    bits: u32,
    headroom: u32,
    x: Vec<i8>,
    s: String,
    k: String,
    rho: String,
    max_norm_sq: u64,
    commitment: String,
    tag: String,
    sha256: String,
}

#[derive(Deserialize)]
struct Instance {
    template: String,
    parameters: serde_json::Value,
    wires: usize,
}

fn bytes(hex: &str) -> [u8; 32] {
    let mut bytes = [0; 32];
    uint::to_be_bytes::<4>(&uint::from_hex(hex), &mut bytes);
    bytes
}

/// The integer of 32 bytes, big-endian.
fn integer(bytes: &[u8]) -> BigUint {
    BigUint::from_bytes_be(bytes)
}

fn check<M: TwoAdic>(recorded: &Recorded) {
    let circuit = GradientUpdate::<M>::new(Shape::new(recorded.n, recorded.bits, recorded.headroom).unwrap());
    let [s, k, rho] = [&recorded.s, &recorded.k, &recorded.rho].map(|text| bytes(text));
    let x = &recorded.x[..];
    let signals = Signals {
        commitment: bytes(&recorded.commitment),
        rho,
        tag: bytes(&recorded.tag),
        max_norm_sq: recorded.max_norm_sq,
    };
    assert_eq!(circuit.commit(x, &s, &k), Ok(signals.commitment));
    let mut p = vec![0; 32 * circuit.shape().elements()];
    circuit.packed(x, &mut p).unwrap();
    assert_eq!(circuit.tag(&rho, &p, &s), Ok(signals.tag));

    let mut inputs =
        Inputs { x, s: &s, k: &k, rho: &rho, max_norm_sq: recorded.max_norm_sq, commitment: None, tag: None };
    assert_eq!(circuit.signals(&inputs), Ok(signals));
    // What was in the buffer doesn't matter.
    let mut body = vec![0xff; 32 * circuit.shape().wires()];
    assert_eq!(circuit.witness(&inputs, &mut body), Ok(signals));
    assert_eq!(Sha256::digest(&body)[..], bytes(&recorded.sha256));

    (inputs.commitment, inputs.tag) = (Some(&signals.commitment), Some(&signals.tag));
    assert_eq!(circuit.witness(&inputs, &mut body), Ok(signals));
    // Wider integers are the same values.
    let wide: Vec<i16> = x.iter().map(|&value| value.into()).collect();
    let inputs = Inputs {
        x: &wide[..],
        s: &s,
        k: &k,
        rho: &rho,
        max_norm_sq: recorded.max_norm_sq,
        commitment: None,
        tag: None,
    };
    assert_eq!(circuit.witness(&inputs, &mut body), Ok(signals));
    assert_eq!(Sha256::digest(&body)[..], bytes(&recorded.sha256));
}

#[test]
fn recorded() {
    let Vectors { witnesses } = serde_json::from_str(VECTORS).unwrap();
    assert_eq!(witnesses.len(), 3);
    for recorded in &witnesses {
        match recorded.curve.as_str() {
            "bn254" => check::<Bn254Scalar>(recorded),
            "bls12-381" => check::<Bls12381Scalar>(recorded),
            other => panic!("no curve {other}"),
        }
    }
}

#[test]
fn wires_of_the_instances() {
    let instances: Vec<Instance> = serde_json::from_str(INSTANCES).unwrap();
    let own: Vec<_> = instances.iter().filter(|each| each.template == "GradientUpdate").collect();
    assert!(own.len() >= 2);
    for Instance { parameters, wires, .. } in own {
        let of = |name: &str| parameters[name].as_u64().unwrap();
        let shape = Shape::new(of("n") as usize, of("b") as u32, of("h") as u32).unwrap();
        assert_eq!(shape.wires(), *wires, "{shape:?}");
    }
}

/// Sizes from the specification's table; non-linear constraints are the wires less 4.
#[test]
fn sizes() {
    let table =
        [(31, 8, 3, 652), (64, 8, 5, 1_000), (800, 8, 58, 9_715), (8_192, 8, 586, 98_386), (4_500, 16, 500, 97_539)];
    for (n, bits, elements, constraints) in table {
        let shape = Shape::new(n, bits, 10).unwrap();
        assert_eq!((shape.elements(), shape.wires()), (elements, constraints + 4));
    }
    let shape = Shape::new(1 << 20, 16, 16).unwrap();
    assert_eq!((shape.slot(), shape.per_element(), shape.slack_bits()), (32, 7, 50));
    assert_eq!(Shape::new(1, 4, 1).unwrap().slack_bits(), 6);
}

#[test]
fn shapes_refused() {
    assert_eq!(Shape::new(0, 8, 10), Err(Error::Count(0)));
    assert_eq!(Shape::new((1 << 20) + 1, 8, 10), Err(Error::Count((1 << 20) + 1)));
    for bits in [0, 1, 5, 7, 15, 17, 32] {
        assert_eq!(Shape::new(1, bits, 10), Err(Error::Bits(bits)));
    }
    for headroom in [0, 17, u32::MAX] {
        assert_eq!(Shape::new(1, 8, headroom), Err(Error::Headroom(headroom)));
    }
}

/// Each slot is x + 2^(b−1), at every width that the slots can have.
#[test]
fn packing() {
    for (bits, headroom) in [4, 8, 16].into_iter().flat_map(|bits| (1..=16).map(move |headroom| (bits, headroom))) {
        let per_element = 253 / (bits + headroom) as usize;
        let half = 1i32 << (bits - 1);
        let x: Vec<i32> =
            (0..per_element + 2).map(|i| [half - 1, -half, 0, i as i32 % half - half / 2][i % 4]).collect();
        let circuit = GradientUpdate::<Bn254Scalar>::new(Shape::new(x.len(), bits, headroom).unwrap());
        let mut p = [0xff; 64];
        circuit.packed(&x, &mut p).unwrap();
        for (p, x) in p.chunks(32).zip(x.chunks(per_element)) {
            let slots = x.iter().rev().fold(BigUint::ZERO, |sum, x| (sum << (bits + headroom)) + (x + half) as u32);
            assert_eq!(integer(p), slots, "{bits} {headroom}");
        }
    }
}

/// rho = 0 leaves s; rho = 1 adds up; the order wraps around.
#[test]
fn tags() {
    let circuit = GradientUpdate::<Bn254Scalar>::new(Shape::new(20, 8, 10).unwrap());
    let order = integer(&bn254::ORDER.iter().rev().flat_map(|word| word.to_be_bytes()).collect::<Vec<_>>());
    let of = |value: &BigUint| {
        let mut bytes = [0; 32];
        let digits = value.to_bytes_be();
        bytes[32 - digits.len()..].copy_from_slice(&digits);
        bytes
    };
    let (last, five) = (&order - 1u32, BigUint::from(5u32));
    let p = [of(&last), of(&five)].concat();
    let tag = |rho: &BigUint, s: &BigUint| integer(&circuit.tag(&of(rho), &p, &of(s)).unwrap());
    assert_eq!(tag(&BigUint::ZERO, &last), last);
    assert_eq!(tag(&BigUint::from(1u32), &five), BigUint::from(9u32));
    assert_eq!(tag(&five, &last), BigUint::from(125u32 - 5 - 1));
    assert_eq!(circuit.tag(&of(&order), &p, &of(&five)), Err(Error::Element("rho")));
    assert_eq!(circuit.tag(&of(&five), &p, &of(&order)), Err(Error::Element("s")));
    assert_eq!(circuit.tag(&of(&five), &[p.clone(), vec![0; 32]].concat(), &of(&five)), length("p", 64, 96));
    assert_eq!(circuit.tag(&of(&five), &[of(&order), of(&five)].concat(), &of(&five)), Err(Error::Element("p")));
}

fn length<T>(name: &'static str, expected: usize, got: usize) -> Result<T, Error> {
    Err(Error::Length { name, expected, got })
}

#[test]
fn inputs_refused() {
    let circuit = GradientUpdate::<Bn254Scalar>::new(Shape::new(3, 8, 10).unwrap());
    let (one, order) =
        (bytes(&format!("{:064x}", 1)), bytes("30644e72e131a029b85045b68181585d2833e84879b9709143e1f593f0000001"));
    let good =
        Inputs { x: &[3i16, -4, 0][..], s: &one, k: &one, rho: &one, max_norm_sq: 25, commitment: None, tag: None };
    let size = 32 * circuit.shape().wires();
    let run = |inputs: &Inputs<i16>, size: usize| {
        let mut body = vec![0; size];
        let result = circuit.witness(inputs, &mut body);
        if result.is_err() {
            assert!(body.iter().all(|&byte| byte == 0), "nothing of the inputs is left");
        }
        if size == 32 * circuit.shape().wires() {
            assert_eq!(circuit.signals(inputs), result);
        }
        result
    };
    let signals = run(&good, size).unwrap();
    for other in [0, size - 1, size - 32, size + 1, size + 32] {
        assert_eq!(run(&good, other), length("out", size, other));
    }
    for x in [&[][..], &[3, -4], &[3, -4, 0, 0]] {
        assert_eq!(run(&Inputs { x, ..good }, size), length("x", 3, x.len()));
    }
    assert_eq!(run(&Inputs { x: &[128, -4, 0], max_norm_sq: 1 << 15, ..good }, size), value(0));
    assert_eq!(run(&Inputs { x: &[3, -129, 0], max_norm_sq: 1 << 15, ..good }, size), value(1));
    assert_eq!(run(&Inputs { x: &[127, -128, i16::MIN], max_norm_sq: 1 << 15, ..good }, size), value(2));
    assert!(run(&Inputs { x: &[127, -128, 0], max_norm_sq: 1 << 15, ..good }, size).is_ok());
    assert_eq!(run(&Inputs { s: &order, ..good }, size), Err(Error::Element("s")));
    assert_eq!(run(&Inputs { k: &order, ..good }, size), Err(Error::Element("k")));
    assert_eq!(run(&Inputs { rho: &[0xff; 32], ..good }, size), Err(Error::Element("rho")));
    assert_eq!(run(&Inputs { max_norm_sq: 24, ..good }, size), Err(Error::Norm));
    assert!(run(&Inputs { max_norm_sq: (1 << 16) - 1, ..good }, size).is_ok());
    assert_eq!(run(&Inputs { max_norm_sq: 1 << 16, ..good }, size), Err(Error::MaxNormSq { bits: 16 }));
    assert_eq!(run(&Inputs { max_norm_sq: u64::MAX, ..good }, size), Err(Error::MaxNormSq { bits: 16 }));
    assert_eq!(run(&Inputs { commitment: Some(&one), ..good }, size), Err(Error::Commitment));
    assert_eq!(run(&Inputs { tag: Some(&one), ..good }, size), Err(Error::Tag));
    assert_eq!(
        run(&Inputs { commitment: Some(&signals.commitment), tag: Some(&signals.tag), ..good }, size),
        Ok(signals)
    );

    assert_eq!(circuit.commit(&[3i8, -4], &one, &one), length("x", 3, 2));
    assert_eq!(circuit.commit(&[3i8, -4, 0], &order, &one), Err(Error::Element("s")));
    assert_eq!(circuit.packed(&[3i8, -4, 0], &mut [0; 64]), length("out", 32, 64));
    assert_eq!(circuit.packed(&[3i16, -400, 0], &mut [0; 32]), value(1).map(|_: Signals| ()));
}

fn value<T>(index: usize) -> Result<T, Error> {
    Err(Error::Value { index, bits: 8 })
}

#[test]
fn messages() {
    let text = |error: Error| error.to_string();
    assert_eq!(text(Error::Value { index: 7, bits: 8 }), "x[7] doesn't fit into 8 bits, sign included");
    assert_eq!(text(Error::Length { name: "x", expected: 3, got: 2 }), "x has 2 entries, expected 3");
    assert_eq!(text(Error::MaxNormSq { bits: 16 }), "maxNormSq doesn't fit into the slack's 16 bits");
}
