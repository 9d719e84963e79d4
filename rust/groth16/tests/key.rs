//! Verification keys: what is read, and what can't stand in one.
#![allow(missing_docs, clippy::unwrap_used)]

mod common;

use common::{
    Key, all, outside_subgroup, p, semaphore, signal_bytes, simulated, update_slice, with_bytes, with_word, word_at,
};
use fedzk_groth16::{KeyError, Status};
use num_bigint::BigUint;
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

const HEADER: usize = 5;

fn error(bytes: &[u8]) -> KeyError {
    match Key::read(bytes) {
        Ok(_) => panic!("a key"),
        Err(error) => error,
    }
}

/// Start and length of each point: α, β, γ, δ, IC₀, …
fn places(key: &[u8]) -> Vec<(usize, usize)> {
    let ics = (key.len() - HEADER - 64 - 3 * 128) / 64;
    let lengths = [64, 128, 128, 128].into_iter().chain([64].repeat(ics));
    let mut at = HEADER;
    lengths
        .map(|length| {
            at += length;
            (at - length, length)
        })
        .collect()
}

/// Keys of 0, 1 and 4 signals; that of the largest once.
fn keys() -> Vec<Vec<u8>> {
    let mut keys = vec![update_slice().swap_remove(0).key, semaphore().swap_remove(0).key];
    keys.extend(simulated().into_iter().filter(|c| c.signals.len() < 3).map(|c| c.key));
    keys
}

/// SHA-256 by Python's hashlib.
#[test]
fn ids() {
    let hex = |key: &[u8]| -> String {
        let key = Key::read(key).unwrap();
        format!("{:064x}", BigUint::from_bytes_be(key.id()))
    };
    assert_eq!(hex(&semaphore()[0].key), "30d6872e54badfbc78482361d3f8dd9bc2ef1bdc9eb0110160be9b77700291ff");
    assert_eq!(hex(&simulated()[0].key), "8fb7d7e8c605665c174e1d6b47360f7aefaccd48509c15c3b919e0843d106239");
    for case in all() {
        assert_eq!(Key::read(&case.key).unwrap().n_public(), case.signals.len());
    }
}

#[test]
fn each_point_replaced() {
    let outside = outside_subgroup();
    for key in keys() {
        for (place, (at, length)) in places(&key).into_iter().enumerate() {
            let fails = |bytes: &[u8], status| {
                assert_eq!(error(bytes), KeyError::Point(place, status));
            };
            fails(&with_bytes(&key, at, &vec![0; length]), Status::Infinity);
            // Words of the key counted from behind the header.
            let (points, first, count) = (&key[HEADER..], (at - HEADER) / 32, length / 32);
            let changed = |i: usize, value: &BigUint| [&key[..HEADER], &with_word(points, first + i, value)].concat();
            for i in 0..count {
                fails(&changed(i, &p()), Status::CoordinateRange);
                let alias = word_at(points, first + i) + p();
                fails(&changed(i, &alias), Status::CoordinateRange);
                fails(&changed(i, &((BigUint::from(1u32) << 256) - 1u32)), Status::CoordinateRange);
            }
            let y = (word_at(points, first + count - 1) + 1u32) % p();
            fails(&changed(count - 1, &y), Status::NotOnCurve);
            fails(&changed(0, &((word_at(points, first) + 1u32) % p())), Status::NotOnCurve);
            for point in outside.iter().filter(|point| point.len() == length) {
                fails(&with_bytes(&key, at, point), Status::NotInSubgroup);
            }
        }
    }
}

/// Two bad points: the first in the order of the key is named.
#[test]
fn the_first_bad_point() {
    let key = &update_slice()[0].key;
    let places = places(key);
    for (i, j) in [(0, 1), (1, 3), (2, 4), (4, 8), (3, 8)] {
        let mut bad = key.clone();
        for place in [i, j] {
            let (at, length) = places[place];
            bad = with_bytes(&bad, at, &vec![0; length]);
        }
        assert_eq!(error(&bad), KeyError::Point(i, Status::Infinity));
    }
}

#[test]
fn headers() {
    for key in keys() {
        for curve in (0..=u8::MAX).filter(|curve| *curve != 1) {
            assert_eq!(error(&with_bytes(&key, 0, &[curve])), KeyError::Malformed);
        }
        let n = u32::from_be_bytes(key[1..5].try_into().unwrap());
        let wrong = [n + 1, n.wrapping_sub(1), n ^ 1 << 31, n << 8 | 0xff, u32::MAX, 1 << 26];
        for n in wrong {
            assert_eq!(error(&with_bytes(&key, 1, &n.to_be_bytes())), KeyError::Malformed);
        }
    }
}

#[test]
fn lengths() {
    for key in keys() {
        let padded = [&key[..], &[0; 128]].concat();
        for length in (0..padded.len()).filter(|length| *length != key.len()) {
            assert_eq!(error(&padded[..length]), KeyError::Malformed, "{length}");
        }
    }
    // No IC at all, which a header can't ask for.
    for n in [0, u32::MAX] {
        let without = [&[1], &n.to_be_bytes()[..], &[0; 64 + 3 * 128]].concat();
        assert_eq!(error(&without), KeyError::Malformed);
    }
}

/// A key with two points exchanged is a key, of other proofs.
#[test]
fn points_exchanged() {
    let case = &update_slice()[0];
    let places = places(&case.key);
    for (i, j) in [(1, 2), (2, 3), (0, 4), (4, 5), (5, 6)] {
        let [(a, length), (b, _)] = [places[i], places[j]];
        let swapped = with_bytes(&case.key, a, &case.key[b..b + length]);
        let swapped = with_bytes(&swapped, b, &case.key[a..a + length]);
        let key = Key::read(&swapped).unwrap();
        let status = key.verify(&case.proof, &signal_bytes(&case.signals));
        assert_eq!(status, Status::Equation, "{i} and {j}");
    }
}
