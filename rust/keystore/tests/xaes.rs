//! XAES-256-GCM against the vectors of c2sp.org/XAES-256-GCM (its code and data: BSD-1-Clause), and tampering.

use crate::common::{Random, hex, hex_array};
use fedzk_keystore::xaes::Xaes;
use sha3::{
    Shake128,
    digest::{ExtendableOutput, Update, XofReader},
};
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

const NONCE: &[u8; 24] = b"ABCDEFGHIJKLMNOPQRSTUVWX";

#[test]
fn c2sp_vectors() {
    for (key, aad, expected) in [
        (1, &b""[..], "ce546ef63c9cc60765923609b33a9a1974e96e52daf2fcf7075e2271"),
        (3, b"c2sp.org/XAES-256-GCM", "986ec1832593df5443a179437fd083bf3fdb41abd740a21f71eb769d"),
    ] {
        let xaes = Xaes::new(&[key; 32]);
        let mut data = *b"XAES-256-GCM";
        let tag = xaes.seal(NONCE, aad, &mut data);
        assert_eq!([&data[..], &tag].concat(), hex(expected));
        assert!(xaes.open(NONCE, aad, &mut data, &tag));
        assert_eq!(&data, b"XAES-256-GCM");
    }
}

/// Keys, nonces, plaintexts and additional data by SHAKE-128, and their ciphertexts into another.
fn accumulate(iterations: usize) -> [u8; 32] {
    let mut random = Shake128::default().finalize_xof();
    let mut sum = Shake128::default();
    let mut bytes = |length: usize| {
        let mut bytes = vec![0; length];
        random.read(&mut bytes);
        bytes
    };
    for _ in 0..iterations {
        let key: [u8; 32] = bytes(32).try_into().unwrap();
        let nonce: [u8; 24] = bytes(24).try_into().unwrap();
        let length = bytes(1)[0];
        let plaintext = bytes(length.into());
        let length = bytes(1)[0];
        let aad = bytes(length.into());
        let xaes = Xaes::new(&key);
        let mut data = plaintext.clone();
        let tag = xaes.seal(&nonce, &aad, &mut data);
        sum.update(&data);
        sum.update(&tag);
        assert!(xaes.open(&nonce, &aad, &mut data, &tag));
        assert_eq!(data, plaintext);
    }
    let mut out = [0; 32];
    sum.finalize_xof().read(&mut out);
    out
}

#[test]
fn c2sp_accumulated() {
    let expected = hex_array::<32>("e6b9edf2df6cec60c8cbd864e2211b597fb69a529160cd040d56c0c210081939");
    assert_eq!(accumulate(10_000), expected);
}

#[test]
fn c2sp_accumulated_long() {
    if std::env::var("SLOW").is_ok_and(|slow| slow == "1") {
        let expected = hex_array::<32>("2163ae1445985a30b60585ee67daa55674df06901b890593e824b8a7c885ab15");
        assert_eq!(accumulate(1_000_000), expected);
    }
}

#[test]
fn tampering_is_refused_and_changes_nothing() {
    let mut random = Random::new(9);
    let xaes = Xaes::new(&random.array());
    let (nonce, aad, mut data): ([u8; 24], [u8; 20], [u8; 60]) = (random.array(), random.array(), random.array());
    let tag = xaes.seal(&nonce, &aad, &mut data);
    let sealed = [&nonce[..], &aad, &data, &tag].concat();
    for bit in 0..8 * sealed.len() {
        let mut changed = sealed.clone();
        changed[bit / 8] ^= 1 << (bit % 8);
        let (nonce, rest) = changed.split_first_chunk::<24>().unwrap();
        let (rest, tag) = rest.split_last_chunk::<16>().unwrap();
        let (aad, data) = rest.split_at(20);
        let mut opened = data.to_vec();
        assert!(!xaes.open(nonce, aad, &mut opened, tag), "bit {bit}");
        assert_eq!(opened, data, "bit {bit}");
    }
    assert!(!Xaes::new(&random.array()).open(&nonce, &aad, &mut data, &tag));
    assert!(xaes.open(&nonce, &aad, &mut data, &tag));
}
