//! Ed25519 against RFC 8032 and Wycheproof, and what libraries disagree about.

use crate::common::{hex, list, text};
use curve25519_dalek::{
    constants::{ED25519_BASEPOINT_POINT as B, EIGHT_TORSION},
    edwards::EdwardsPoint,
    scalar::Scalar,
};
use fedzk_ceremony::note::is_signed;
use serde_json::Value;
use sha2::{Digest, Sha512};

const RFC: &str = include_str!("../../../packages/vectors/keys/rfc8032.json");
const WYCHEPROOF: &str = include_str!("../../../packages/vectors/wycheproof/ed25519_test.json");

fn check(key: &[u8], message: &[u8], signature: &[u8]) -> bool {
    is_signed(key.try_into().unwrap(), message, signature.try_into().unwrap())
}

#[test]
fn rfc8032_vectors() {
    let file: Value = serde_json::from_str(RFC).unwrap();
    for case in list(&file["cases"]) {
        let [key, message, signature] = ["public", "message", "signature"].map(|name| hex(text(&case[name])));
        assert!(check(&key, &message, &signature));
        assert!(!check(&key, &[&message[..], &[0]].concat(), &signature));
    }
}

#[test]
fn wycheproof_vectors() {
    let file: Value = serde_json::from_str(WYCHEPROOF).unwrap();
    let mut valid = 0;
    for group in list(&file["testGroups"]) {
        let key = hex(text(&group["publicKey"]["pk"]));
        for test in list(&group["tests"]) {
            let expected = test["result"] == "valid";
            let signature = hex(text(&test["sig"]));
            if signature.len() == 64 {
                assert_eq!(check(&key, &hex(text(&test["msg"])), &signature), expected, "{}", test["tcId"]);
                valid += u32::from(expected);
            }
        }
    }
    assert_eq!(valid, 88);
}

const MESSAGE: &[u8] = b"fedzk/ceremony/contribution/v1\n";

fn scalar(k: u64) -> Scalar {
    Scalar::from(k)
}

fn challenge(r: &[u8; 32], key: &[u8; 32], message: &[u8]) -> Scalar {
    let hash = Sha512::new().chain_update(r).chain_update(key).chain_update(message).finalize();
    Scalar::from_bytes_mod_order_wide(&hash.into())
}

/// A signature by the secret `a` for a key and an R that may have parts of small order. It satisfies the equation times 8;
/// without the 8 it does for messages whose challenge is right.
fn signed(a: Scalar, key: &[u8; 32], nonce: Scalar, r: &[u8; 32], message: &[u8]) -> [u8; 64] {
    let s = nonce + challenge(r, key, message) * a;
    [*r, s.to_bytes()].concat().try_into().unwrap()
}

fn bytes(point: EdwardsPoint) -> [u8; 32] {
    point.compress().to_bytes()
}

#[test]
fn an_honest_signature_passes() {
    let (a, nonce) = (scalar(7_000_003), scalar(11_000_027));
    let (key, r) = (bytes(B * a), bytes(B * nonce));
    let signature = signed(a, &key, nonce, &r, MESSAGE);
    assert!(is_signed(&key, MESSAGE, &signature));
    for at in [0, 31, 32, 63] {
        let mut changed = signature;
        changed[at] ^= 1;
        assert!(!is_signed(&key, MESSAGE, &changed), "{at}");
    }
    assert!(!is_signed(&bytes(B * scalar(5)), MESSAGE, &signature));
}

/// S + ℓ is another signature of the same message, to a library that doesn't compare S with ℓ.
#[test]
fn s_is_below_the_order() {
    let (a, nonce) = (scalar(7_000_003), scalar(11_000_027));
    let (key, r) = (bytes(B * a), bytes(B * nonce));
    let mut signature = signed(a, &key, nonce, &r, MESSAGE);
    let order = hex("edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010");
    let mut carry = 0;
    for (byte, order) in signature[32..].iter_mut().zip(order) {
        let sum = u16::from(*byte) + u16::from(order) + carry;
        *byte = sum as u8;
        carry = sum >> 8;
    }
    assert!(!is_signed(&key, MESSAGE, &signature));
}

/// A key of small order has signatures that anyone can make, of any message whose challenge it takes to O.
#[test]
fn keys_of_small_order_are_refused() {
    let nonce = scalar(11_000_027);
    for key in EIGHT_TORSION {
        let (key, r) = (bytes(key), bytes(B * nonce));
        for i in 0..64u8 {
            let message = [MESSAGE, &[i]].concat();
            assert!(!is_signed(&key, &message, &signed(Scalar::ZERO, &key, nonce, &r, &message)));
        }
    }
    // And in encodings that aren't canonical: y + p, and −0.
    for key in [
        "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
        "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
        "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "0100000000000000000000000000000000000000000000000000000000000080",
        "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
    ] {
        let key: [u8; 32] = hex(key).try_into().unwrap();
        let r = bytes(B * nonce);
        assert!(!is_signed(&key, MESSAGE, &signed(Scalar::ZERO, &key, nonce, &r, MESSAGE)));
    }
}

/// Keys of mixed order: where the challenge is a multiple of 8, the equation holds without a cofactor too, so libraries
/// that don't multiply the key by ℓ accept some messages.
#[test]
fn keys_of_mixed_order_are_refused() {
    let (a, nonce) = (scalar(7_000_003), scalar(11_000_027));
    let r = bytes(B * nonce);
    let mut accepted_without_the_check = 0;
    for torsion in &EIGHT_TORSION[1..] {
        let point = B * a + torsion;
        let key = bytes(point);
        for i in 0..64u8 {
            let message = [MESSAGE, &[i]].concat();
            let signature = signed(a, &key, nonce, &r, &message);
            assert!(!is_signed(&key, &message, &signature));
            let h = challenge(&r, &key, &message);
            let s = Scalar::from_canonical_bytes(signature[32..].try_into().unwrap()).unwrap();
            let expected = EdwardsPoint::vartime_double_scalar_mul_basepoint(&h, &-point, &s);
            accepted_without_the_check += u32::from(expected.compress().to_bytes() == r);
        }
    }
    assert!(accepted_without_the_check > 20, "the attack works where the check is left out");
}

/// R of small order, R with a part of small order, and R that isn't canonical.
#[test]
fn r_is_the_encoding_of_a_point_of_the_group() {
    let a = scalar(7_000_003);
    let key = bytes(B * a);
    for torsion in EIGHT_TORSION {
        let r = bytes(torsion);
        assert!(!is_signed(&key, MESSAGE, &signed(a, &key, Scalar::ZERO, &r, MESSAGE)), "small order");
    }
    let nonce = scalar(11_000_027);
    for torsion in &EIGHT_TORSION[1..] {
        let r = bytes(B * nonce + torsion);
        assert!(!is_signed(&key, MESSAGE, &signed(a, &key, nonce, &r, MESSAGE)), "mixed order");
    }
    for r in [
        "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "0100000000000000000000000000000000000000000000000000000000000080",
    ] {
        let r: [u8; 32] = hex(r).try_into().unwrap();
        assert!(!is_signed(&key, MESSAGE, &signed(a, &key, Scalar::ZERO, &r, MESSAGE)));
    }
}
