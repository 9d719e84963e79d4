//! GHASH against the bit-by-bit version, AES-256-GCM against the crate `aes-gcm`, and tampering.

use crate::common::{Random, hex_array};
use aes_gcm::{
    Aes256Gcm,
    aead::{Aead, KeyInit, Payload},
};
use fedzk_keystore::{
    gcm::Gcm,
    ghash::{GhashKey, PolyvalKey, plain},
};
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

#[test]
fn ghash_as_bit_by_bit() {
    let mut random = Random::new(2);
    let h = random.array();
    let key = GhashKey::new(&h);
    let data = random.bytes(2000);
    for length in 0..=data.len() {
        let aad = &data[..length * 7 % 41];
        assert_eq!(key.digest(aad, &data[..length]), plain::digest(&h, aad, &data[..length]), "{length} bytes");
    }
    for length in [0, 1, 767, 768, 1024, 2000] {
        let aad = &data[..length];
        assert_eq!(key.digest(aad, aad), plain::digest(&h, aad, aad), "{length} bytes twice");
    }
}

#[test]
fn ghash_of_extreme_keys() {
    let data = Random::new(3).bytes(1100);
    for i in 0..128 {
        for base in [0, u128::MAX] {
            let h = (base ^ 1 << i).to_be_bytes();
            assert_eq!(GhashKey::new(&h).digest(&[], &data), plain::digest(&h, &[], &data));
            let all = [0xff; 64];
            assert_eq!(GhashKey::new(&h).digest(&all, &[]), plain::digest(&h, &all, &[]));
        }
    }
}

/// RFC 8452 appendix A: POLYVAL(H, X) = ByteReverse(GHASH(mulX_GHASH(ByteReverse(H)), ByteReverse(X)…)).
#[test]
fn polyval_as_ghash_of_reversed_blocks() {
    /// x in GHASH's order of bits.
    const X: u128 = 1 << 126;
    let mut random = Random::new(4);
    for length in (0..2000).step_by(23) {
        let h: [u8; 16] = random.array();
        let data = random.bytes(length);
        let mut blocks = data.clone();
        blocks.resize(length.next_multiple_of(16), 0);
        blocks.extend([0; 8]);
        blocks.extend((8 * length as u64).to_le_bytes());
        let ghash_h = plain::multiply(u128::from_le_bytes(h), X);
        let expected = blocks
            .chunks(16)
            .fold(0, |y, block| plain::multiply(y ^ u128::from_le_bytes(block.try_into().unwrap()), ghash_h));
        assert_eq!(PolyvalKey::new(&h).digest(&[], &data), expected.to_le_bytes(), "{length} bytes");
    }
}

/// The Galois/Counter Mode of Operation (McGrew, Viega), test cases 13 and 14.
#[test]
fn test_cases_13_and_14() {
    let gcm = Gcm::new(&[0; 32]);
    assert_eq!(gcm.seal(&[0; 12], &[], &mut []), hex_array("530f8afbc74536b9a963b4f1c4cb738b"));
    let mut block = [0; 16];
    assert_eq!(gcm.seal(&[0; 12], &[], &mut block), hex_array("d0d1c8a799996bf0265b98b5d48ab919"));
    assert_eq!(block, hex_array("cea7403d4d606b6e074ec5d3baf39d18"));
}

fn compare(random: &mut Random, aad: usize, length: usize) {
    let (key, nonce): ([u8; 32], [u8; 12]) = (random.array(), random.array());
    let (aad, plaintext) = (random.bytes(aad), random.bytes(length));
    let expected = Aes256Gcm::new(&key.into()).encrypt(&nonce.into(), Payload { msg: &plaintext, aad: &aad }).unwrap();
    let gcm = Gcm::new(&key);
    let mut data = plaintext.clone();
    let tag = gcm.seal(&nonce, &aad, &mut data);
    assert_eq!([&data[..], &tag].concat(), expected, "{} and {length} bytes", aad.len());
    assert!(gcm.open(&nonce, &aad, &mut data, &tag));
    assert_eq!(data, plaintext);
}

#[test]
fn as_the_crate_aes_gcm_does() {
    let mut random = Random::new(5);
    for _ in 0..300 {
        let (aad, length) = (random.below(5001), random.below(5001));
        compare(&mut random, aad, length);
    }
    for length in 0..300 {
        compare(&mut random, 0, length);
        compare(&mut random, length, 32);
    }
    compare(&mut random, 0, 70_000);
    compare(&mut random, 70_000, 20);
}

#[test]
fn tampering_is_refused_and_changes_nothing() {
    let mut random = Random::new(6);
    let gcm = Gcm::new(&random.array());
    let (nonce, aad, mut data): ([u8; 12], [u8; 20], [u8; 60]) = (random.array(), random.array(), random.array());
    let tag = gcm.seal(&nonce, &aad, &mut data);
    let sealed = [&nonce[..], &aad, &data, &tag].concat();
    for bit in 0..8 * sealed.len() {
        let mut changed = sealed.clone();
        changed[bit / 8] ^= 1 << (bit % 8);
        let (nonce, rest) = changed.split_first_chunk::<12>().unwrap();
        let (rest, tag) = rest.split_last_chunk::<16>().unwrap();
        let (aad, data) = rest.split_at(20);
        let mut opened = data.to_vec();
        assert!(!gcm.open(nonce, aad, &mut opened, tag), "bit {bit}");
        assert_eq!(opened, data, "bit {bit}");
    }
    let mut shorter = data[..59].to_vec();
    assert!(!gcm.open(&nonce, &aad, &mut shorter, &tag));
    assert!(!gcm.open(&nonce, &aad[..19], &mut data, &tag));
    assert!(!Gcm::new(&random.array()).open(&nonce, &aad, &mut data, &tag));
    assert!(gcm.open(&nonce, &aad, &mut data, &tag));
}
