//! The committing seal: its vector, all flips of a bit, and two keys for one message.

use crate::common::{Random, hex};
use fedzk_keystore::{
    gcm::Gcm,
    hash::{Hmac, hkdf, sha256},
    seal::{OVERHEAD, open, open_in_place, seal, seal_hedged, seal_in_place},
    vault::Secret,
};
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

const CONTEXT: &[u8] = b"dek\0context";

fn sealed() -> [u8; 112] {
    let mut out = [0; 112];
    assert!(seal(&[1; 32], &[2; 32], CONTEXT, &[3; 32], &mut out));
    out
}

/// Made with node:crypto and opened with WebCrypto alone.
#[test]
fn vector() {
    let expected = [
        hex(&"02".repeat(32)),
        hex("69636f19a2ddf103fc2626f652f3c3186b9d3c23df6af8988cbe25d80d77b53e"),
        hex("705b844ca24e9475ff964b83aa4d796b006ef23dcb8024969151b371d4d1a3cc"),
        hex("b4138e7ab313f7309adfe34989d89af4"),
    ]
    .concat();
    assert_eq!(sealed()[..], expected);
    let mut plaintext = [0; 32];
    assert!(open(&[1; 32], CONTEXT, &expected, &mut plaintext));
    assert_eq!(plaintext, [3; 32]);
}

#[test]
fn every_flip_of_a_bit_is_refused() {
    let sealed = sealed();
    for bit in 0..8 * sealed.len() {
        let mut changed = sealed;
        changed[bit / 8] ^= 1 << (bit % 8);
        let before = changed;
        assert!(!open(&[1; 32], CONTEXT, &changed, &mut [0; 32]), "bit {bit}");
        assert!(!open_in_place(&[1; 32], CONTEXT, &mut changed), "bit {bit}");
        assert_eq!(changed, before);
    }
    for bit in 0..8 * CONTEXT.len() {
        let mut context = CONTEXT.to_vec();
        context[bit / 8] ^= 1 << (bit % 8);
        assert!(!open(&[1; 32], &context, &sealed, &mut [0; 32]), "bit {bit} of the context");
    }
    for bit in 0..256 {
        let mut key = [1; 32];
        key[bit / 8] ^= 1 << (bit % 8);
        assert!(!open(&key, CONTEXT, &sealed, &mut [0; 32]), "bit {bit} of the key");
    }
}

/// A ciphertext and tag that are right, under a commitment that isn't: GCM alone would open it.
#[test]
fn a_wrong_commitment_is_refused_although_the_tag_is_right() {
    let mut okm = [0; 64];
    assert!(hkdf(&[1; 32], &[2; 32], &[b"fedzk/keys/v1/cseal\0", &sha256(CONTEXT)], &mut okm));
    let mut forged = sealed();
    forged[32..64].fill(0);
    let (message, commitment) = okm.split_at(32);
    let (data, tag) = forged[64..].split_last_chunk::<16>().unwrap();
    assert!(Gcm::new(message.try_into().unwrap()).open(&[0; 12], CONTEXT, &mut data.to_vec(), tag));
    assert!(!open_in_place(&[1; 32], CONTEXT, &mut forged));
    forged[32..64].copy_from_slice(commitment);
    assert!(open_in_place(&[1; 32], CONTEXT, &mut forged));
}

/// A message with `random` from a generator that repeats itself.
fn hedged(key: &[u8], random: u8, context: &[u8], plaintext: &[u8]) -> Vec<u8> {
    let mut message = vec![random; 32];
    message.resize(64, 0);
    message.extend(plaintext);
    message.resize(message.len() + 16, 0);
    assert!(seal_hedged(key, context, &mut message));
    message
}

/// FORMAT.md, "Keys": HMAC-SHA256(key, label ‖ random ‖ SHA-256(context) ‖ SHA-256(plaintext)).
#[test]
fn a_hedged_salt_is_the_mac_of_random_bytes_context_and_message() {
    let (key, plaintext) = ([1; 32], [3; 32]);
    let sealed = hedged(&key, 7, CONTEXT, &plaintext);
    let parts: [&[u8]; 4] = [b"fedzk/keys/v1/salt\0", &[7; 32], &sha256(CONTEXT), &sha256(&plaintext)];
    let salt = Hmac::new(&key).mac(&parts);
    assert_eq!(sealed[..32], salt);
    let mut expected = vec![0; 32 + OVERHEAD];
    assert!(seal(&key, &salt, CONTEXT, &plaintext, &mut expected));
    assert_eq!(sealed, expected);
    let mut opened = [0; 32];
    assert!(open(&key, CONTEXT, &sealed, &mut opened));
    assert_eq!(opened, plaintext);
}

/// A change to any of them gives another salt, and so another key for the message.
#[test]
fn salts_do_not_repeat_where_random_bytes_do() {
    let base = hedged(&[1; 32], 7, CONTEXT, &[3; 32]);
    for other in [
        hedged(&[2; 32], 7, CONTEXT, &[3; 32]),
        hedged(&[1; 32], 8, CONTEXT, &[3; 32]),
        hedged(&[1; 32], 7, b"dek\0context!", &[3; 32]),
        hedged(&[1; 32], 7, CONTEXT, &[4; 32]),
    ] {
        assert_ne!(base[..32], other[..32]);
    }
}

#[test]
fn secrets_are_joined_in_order() {
    let (first, second) = (Secret::new(&[1, 2, 3]), Secret::new(&[4]));
    assert_eq!(first.join(&second).bytes(), [1, 2, 3, 4]);
    assert_eq!(second.join(&first).bytes(), [4, 1, 2, 3]);
}

#[test]
fn lengths() {
    let mut random = Random::new(13);
    for length in [0, 1, 15, 16, 17, 100, 1000, 5000] {
        let (key, salt) = (random.bytes(length % 70), random.array());
        let (context, plaintext) = (random.bytes(length / 3), random.bytes(length));
        let mut out = vec![0; length + OVERHEAD];
        assert!(seal(&key, &salt, &context, &plaintext, &mut out));
        let mut in_place = vec![0; 64];
        in_place[..32].copy_from_slice(&salt);
        in_place.extend(&plaintext);
        in_place.extend([0; 16]);
        assert!(seal_in_place(&key, &context, &mut in_place));
        assert_eq!(in_place, out);
        assert!(open_in_place(&key, &context, &mut in_place));
        assert_eq!(in_place[64..64 + length], plaintext);
        for wrong in
            [length.wrapping_sub(1), length + 1, 0].into_iter().filter(|&wrong| wrong != length && wrong < 6000)
        {
            assert!(!seal(&key, &salt, &context, &plaintext, &mut vec![0; wrong + OVERHEAD]));
            assert!(!open(&key, &context, &out, &mut vec![0; wrong]));
        }
        for end in 0..out.len() {
            assert!(!open_in_place(&key, &context, &mut out[..end].to_vec()), "cut at {end}");
            if end > 200 {
                break;
            }
        }
    }
    assert!(!seal_in_place(&[], &[], &mut [0; OVERHEAD - 1]));
    assert!(!open(&[], &[], &[0; OVERHEAD - 1], &mut []));
}
