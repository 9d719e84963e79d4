//! Proofs of 192 bytes, A and C compressed: one encoding a point, and a status for every other.
#![allow(missing_docs, clippy::unwrap_used)]

mod common;

use common::{Case, Key, Proof, all, outside_subgroup, p, signal_bytes, update_slice, with_bytes, with_word, word_at};
use fedzk_groth16::{ProofFormat, Status};
use num_bigint::BigUint;
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

/// Where A and C stand.
const COMPRESSED: [usize; 2] = [0, 160];
const FLAGS: u8 = 0b1100_0000;

fn short(case: &Case) -> Vec<u8> {
    Proof::read(&case.proof).unwrap().write(ProofFormat::Fedzk)
}

fn status_of(read: Result<Proof, Status>) -> Status {
    read.err().unwrap_or(Status::Ok)
}

fn read(proof: &[u8]) -> Status {
    status_of(Proof::read(proof))
}

#[test]
fn layout() {
    for case in all() {
        let short = short(&case);
        let half = p() / 2u32;
        assert_eq!(short[32..160], case.proof[64..192], "B as it was");
        for (at, x) in COMPRESSED.into_iter().zip([0, 6]) {
            let mut plain = short[at..at + 32].to_vec();
            plain[0] &= !FLAGS;
            assert_eq!(plain, case.proof[32 * x..32 * (x + 1)]);
            let larger = word_at(&case.proof, x + 1) > half;
            assert_eq!(short[at] & FLAGS, if larger { 0b1100_0000 } else { 0b1000_0000 });
        }
    }
}

#[test]
fn flags() {
    for case in all() {
        let key = Key::read(&case.key).unwrap();
        let proof = short(&case);
        for at in COMPRESSED {
            for flags in 0..4 {
                let byte = proof[at] & !FLAGS | flags << 6;
                let status = key.verify(&with_bytes(&proof, at, &[byte]), &signal_bytes(&case.signals));
                let expected = match flags {
                    2 | 3 if byte == proof[at] => Status::Ok,
                    2 | 3 => Status::Equation, // the opposite point
                    _ => Status::MalformedProof,
                };
                assert_eq!(status, expected, "{}, flags {flags:02b}", case.name);
            }
        }
        // B has none.
        for flags in 1..4 {
            let flagged = with_bytes(&proof, 32, &[proof[32] | flags << 6]);
            assert_eq!(read(&flagged), Status::CoordinateRange);
        }
    }
}

#[test]
fn infinity() {
    let proof = short(&update_slice()[0]);
    for at in COMPRESSED {
        let mut infinity = [0; 32];
        assert_eq!(read(&with_bytes(&proof, at, &infinity)), Status::MalformedProof);
        infinity[0] = 0b0100_0000;
        assert_eq!(read(&with_bytes(&proof, at, &infinity)), Status::Infinity);
        for (byte, bit) in [(31, 1), (0, 0b0010_0000), (16, 0x80)] {
            let mut other = infinity;
            other[byte] |= bit;
            assert_eq!(read(&with_bytes(&proof, at, &other)), Status::MalformedProof);
        }
    }
    assert_eq!(read(&with_bytes(&proof, 32, &[0; 128])), Status::Infinity);
    assert_eq!(read(&[0; 192]), Status::MalformedProof);
}

#[test]
fn coordinates_not_below_p() {
    let limit = BigUint::from(1u32) << 254;
    for case in all() {
        let proof = short(&case);
        for at in COMPRESSED {
            let flags = proof[at] & FLAGS;
            let mut x = word_at(&proof, at / 32) % &limit;
            x += p();
            // x + p fits beside the flags only where x is small; p, and all ones, always.
            for other in [x, p(), p() + 1u32, &limit - 1u32].iter().filter(|x| **x < limit) {
                let mut bytes = with_word(&proof, at / 32, other);
                bytes[at] |= flags;
                assert_eq!(read(&bytes), Status::CoordinateRange, "{}", case.name);
            }
        }
        for i in 1..5 {
            let alias = with_word(&proof, i, &(word_at(&proof, i) + p()));
            assert_eq!(read(&alias), Status::CoordinateRange);
            assert_eq!(read(&with_word(&proof, i, &p())), Status::CoordinateRange);
        }
    }
}

#[test]
fn points_that_are_none() {
    for case in all() {
        let proof = short(&case);
        // No point of the curve has x = 0 (3 is no square) or x = 4 (67 isn't); gnark's file has more.
        for at in COMPRESSED {
            for x in [0u32, 4] {
                let mut bytes = with_word(&proof, at / 32, &x.into());
                bytes[at] |= 0b1000_0000;
                assert_eq!(read(&bytes), Status::NotOnCurve, "x = {x}");
            }
        }
        for i in [3, 4] {
            let next = (word_at(&proof, i) + 1u32) % p();
            assert_eq!(read(&with_word(&proof, i, &next)), Status::NotOnCurve);
        }
        for point in outside_subgroup() {
            assert_eq!(read(&with_bytes(&proof, 32, &point)), Status::NotInSubgroup);
        }
    }
}

#[test]
fn lengths() {
    let proof = [short(&update_slice()[0]), vec![0; 64]].concat();
    for length in (0..proof.len()).filter(|length| ![192, 256].contains(length)) {
        assert_eq!(read(&proof[..length]), Status::MalformedProof);
    }
    assert_eq!(read(&proof[..192]), Status::Ok);
}
