//! Proofs of `packages/vectors` with one thing changed: the status says which.
#![allow(missing_docs, clippy::unwrap_used)]

mod common;

use common::{
    Case, Key, Proof, all, outside_subgroup, p, semaphore, signal_bytes, simulated, update_slice, with_bytes,
    with_word, word_at,
};
use fedzk_groth16::{ProofFormat, Status};
use num_bigint::BigUint;
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

/// Where A, B and C stand in 256 bytes.
const POINTS: [std::ops::Range<usize>; 3] = [0..64, 64..192, 192..256];

struct Prepared {
    case: Case,
    key: Key,
}

impl Prepared {
    fn new(case: Case) -> Self {
        let key = Key::read(&case.key).unwrap();
        Self { case, key }
    }

    fn status(&self, proof: &[u8]) -> Status {
        self.key.verify(proof, &signal_bytes(&self.case.signals))
    }

    fn fails(&self, proof: &[u8], status: Status) {
        assert_eq!(self.status(proof), status, "{}", self.case.name);
    }
}

fn prepared(cases: Vec<Case>) -> impl Iterator<Item = Prepared> {
    cases.into_iter().map(Prepared::new)
}

#[test]
fn coordinates_not_below_p() {
    for case in prepared(all()) {
        let proof = &case.case.proof;
        for i in 0..8 {
            let limit = BigUint::from(1u32) << 256;
            let aliases = (1u32..6).map(|k| word_at(proof, i) + p() * k).filter(|c| *c < limit);
            for other in aliases.chain([p(), p() + 1u32, &limit - 1u32]) {
                case.fails(&with_word(proof, i, &other), Status::CoordinateRange);
            }
        }
    }
}

#[test]
fn points_at_infinity() {
    for case in prepared(all()) {
        for range in POINTS {
            let zeroed = with_bytes(&case.case.proof, range.start, &vec![0; range.len()]);
            case.fails(&zeroed, Status::Infinity);
        }
        case.fails(&[0; 256], Status::Infinity);
    }
}

#[test]
fn points_off_the_curve() {
    for case in prepared(all()) {
        let proof = &case.case.proof;
        // y + 1, and one coordinate 0: on neither curve (3 is no square, and neither order is even).
        for i in [1, 4, 5, 7] {
            let next = (word_at(proof, i) + 1u32) % p();
            case.fails(&with_word(proof, i, &next), Status::NotOnCurve);
        }
        for i in [0, 1, 6, 7] {
            case.fails(&with_word(proof, i, &BigUint::ZERO), Status::NotOnCurve);
        }
        // x and y, or the parts of B's coordinates, the other way round.
        for swap in [[0, 1], [2, 3], [4, 5], [6, 7]] {
            let [i, j] = swap.map(|i| word_at(proof, i));
            if i != j {
                let swapped = with_word(&with_word(proof, swap[0], &j), swap[1], &i);
                case.fails(&swapped, Status::NotOnCurve);
            }
        }
    }
}

#[test]
fn b_outside_the_subgroup() {
    let points = outside_subgroup();
    assert_eq!(points.len(), 10);
    for case in prepared(all()) {
        for point in &points {
            let proof = with_bytes(&case.case.proof, 64, point);
            case.fails(&proof, Status::NotInSubgroup);
        }
    }
}

/// A, B or C of another proof under the same key.
#[test]
fn points_of_other_proofs() {
    for cases in [update_slice(), semaphore()] {
        let cases: Vec<_> = prepared(cases).collect();
        for (i, case) in cases.iter().enumerate() {
            let other = &cases[(i + 1) % cases.len()].case.proof;
            for range in POINTS {
                let proof = with_bytes(&case.case.proof, range.start, &other[range.clone()]);
                case.fails(&proof, Status::Equation);
            }
            let (a, b, c) = (&other[..64], &other[64..192], &other[192..]);
            case.fails(&[c, b, a].concat(), Status::Equation);
            case.fails(other, Status::Equation);
        }
    }
}

#[test]
fn opposite_points() {
    for case in prepared(all()) {
        let Proof { a, b, c } = Proof::read(&case.case.proof).unwrap();
        let status = |a, b, c| case.status(&Proof { a, b, c }.write(ProofFormat::Uncompressed));
        let name = &case.case.name;
        // e(−A, −B) = e(A, B): two proofs for one statement, which whoever counts proofs must know.
        assert_eq!(status(-a, -b, c), Status::Ok, "{name}");
        assert_eq!(status(-a, b, c), Status::Equation, "{name}");
        assert_eq!(status(a, -b, c), Status::Equation, "{name}");
        assert_eq!(status(a, b, -c), Status::Equation, "{name}");
        assert_eq!(status(-a, -b, -c), Status::Equation, "{name}");
    }
}

/// Every bit of one proof in both formats, and one bit of every byte of the others: never valid.
#[test]
fn flipped_bits() {
    let all_bits = !cfg!(target_arch = "wasm32");
    for (i, case) in prepared([update_slice(), semaphore()].concat()).enumerate() {
        let short = Proof::read(&case.case.proof).unwrap().write(ProofFormat::Fedzk);
        for proof in [&case.case.proof, &short] {
            for at in 0..proof.len() {
                let bits = if i == 0 && all_bits { 0..8 } else { at as u32 % 8..at as u32 % 8 + 1 };
                for bit in bits {
                    let flipped = with_bytes(proof, at, &[proof[at] ^ 1 << bit]);
                    assert_ne!(case.status(&flipped), Status::Ok, "byte {at}, bit {bit}");
                }
            }
        }
    }
}

#[test]
fn lengths() {
    let case = Prepared::new(simulated().swap_remove(1));
    let proof = &case.case.proof;
    let padded = [&proof[..], &[0; 64]].concat();
    for length in [0, 1, 64, 128, 191, 193, 255, 257, 320] {
        case.fails(&padded[..length], Status::MalformedProof);
    }
    // 192 bytes of it are read as the other format.
    assert_ne!(case.status(&proof[..192]), Status::Ok);
}

/// What is wrong first is what is said: signals, then all coordinates, then A, C and B as points.
#[test]
fn order_of_checks() {
    let case = Prepared::new(simulated().swap_remove(1));
    let proof = &case.case.proof;
    let check = |proof: &[u8], signals: &[u8], status| {
        assert_eq!(case.key.verify(proof, signals), status);
    };
    let signals = signal_bytes(&case.case.signals);
    check(&[], &[0; 31], Status::MalformedSignals);
    check(&[], &[], Status::SignalCount);
    check(&[], &[0xff; 32], Status::SignalRange);
    check(&[], &signals, Status::MalformedProof);
    let a_off = with_word(proof, 1, &BigUint::ZERO);
    check(&with_word(&a_off, 7, &p()), &signals, Status::CoordinateRange);
    check(&with_bytes(&a_off, 192, &[0; 64]), &signals, Status::Infinity);
    let c_off = with_word(proof, 7, &BigUint::ZERO);
    let b_outside = with_bytes(&c_off, 64, &outside_subgroup()[0]);
    check(&b_outside, &signals, Status::NotOnCurve);
    check(&[0xff; 256], &signals, Status::CoordinateRange);
}
