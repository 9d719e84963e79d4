//! The tower field's tables recomputed, and AES-256 against FIPS 197 and the crate `aes`.

use crate::common::{Random, hex_array};
use aes::{
    Aes256,
    cipher::{BlockCipherDecrypt, BlockCipherEncrypt, KeyInit},
};
use fedzk_keystore::{aes::Aes, lanes::V, tower};
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

fn bytes(v: V) -> [u8; 16] {
    let mut bytes = [0; 16];
    v.store(&mut bytes);
    bytes
}

/// a·b modulo x⁸ + x⁴ + x³ + x + 1, by FIPS 197 §4.2.
fn aes_product(a: u8, b: u8) -> u8 {
    (0..8).rev().fold(0, |sum, i| tower::double(sum) ^ if b >> i & 1 == 1 { a } else { 0 })
}

/// §5.1.1, bit by bit.
fn s_box(byte: u8) -> u8 {
    let inverse = (0..=255).find(|&other| aes_product(byte, other) == 1).unwrap_or(0);
    let bit = |i: u32| inverse >> (i % 8) & 1;
    (0..8).fold(0, |sum, i| sum | (bit(i) ^ bit(i + 4) ^ bit(i + 5) ^ bit(i + 6) ^ bit(i + 7)) << i) ^ 0x63
}

#[test]
fn sixteen_elements_are_a_field() {
    for a in 0..16 {
        assert_eq!(tower::mul4(a, 1), a);
        assert_eq!(tower::mul4(a, tower::inv4(a)), u8::from(a != 0));
        assert_ne!(tower::mul4(a, a) ^ a ^ tower::C, 0, "u² + u + C has a root");
        for b in 0..16 {
            assert_eq!(tower::mul4(a, b), tower::mul4(b, a));
        }
    }
    assert_eq!((tower::mul4(8, 2), tower::mul4(tower::A, tower::C)), (3, 1));
}

#[test]
fn the_tower_is_the_field_of_aes() {
    for a in 0..=255 {
        assert_eq!(tower::to_aes(tower::from_aes(a)), a);
        assert_eq!(tower::inverse_affine(tower::affine(a)), a);
        for b in 0..=255 {
            let product = tower::mul8(tower::from_aes(a), tower::from_aes(b));
            assert_eq!(tower::to_aes(product), aes_product(a, b), "{a} times {b}");
            assert_eq!(tower::from_aes(a) ^ tower::from_aes(b), tower::from_aes(a ^ b));
        }
    }
}

/// Two tables, and what they make of a byte.
type Tables = ([V; 2], fn(u8) -> u8);

#[test]
fn tables_hold_their_formulas() {
    use tower::{from_aes, to_aes};
    let linear: [Tables; 5] = [
        (tower::FROM_AES, from_aes),
        (tower::TO_AES, to_aes),
        (tower::UNAFFINE, |n| from_aes(tower::inverse_affine(to_aes(n)))),
        (tower::UNAFFINE_FROM_AES, |n| from_aes(tower::inverse_affine(n))),
        (tower::DOUBLE, |n| from_aes(aes_product(to_aes(n), 2))),
    ];
    let of_inverse: [Tables; 4] = [
        (tower::SUB, |n| from_aes(s_box(to_aes(n)) ^ 0x63)),
        (tower::SUB_DOUBLED, |n| from_aes(aes_product(s_box(to_aes(n)) ^ 0x63, 2))),
        (tower::SUB_TO_AES, |n| s_box(to_aes(n)) ^ 0x63),
        (tower::INVERSE, |n| from_aes((0..=255).find(|&m| aes_product(to_aes(n), m) == 1).unwrap_or(0))),
    ];
    let (reciprocal, a_over) = (bytes(tower::RECIPROCAL), bytes(tower::A_OVER));
    assert_eq!((reciprocal[0], a_over[0]), (0x80, 0x80));
    let at = |table: V, n: u8| if n < 16 { bytes(table)[n as usize] } else { 0 };
    for n in 0..=255u8 {
        let (i, k) = (n >> 4, n & 15);
        for (which, (table, formula)) in linear.iter().enumerate() {
            assert_eq!(at(table[0], k) ^ at(table[1], i), formula(n), "linear table {which} at {n}");
        }
        let j = i ^ k;
        let io = at(tower::RECIPROCAL, reciprocal[i as usize] ^ a_over[k as usize]);
        let io = if reciprocal[i as usize] ^ a_over[k as usize] == 0 { 0x80 } else { io } ^ j;
        let jo = at(tower::RECIPROCAL, reciprocal[j as usize] ^ a_over[k as usize]);
        let jo = if reciprocal[j as usize] ^ a_over[k as usize] == 0 { 0x80 } else { jo } ^ i;
        for (which, (table, formula)) in of_inverse.iter().enumerate() {
            assert_eq!(at(table[0], io) ^ at(table[1], jo), formula(n), "table of the inverse {which} at {n}");
        }
    }
}

/// FIPS 197 appendix C.3.
#[test]
fn fips197() {
    let aes = Aes::new(&core::array::from_fn(|i| i as u8));
    let plaintext = hex_array("00112233445566778899aabbccddeeff");
    let ciphertext = hex_array("8ea2b7ca516745bfeafc49904b496089");
    assert_eq!(bytes(aes.encrypt(V::load(&plaintext))), ciphertext);
    assert_eq!(bytes(aes.decrypt(V::load(&ciphertext))), plaintext);
}

#[test]
fn as_the_crate_aes_does() {
    let mut random = Random::new(1);
    for _ in 0..1000 {
        let key = random.array();
        let (ours, theirs) = (Aes::new(&key), Aes256::new(&key.into()));
        let blocks: [[u8; 16]; 4] = core::array::from_fn(|_| random.array());
        let expected = blocks.map(|block| {
            let mut block = block.into();
            theirs.encrypt_block(&mut block);
            block.into()
        });
        assert_eq!(ours.encrypt_each(blocks.map(|block| V::load(&block))).map(bytes), expected);
        for (block, expected) in blocks.iter().zip(&expected) {
            assert_eq!(bytes(ours.encrypt(V::load(block))), *expected);
            assert_eq!(bytes(ours.decrypt(V::load(expected))), *block);
            let mut decrypted = (*block).into();
            theirs.decrypt_block(&mut decrypted);
            assert_eq!(bytes(ours.decrypt(V::load(block))), <[u8; 16]>::from(decrypted));
        }
    }
}
