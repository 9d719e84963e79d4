//! Ed25519 against RFC 8032 §7.1 and Wycheproof. On wasm32 `curve25519-dalek` has other limbs than natively.

use crate::common::{hex, hex_array};
use fedzk_keystore::ed25519::{public_key, sign, verify};
use serde_json::Value;
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

const RFC: &str = include_str!("../../../packages/vectors/keys/rfc8032.json");
const WYCHEPROOF: &str = include_str!("../../../packages/vectors/wycheproof/ed25519_test.json");

fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap()
}

#[test]
fn rfc8032_vectors() {
    let file: Value = serde_json::from_str(RFC).unwrap();
    let cases = list(&file["cases"]);
    assert_eq!(cases.len(), 5);
    for case in cases {
        let [private, public] = ["private", "public"].map(|name| hex_array(text(&case[name])));
        let message = hex(text(&case["message"]));
        let signature: [u8; 64] = hex_array(text(&case["signature"]));
        assert_eq!(public_key(&private), public, "{}", case["test"]);
        assert_eq!(sign(&private, &message), signature, "{}", case["test"]);
        assert!(verify(&public, &message, &signature), "{}", case["test"]);
        assert!(!verify(&public, &[&message[..], &[0]].concat(), &signature), "{}", case["test"]);
    }
}

#[test]
fn wycheproof_vectors() {
    let file: Value = serde_json::from_str(WYCHEPROOF).unwrap();
    let [mut valid, mut invalid, mut short] = [0; 3];
    for group in list(&file["testGroups"]) {
        let public = hex_array(text(&group["publicKey"]["pk"]));
        for test in list(&group["tests"]) {
            let expected = test["result"] == "valid";
            // A signature of another length has no type here.
            let Ok(signature) = hex(text(&test["sig"])).try_into() else {
                assert!(!expected, "{}", test["tcId"]);
                short += 1;
                continue;
            };
            assert_eq!(verify(&public, &hex(text(&test["msg"])), &signature), expected, "{}", test["tcId"]);
            *(if expected { &mut valid } else { &mut invalid }) += 1;
        }
    }
    assert_eq!(valid, 88);
    assert_eq!(invalid + short, 63);
}

/// y = 2 is no point of the curve.
#[test]
fn refuses_a_public_key_that_is_no_point() {
    let signature = sign(&[7; 32], b"message");
    let none = hex_array("0200000000000000000000000000000000000000000000000000000000000000");
    assert!(!verify(&none, b"message", &signature));
}
