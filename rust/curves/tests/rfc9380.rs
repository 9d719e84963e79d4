//! The map to G1 against RFC 9380's test vectors. `rust/ceremony` tests the whole hash by the same file.

use crate::common::{bytes, hex};
use fedzk_curves::bls12_381::{Fp, hash_to_g1};
use serde::Deserialize;
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

#[derive(Deserialize)]
struct File {
    cases: Vec<Case>,
}

#[derive(Deserialize)]
struct Case {
    u: [String; 2],
    x: String,
    y: String,
}

const VECTORS: &str = include_str!("../../../packages/vectors/bls12-381/rfc9380.json");

#[test]
fn elements_map_to_points() {
    let file: File = serde_json::from_str(VECTORS).unwrap();
    assert_eq!(file.cases.len(), 5);
    for Case { u, x, y } in file.cases {
        let u = u.map(|u| Fp::from_be_bytes(&bytes(&u)).unwrap());
        let point = hash_to_g1::map_to_g1(&u).unwrap();
        assert_eq!([element(point.x()), element(point.y())], [x, y]);
    }
}

/// 2^512 − 1 and numbers around p, modulo p.
#[test]
fn wide_bytes_are_reduced() {
    let expected = |words: [u64; 6]| Fp::from_words(words).unwrap();
    let mut wide = [0; 64];
    assert!(hash_to_g1::from_wide_bytes(&wide) == expected([0; 6]));
    let p = bytes("1a0111ea397fe69a4b1ba7b6434bacd764774b84f38512bf6730d2a0f6b0f6241eabfffeb153ffffb9feffffffffaaab");
    wide[16..].copy_from_slice(&p);
    assert!(hash_to_g1::from_wide_bytes(&wide) == expected([0; 6]));
    wide[63] += 1;
    assert!(hash_to_g1::from_wide_bytes(&wide) == expected([1, 0, 0, 0, 0, 0]));
    // 2^511 = (2^255)²·2.
    let mut wide = [0; 64];
    wide[0] = 0x80;
    let root = expected([0, 0, 0, 1 << 63, 0, 0]);
    assert!(hash_to_g1::from_wide_bytes(&wide) == root * root * expected([2, 0, 0, 0, 0, 0]));
}

fn element(element: &Fp) -> String {
    let mut out = [0; 48];
    element.to_be_bytes(&mut out);
    format!("0x{}", hex(&out))
}
