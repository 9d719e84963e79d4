//! SHA-256 against the crate `sha2`, HMAC against RFC 4231, HKDF against RFC 5869, PBKDF2 against RFC 7914 §11.

use crate::common::{Random, hex};
use fedzk_keystore::hash::{Hmac, MAX_HKDF_BYTES, Sha256, hkdf, pbkdf2, sha256};
use sha2::Digest;
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

#[test]
fn as_the_crate_sha2_does() {
    let mut random = Random::new(12);
    let data = random.bytes(300);
    for length in 0..=data.len() {
        let expected: [u8; 32] = sha2::Sha256::digest(&data[..length]).into();
        assert_eq!(sha256(&data[..length]), expected, "{length} bytes");
        let mut hash = Sha256::default();
        let mut rest = &data[..length];
        while !rest.is_empty() {
            let (part, others) = rest.split_at(random.below(rest.len() + 1));
            hash.update(part);
            rest = others;
        }
        assert_eq!(hash.finish(), expected, "{length} bytes in parts");
    }
}

/// RFC 4231 §4.2 to §4.8.
#[test]
fn rfc4231_vectors() {
    let data = |byte: u8, count: usize| vec![byte; count];
    let cases: [(Vec<u8>, Vec<u8>, &str); 7] = [
        (data(0x0b, 20), b"Hi There".to_vec(), "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"),
        (
            b"Jefe".to_vec(),
            b"what do ya want for nothing?".to_vec(),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843",
        ),
        (data(0xaa, 20), data(0xdd, 50), "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe"),
        ((1..=25).collect(), data(0xcd, 50), "82558a389a443c0ea4cc819899f2083a85f0faa3e578f8077a2e3ff46729665b"),
        (data(0x0c, 20), b"Test With Truncation".to_vec(), "a3b6167473100ee06e0c796c2955552b"),
        (
            data(0xaa, 131),
            b"Test Using Larger Than Block-Size Key - Hash Key First".to_vec(),
            "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54",
        ),
        (
            data(0xaa, 131),
            b"This is a test using a larger than block-size key and a larger than block-size data. The key needs to \
              be hashed before being used by the HMAC algorithm."
                .to_vec(),
            "9b09ffa71b942fcb27635fbcd5b0e944bfdc63644f0713938a7f51535c3a35e2",
        ),
    ];
    for (key, message, expected) in cases {
        let expected = hex(expected);
        let hmac = Hmac::new(&key);
        assert_eq!(hmac.mac(&[&message])[..expected.len()], expected);
        let (a, b) = message.split_at(message.len() / 3);
        assert_eq!(hmac.mac(&[a, &[], b])[..expected.len()], expected);
    }
}

/// RFC 5869 A.1 to A.3.
#[test]
fn rfc5869_vectors() {
    for (key, salt, info, expected) in [
        (
            vec![0x0b; 22],
            (0..=0x0c).collect(),
            (0xf0..=0xf9).collect(),
            "3cb25f25faacd57a90434f64d0362f2a 2d2d0a90cf1a5a4c5db02d56ecc4c5bf 34007208d5b887185865",
        ),
        (
            (0..=0x4f).collect(),
            (0x60..=0xaf).collect(),
            (0xb0..=0xff).collect(),
            "b11e398dc80327a1c8e7f78c596a4934 4f012eda2d4efad8a050cc4c19afa97c 59045a99cac7827271cb41c65e590e09
             da3275600c2f09b8367793a9aca3db71 cc30c58179ec3e87c14c01d5c1f3434f 1d87",
        ),
        (
            vec![0x0b; 22],
            Vec::new(),
            Vec::<u8>::new(),
            "8da4e775a563c18f715f802a063c5a31 b8a11f5c5ee1879ec3454e5f3c738d2d 9d201395faa4b61a96c8",
        ),
    ] {
        let expected = hex(expected);
        let mut out = vec![0; expected.len()];
        assert!(hkdf(&key, &salt, &[&info], &mut out));
        assert_eq!(out, expected);
        let (a, b) = info.split_at(info.len() / 2);
        assert!(hkdf(&key, &salt, &[a, b], &mut out));
        assert_eq!(out, expected);
    }
}

#[test]
fn hkdf_expands_to_its_limit() {
    let mut longest = vec![0; MAX_HKDF_BYTES];
    assert!(hkdf(b"key", b"salt", &[b"info"], &mut longest));
    let hmac = Hmac::new(&Hmac::new(b"salt").mac(&[b"key"]));
    let last = hmac.mac(&[&longest[MAX_HKDF_BYTES - 64..MAX_HKDF_BYTES - 32], b"info", &[255]]);
    assert_eq!(longest[MAX_HKDF_BYTES - 32..], last);
    for length in [0, 1, 31, 33, 1000] {
        let mut shorter = vec![0; length];
        assert!(hkdf(b"key", b"salt", &[b"info"], &mut shorter));
        assert_eq!(shorter, longest[..length]);
    }
    let mut too_long = vec![0xee; MAX_HKDF_BYTES + 1];
    assert!(!hkdf(b"key", b"salt", &[b"info"], &mut too_long));
    assert!(too_long.iter().all(|byte| *byte == 0xee));
}

/// RFC 7914 §11.
#[test]
fn rfc7914_vectors() {
    for (password, salt, iterations, expected) in [
        (
            "passwd",
            "salt",
            1,
            "55ac046e56e3089fec1691c22544b605 f94185216dde0465e68b9d57c20dacbc
             49ca9cccf179b645991664b39d77ef31 7c71b845b1e30bd509112041d3a19783",
        ),
        (
            "Password",
            "NaCl",
            80_000,
            "4ddcd8f60b98be21830cee5ef22701f9 641a4418d04c0414aeff08876b34ab56
             a1d425a1225833549adb841b51c9b317 6a272bdebba1d078478f62b397f33c8d",
        ),
    ] {
        let expected = hex(expected);
        let mut out = vec![0; expected.len()];
        assert!(pbkdf2(password.as_bytes(), salt.as_bytes(), iterations, &mut out));
        assert_eq!(out, expected);
        let mut shorter = vec![0; 45];
        assert!(pbkdf2(password.as_bytes(), salt.as_bytes(), iterations, &mut shorter));
        assert_eq!(shorter, expected[..45]);
    }
}

#[test]
fn pbkdf2_is_its_formula() {
    for iterations in [1, 2, 3, 10] {
        for password in [&b""[..], b"password", &[7; 100]] {
            let hmac = Hmac::new(password);
            let mut u = hmac.mac(&[b"salt", &[0, 0, 0, 1]]);
            let mut expected = u;
            for _ in 1..iterations {
                u = hmac.mac(&[&u]);
                expected.iter_mut().zip(&u).for_each(|(sum, byte)| *sum ^= byte);
            }
            let mut out = [0; 32];
            assert!(pbkdf2(password, b"salt", iterations, &mut out));
            assert_eq!(out, expected);
        }
    }
    assert!(!pbkdf2(b"password", b"salt", 0, &mut [0; 32]));
}
