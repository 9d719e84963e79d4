//! The precompiles of EIP-196 and EIP-197 over this crate, on go-ethereum's vectors and on inputs that they must refuse.

use crate::common::{bytes, hex, modulus};
use fedzk_curves::{
    bn254::{Bn254, Fp12, G1, G2},
    curve::{Affine, Encoding, GlvCurve, Jacobian, LinearCombination, OddMultiples, Unreadable},
    pairing::{Pairing, miller_loop},
    uint,
};
use num_bigint::BigUint;
use serde::Deserialize;
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Case {
    input: String,
    expected: String,
    name: String,
}

/// A point, with infinity as zeros; `None` if the precompile gives no answer.
#[allow(clippy::option_option)] // no point, infinity, a point
fn point<C: Encoding>(bytes: &[u8]) -> Option<Option<Affine<C>>> {
    match C::read(bytes) {
        Err(Unreadable::Infinity) => Some(None),
        read => read.ok()?.vartime_check().ok().map(Some),
    }
}

fn jacobian(bytes: &[u8]) -> Option<Jacobian<G1>> {
    Some(point::<G1>(bytes)?.map_or(Jacobian::INFINITY, Jacobian::from))
}

fn written(point: &Jacobian<G1>) -> Vec<u8> {
    let mut out = vec![0; 64];
    if let Some(coordinates) = point.vartime_coordinates() {
        G1::write(&coordinates.vartime_check().unwrap(), &mut out);
    }
    out
}

/// EIP-196: input shorter than `length` is filled up with zeros, and longer input is cut off.
fn padded(input: &[u8], length: usize) -> Vec<u8> {
    let mut out = input.to_vec();
    out.resize(length, 0);
    out
}

fn add(input: &[u8]) -> Option<Vec<u8>> {
    let input = padded(input, 128);
    let (a, b) = (jacobian(&input[..64])?, jacobian(&input[64..])?);
    Some(written(&a.vartime_add(&b)))
}

fn mul(input: &[u8]) -> Option<Vec<u8>> {
    let input = padded(input, 96);
    let scalar: [u64; 4] = uint::from_be_bytes(&input[64..]);
    let plain = jacobian(&input[..64])?.vartime_mul_plain(&scalar);
    // The same by halves of the scalar, which may be any 256 bits.
    if let Some(point) = point::<G1>(&input[..64])? {
        let tables = OddMultiples::all(&[point], &G1::BETA);
        let mut product = LinearCombination::default();
        product.push(&tables[0], G1::halves(&scalar));
        let start = Affine::GENERATOR;
        let sum = plain.vartime_add(&Jacobian::from(start));
        assert_eq!(product.vartime_sum().vartime_add(&start.into()), sum);
    }
    Some(written(&plain))
}

fn pairing(input: &[u8]) -> Option<Vec<u8>> {
    if !input.len().is_multiple_of(192) {
        return None;
    }
    let mut pairs = Vec::new();
    for chunk in input.chunks_exact(192) {
        let (p, q) = (point::<G1>(&chunk[..64])?, point::<G2>(&chunk[64..])?);
        pairs.extend(p.zip(q));
    }
    let value = Bn254::final_exponentiation(&miller_loop(&pairs, &[]));
    let mut out = vec![0; 32];
    out[31] = u8::from(value == Fp12::ONE);
    Some(out)
}

fn vectors(text: &str, count: usize, precompile: fn(&[u8]) -> Option<Vec<u8>>) {
    let cases: Vec<Case> = serde_json::from_str(text).unwrap();
    assert_eq!(cases.len(), count);
    for Case { input, expected, name } in cases {
        let output = precompile(&bytes(&input)).map(|output| hex(&output));
        assert_eq!(output, Some(expected), "{name}");
    }
}

#[test]
fn bn256_add() {
    vectors(include_str!("../../../packages/vectors/eip196-197/bn256Add.json"), 16, add);
}

#[test]
fn bn256_scalar_mul() {
    vectors(include_str!("../../../packages/vectors/eip196-197/bn256ScalarMul.json"), 19, mul);
}

#[test]
fn bn256_pairing() {
    vectors(include_str!("../../../packages/vectors/eip196-197/bn256Pairing.json"), 14, pairing);
}

fn word(value: &BigUint) -> Vec<u8> {
    let bytes = value.to_bytes_be();
    [vec![0; 32 - bytes.len()], bytes].concat()
}

fn g1(x: &BigUint, y: &BigUint) -> Vec<u8> {
    [word(x), word(y)].concat()
}

fn generator2() -> Vec<u8> {
    let mut out = vec![0; 128];
    G2::write(&Affine::GENERATOR, &mut out);
    out
}

#[test]
fn g1_points_that_are_none() {
    let p = modulus::<Bn254>();
    let [one, two, three] = [1u32, 2, 3].map(BigUint::from);
    let (zero, all_ones) = (BigUint::ZERO, (BigUint::from(1u32) << 256) - 1u32);
    let refused = [
        ("x = p", g1(&p, &two)),
        ("y = p", g1(&one, &p)),
        ("infinity + p", g1(&p, &p)),
        ("infinity with x = p", g1(&p, &zero)),
        ("x + p", g1(&(&one + &p), &two)),
        ("y + p", g1(&one, &(&two + &p))),
        ("x = 2^256 - 1", g1(&all_ones, &two)),
        ("off the curve", g1(&one, &three)),
        ("x = 0", g1(&zero, &one)),
        ("y = 0", g1(&one, &zero)),
    ];
    let good = g1(&one, &two);
    for (name, bad) in refused {
        assert_eq!(add(&bad), None, "{name}");
        assert_eq!(add(&[good.clone(), bad.clone()].concat()), None, "{name}");
        assert_eq!(mul(&[bad.clone(), word(&zero)].concat()), None, "{name}");
        assert_eq!(pairing(&[bad.clone(), generator2()].concat()), None, "{name}");
        // Also beside a point at infinity.
        assert_eq!(pairing(&[bad, vec![0; 128]].concat()), None, "{name}");
    }
}

#[test]
fn g2_points_that_are_none() {
    let p = modulus::<Bn254>();
    let good = generator2();
    let mut refused = Vec::new();
    for i in 0..4 {
        let at = 32 * i..32 * (i + 1);
        let coordinate = BigUint::from_bytes_be(&good[at.clone()]);
        for other in [&coordinate + &p, p.clone(), &coordinate + 1u32, BigUint::ZERO] {
            let mut bad = good.clone();
            bad[at.clone()].copy_from_slice(&word(&other));
            refused.push(bad);
        }
    }
    // The parts of each coordinate the wrong way round, and points of the twist outside the subgroup.
    refused.push([&good[32..64], &good[..32], &good[96..], &good[64..96]].concat());
    let text = include_str!("../../../packages/vectors/bn254/gnark.json");
    let gnark: serde_json::Value = serde_json::from_str(text).unwrap();
    let cases = gnark["g2Refused"].as_array().unwrap().iter();
    let outside = cases.filter(|case| case["reason"] == "not-in-subgroup");
    let encodings = outside.map(|case| bytes(case["bytes"].as_str().unwrap()));
    refused.extend(encodings.filter(|encoding| encoding.len() == 128));
    assert_eq!(refused.len(), 16 + 1 + 10);
    let one = BigUint::from(1u32);
    for bad in refused {
        assert_eq!(pairing(&[g1(&one, &2u32.into()), bad.clone()].concat()), None, "{}", hex(&bad));
        assert_eq!(pairing(&[vec![0; 64], bad.clone()].concat()), None, "{}", hex(&bad));
    }
}

#[test]
fn lengths() {
    let pair = [g1(&1u32.into(), &2u32.into()), generator2()].concat();
    for length in [1, 64, 96, 128, 191, 193, 383] {
        let input: Vec<u8> = pair.iter().chain(&pair).copied().take(length).collect();
        assert_eq!(pairing(&input), None, "{length}");
    }
    assert_eq!(hex(&pairing(&pair).unwrap())[63..], *"0");
    assert_eq!(hex(&pairing(&[0; 192]).unwrap())[63..], *"1");
    // A truncated scalar counts as one with zeros after it.
    let short = [g1(&1u32.into(), &2u32.into()), vec![0x80]].concat();
    assert_eq!(mul(&short), mul(&padded(&short, 96)));
    assert_ne!(mul(&short), mul(&short[..64]));
}
