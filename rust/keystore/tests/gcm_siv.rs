//! AES-256-GCM-SIV against RFC 8452 appendix C, the crate `aes-gcm-siv`, and tampering.

use crate::common::{Random, hex, hex_array};
use aes_gcm_siv::{
    Aes256GcmSiv,
    aead::{Aead, KeyInit, Payload},
};
use fedzk_keystore::gcm_siv::GcmSiv;
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

#[test]
fn rfc8452_vectors() {
    let mut count = 0;
    for line in include_str!("data/rfc8452.txt").lines().filter(|line| !line.starts_with('#')) {
        let fields: Vec<&str> = line.split(' ').collect();
        let [key, nonce, aad, plaintext, result] = fields[..] else { panic!("{line}") };
        let siv = GcmSiv::new(&hex_array(key));
        let mut data = hex(plaintext);
        let tag = siv.seal(&hex_array(nonce), &hex(aad), &mut data);
        assert_eq!([&data[..], &tag].concat(), hex(result), "{line}");
        assert!(siv.open(&hex_array(nonce), &hex(aad), &mut data, &tag), "{line}");
        assert_eq!(data, hex(plaintext), "{line}");
        count += 1;
    }
    assert_eq!(count, 26);
}

#[test]
fn as_the_crate_aes_gcm_siv_does() {
    let mut random = Random::new(7);
    for _ in 0..200 {
        let (key, nonce): ([u8; 32], [u8; 12]) = (random.array(), random.array());
        let (aad, length) = (random.below(2000), random.below(5001));
        let (aad, mut data) = (random.bytes(aad), random.bytes(length));
        let message = Payload { msg: &data, aad: &aad };
        let expected = Aes256GcmSiv::new(&key.into()).encrypt(&nonce.into(), message).unwrap();
        let tag = GcmSiv::new(&key).seal(&nonce, &aad, &mut data);
        assert_eq!([&data[..], &tag].concat(), expected, "{} and {length} bytes", aad.len());
    }
}

#[test]
fn tampering_is_refused_and_changes_nothing() {
    let mut random = Random::new(8);
    let siv = GcmSiv::new(&random.array());
    let (nonce, aad, mut data): ([u8; 12], [u8; 20], [u8; 60]) = (random.array(), random.array(), random.array());
    let tag = siv.seal(&nonce, &aad, &mut data);
    let sealed = [&nonce[..], &aad, &data, &tag].concat();
    for bit in 0..8 * sealed.len() {
        let mut changed = sealed.clone();
        changed[bit / 8] ^= 1 << (bit % 8);
        let (nonce, rest) = changed.split_first_chunk::<12>().unwrap();
        let (rest, tag) = rest.split_last_chunk::<16>().unwrap();
        let (aad, data) = rest.split_at(20);
        let mut opened = data.to_vec();
        assert!(!siv.open(nonce, aad, &mut opened, tag), "bit {bit}");
        assert_eq!(opened, data, "bit {bit}");
    }
    assert!(!siv.open(&nonce, &aad[..19], &mut data, &tag));
    assert!(!GcmSiv::new(&random.array()).open(&nonce, &aad, &mut data, &tag));
    assert!(siv.open(&nonce, &aad, &mut data, &tag));
}
