//! Rounds of quicknet, and hashes to G1.

use crate::common::{hex, list, text};
use fedzk_ceremony::drand::{hash_to_curve, is_round};
use fedzk_curves::{
    bls12_381::{Fp, G1},
    curve::{CompressedEncoding, Coordinates, Curve, Jacobian, OnCurve},
    field::Field,
};
use num_bigint::BigUint;
use serde_json::Value;
use sha2::{Digest, Sha256};

fn round() -> (u64, [u8; 48], Vec<u8>) {
    let file: Value = serde_json::from_str(include_str!("../../../packages/vectors/ceremony/quicknet.json")).unwrap();
    let vector = &file["vector"];
    let signature = hex(text(&vector["signature"])).try_into().unwrap();
    (vector["round"].as_u64().unwrap(), signature, hex(text(&vector["value"])))
}

#[test]
fn a_round_of_quicknet() {
    let (round, signature, value) = round();
    assert!(is_round(round, &signature));
    assert_eq!(Sha256::digest(signature)[..], value[..]);
    for other in [0, 1, 999, 1001, u64::MAX] {
        assert!(!is_round(other, &signature), "{other}");
    }
}

#[test]
fn other_encodings_are_refused() {
    let (round, signature, _) = round();
    let mut negative = signature;
    negative[0] ^= 0x20;
    assert!(!is_round(round, &negative), "the other y");
    for flag in [0x80, 0x40] {
        let mut changed = signature;
        changed[0] ^= flag;
        assert!(!is_round(round, &changed), "flags");
    }
    let mut infinity = [0; 48];
    infinity[0] = 0xc0;
    assert!(!is_round(round, &infinity));
    assert!(!is_round(round, &[0; 48]));
    assert!(!is_round(round, &[0xff; 48]), "a coordinate above p");
    let mut off = signature;
    off[47] ^= 1;
    assert!(!is_round(round, &off));
}

/// With a point of small order added, which the pairing doesn't see, the same round would have other values.
#[test]
fn a_part_of_another_order_is_refused() {
    let (round, signature, _) = round();
    let point: OnCurve<G1> = G1::read_compressed(&signature).unwrap().vartime_on_curve().unwrap();
    let any = (1..)
        .find_map(|i| {
            let x = Fp::from_words([i, 0, 0, 0, 0, 0]).unwrap();
            let y = (x.square() * x + G1::B).vartime_sqrt()?;
            Coordinates { x, y }.vartime_on_curve::<G1>()
        })
        .unwrap();
    // r times a point has an order that divides the cofactor.
    let torsion = Jacobian::from(any).vartime_mul_plain(&G1::ORDER);
    assert!(!torsion.vartime_is_infinity());
    let moved = Jacobian::from(point).vartime_add(&torsion).vartime_coordinates().unwrap();
    assert!(moved.vartime_on_curve::<G1>().is_some());
    let mut bytes = [0; 48];
    moved.x.to_be_bytes(&mut bytes);
    bytes[0] |= 0x80 | if moved.y.is_largest() { 0x20 } else { 0 };
    assert!(!is_round(round, &bytes));
}

#[test]
fn rfc9380_vectors() {
    let file: Value = serde_json::from_str(include_str!("../../../packages/vectors/bls12-381/rfc9380.json")).unwrap();
    let separation = text(&file["separation"]).as_bytes();
    let cases = list(&file["cases"]);
    assert_eq!(cases.len(), 5);
    for case in cases {
        let point = hash_to_curve(text(&case["message"]).as_bytes(), separation).unwrap();
        for (coordinate, name) in [(point.x(), "x"), (point.y(), "y")] {
            let mut bytes = [0; 48];
            coordinate.to_be_bytes(&mut bytes);
            assert_eq!(BigUint::from_bytes_be(&bytes), BigUint::from_bytes_be(&hex(text(&case[name]))));
        }
    }
}
