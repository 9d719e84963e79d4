//! AES-KW against RFC 3394 §4, both against the crate `aes-kw`, lengths, and tampering.
//!
//! RFC 5649 §6 has vectors for a KEK of 192 bits only.

use crate::common::{Random, hex};
use aes_kw::{
    KeyInit, KwAes256, KwpAes256,
    aes::{Aes256, cipher::BlockCipherEncrypt},
};
use fedzk_keystore::kw::Kek;
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

/// RFC 3394 §4.3, §4.5 and §4.6.
#[test]
fn rfc3394_vectors() {
    let kek = Kek::new(&core::array::from_fn(|i| i as u8));
    for (key, wrapped) in [
        ("00112233445566778899aabbccddeeff", "64e8c3f9ce0f5ba2 63e9777905818a2a 93c8191e7d6e8ae7"),
        (
            "00112233445566778899aabbccddeeff0001020304050607",
            "a8f9bc1612c68b3f f6e6f4fbe30e71e4 769c8b80a32cb895 8cd5d17d6b254da1",
        ),
        (
            "00112233445566778899aabbccddeeff000102030405060708090a0b0c0d0e0f",
            "28c9f404c4b810f4 cbccb35cfb87f826 3f5786e2d80ed326 cbc7f0e71a99f43b fb988b9b7a02dd21",
        ),
    ] {
        let (key, wrapped) = (hex(key), hex(wrapped));
        let (mut out, mut back) = (vec![0; wrapped.len()], vec![0; key.len()]);
        assert!(kek.wrap(&key, &mut out));
        assert_eq!(out, wrapped);
        assert!(kek.unwrap(&wrapped, &mut back));
        assert_eq!(back, key);
    }
}

#[test]
fn as_the_crate_aes_kw_does() {
    let mut random = Random::new(10);
    for length in 1..400 {
        let kek: [u8; 32] = random.array();
        let key = random.bytes(length);
        let ours = Kek::new(&kek);
        let (mut expected, mut out) = ([0; 512], [0xee; 512]);

        let wrapped = KwpAes256::new(&kek.into()).wrap_key(&key, &mut expected).unwrap();
        let out = &mut out[..wrapped.len()];
        assert!(ours.wrap_padded(&key, out));
        assert_eq!(out, wrapped, "{length} bytes");
        let mut back = vec![0xee; wrapped.len() - 8];
        assert_eq!(ours.unwrap_padded(wrapped, &mut back), Some(length));
        assert_eq!(back[..length], key);
        assert!(back[length..].iter().all(|byte| *byte == 0));

        if length % 8 == 0 && length >= 16 {
            let wrapped = KwAes256::new(&kek.into()).wrap_key(&key, &mut expected).unwrap();
            assert!(ours.wrap(&key, out));
            assert_eq!(out, wrapped, "{length} bytes");
            assert!(ours.unwrap(wrapped, &mut back));
            assert_eq!(back, key);
        }
    }
}

#[test]
fn tampering_is_refused_and_leaves_zeros() {
    let mut random = Random::new(11);
    let kek = Kek::new(&random.array());
    for length in [1, 7, 8, 9, 15, 16, 21, 40] {
        let key = random.bytes(length);
        let mut wrapped = vec![0; length.next_multiple_of(8) + 8];
        assert!(kek.wrap_padded(&key, &mut wrapped));
        let mut out = vec![0xee; wrapped.len() - 8];
        for bit in 0..8 * wrapped.len() {
            wrapped[bit / 8] ^= 1 << (bit % 8);
            out.fill(0xee);
            assert_eq!(kek.unwrap_padded(&wrapped, &mut out), None, "bit {bit} of {length} bytes");
            assert!(out.iter().all(|byte| *byte == 0));
            wrapped[bit / 8] ^= 1 << (bit % 8);
        }
        assert_eq!(Kek::new(&[7; 32]).unwrap_padded(&wrapped, &mut out), None);
        assert_eq!(kek.unwrap_padded(&wrapped, &mut out), Some(length));
        if wrapped.len() >= 24 {
            assert!(!kek.unwrap(&wrapped, &mut out), "padded, taken for not padded");
        }
    }
    let key = random.bytes(32);
    let (mut wrapped, mut out) = ([0; 40], [0xee; 32]);
    assert!(kek.wrap(&key, &mut wrapped));
    for bit in 0..8 * wrapped.len() {
        wrapped[bit / 8] ^= 1 << (bit % 8);
        out.fill(0xee);
        assert!(!kek.unwrap(&wrapped, &mut out), "bit {bit}");
        assert_eq!(out, [0; 32]);
        wrapped[bit / 8] ^= 1 << (bit % 8);
    }
    assert_eq!(kek.unwrap_padded(&wrapped, &mut out), None, "not padded, taken for padded");
    assert!(kek.unwrap(&wrapped, &mut out));
}

/// Each check of RFC 5649 §3 on its own: words of two blocks, made with the cipher.
#[test]
fn wrong_lengths_and_padding_are_refused() {
    let kek = [5; 32];
    let unwrap = |constant: u32, length: u32, padded: [u8; 8]| {
        let mut block = [0; 16];
        block[..4].copy_from_slice(&constant.to_be_bytes());
        block[4..8].copy_from_slice(&length.to_be_bytes());
        block[8..].copy_from_slice(&padded);
        let mut block = block.into();
        Aes256::new(&kek.into()).encrypt_block(&mut block);
        Kek::new(&kek).unwrap_padded(&block, &mut [0; 8])
    };
    for length in 1..=8 {
        for last in 0..8 {
            let mut padded = [0; 8];
            padded[last] = 1;
            let expected = (last < length).then_some(length);
            assert_eq!(unwrap(0xa659_59a6, length as u32, padded), expected, "{length} bytes, {last} not 0");
        }
        assert_eq!(unwrap(0xa659_59a6, length as u32, [0; 8]), Some(length));
        for bit in 0..32 {
            assert_eq!(unwrap(0xa659_59a6 ^ 1 << bit, length as u32, [0; 8]), None);
        }
    }
    for length in [0, 9, 10, 16, 17, 0x8000_0000, 0x8000_0008, u32::MAX, u32::MAX - 7] {
        assert_eq!(unwrap(0xa659_59a6, length, [0; 8]), None, "{length} bytes");
    }
}

#[test]
fn other_lengths_are_refused() {
    let kek = Kek::new(&[6; 32]);
    let (zeros, mut out) = ([0; 64], [0xee; 64]);
    for length in 0..56 {
        for room in 0..64 {
            let (input, out) = (&zeros[..length], &mut out[..room]);
            let words = length % 8 == 0;
            if !(words && length >= 16 && room == length + 8) {
                assert!(!kek.wrap(input, out), "wrap {length} to {room}");
            }
            if !(length > 0 && room == length.next_multiple_of(8) + 8) {
                assert!(!kek.wrap_padded(input, out), "wrap padded {length} to {room}");
            }
            if !(words && length >= 24 && room + 8 == length) {
                assert!(!kek.unwrap(input, out), "unwrap {length} to {room}");
            }
            if !(words && length >= 16 && room + 8 == length) {
                assert_eq!(kek.unwrap_padded(input, out), None, "unwrap padded {length} to {room}");
            }
        }
    }
    assert_eq!(out, [0xee; 64], "written to, although refused");
}
