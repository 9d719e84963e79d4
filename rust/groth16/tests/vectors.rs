//! `groth16/simulated.json`, `groth16/update-slice.json`, `semaphore/depth-16.json`: every proof verifies, in both
//! formats, and with a signal changed it doesn't.
#![allow(missing_docs, clippy::unwrap_used)]

mod common;

use common::{Case, Key, Proof, all, r, semaphore, signal_bytes, simulated, update_slice};
use fedzk_curves::bn254::Bn254;
use fedzk_groth16::{ProofFormat, Status, status};
use num_bigint::BigUint;
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

fn verify_all(cases: &[Case], count: usize) {
    assert_eq!(cases.len(), count);
    for Case { name, key, proof, signals } in cases {
        let key = Key::read(key).unwrap_or_else(|e| panic!("{name}: {e:?}"));
        assert_eq!(key.n_public(), signals.len());
        assert_eq!(proof.len(), 256);
        assert_eq!(key.verify(proof, &signal_bytes(signals)), Status::Ok, "{name}");
        // Both formats, there and back.
        let read = Proof::read(proof).unwrap();
        assert_eq!(read.write(ProofFormat::Uncompressed), *proof);
        let short = read.write(ProofFormat::Fedzk);
        assert_eq!(short.len(), 192);
        assert_eq!(key.verify(&short, &signal_bytes(signals)), Status::Ok, "{name}");
        let again = Proof::read(&short).unwrap();
        assert_eq!(again.write(ProofFormat::Fedzk), short);
        assert_eq!(again.write(ProofFormat::Uncompressed), *proof, "{name}");
    }
}

#[test]
fn simulated_proofs() {
    verify_all(&simulated(), 29);
}

#[test]
fn update_slice_proofs() {
    verify_all(&update_slice(), 5);
}

#[test]
fn semaphore_proofs() {
    verify_all(&semaphore(), 3);
}

/// Every signal one more and one less modulo r.
#[test]
fn signals_one_off() {
    for Case { name, key, proof, signals } in all() {
        let key = Key::read(&key).unwrap();
        for i in 0..signals.len() {
            for step in [BigUint::from(1u32), r() - 1u32] {
                let mut other = signals.clone();
                other[i] = (&other[i] + step) % r();
                let status = key.verify(&proof, &signal_bytes(&other));
                assert_eq!(status, Status::Equation, "{name}, signal {i}");
            }
        }
    }
}

/// Every signal plus each multiple of r that 32 bytes hold, r itself, and the largest integer of 32 bytes.
#[test]
fn signals_not_below_r() {
    let limit = BigUint::from(1u32) << 256;
    for Case { name, key, proof, signals } in all() {
        let key = Key::read(&key).unwrap();
        for i in 0..signals.len() {
            let aliases = (1u32..6).map(|k| &signals[i] + r() * k).filter(|s| *s < limit);
            let mut tried = 0;
            for other in aliases.chain([r(), r() + 1u32, &limit - 1u32]) {
                let mut changed = signals.clone();
                changed[i] = other;
                let status = key.verify(&proof, &signal_bytes(&changed));
                assert_eq!(status, Status::SignalRange, "{name}, signal {i}");
                tried += 1;
            }
            assert!(tried >= 7);
        }
    }
}

#[test]
fn signals_too_few_or_many() {
    for Case { name, key, proof, signals } in all() {
        let key = Key::read(&key).unwrap();
        let bytes = signal_bytes(&signals);
        let zero = [0; 32];
        let mut counts = vec![[&bytes[..], &zero].concat(), [&zero, &bytes[..]].concat()];
        counts.push([&bytes[..], &bytes, &zero].concat());
        if !signals.is_empty() {
            counts.extend([bytes[32..].to_vec(), bytes[..bytes.len() - 32].to_vec(), vec![]]);
        }
        for other in counts {
            assert_eq!(key.verify(&proof, &other), Status::SignalCount, "{name}");
        }
        for extra in [1, 31] {
            let longer = [&bytes[..], &zero[..extra]].concat();
            assert_eq!(key.verify(&proof, &longer), Status::MalformedSignals, "{name}");
            if let Some(length) = bytes.len().checked_sub(extra) {
                let status = key.verify(&proof, &bytes[..length]);
                assert_eq!(status, Status::MalformedSignals, "{name}");
            }
        }
    }
}

/// A missing trailing signal isn't read as 0.
#[test]
fn a_trailing_zero_is_not_optional() {
    let case = |c: &Case| c.signals.last() == Some(&BigUint::ZERO);
    let cases: Vec<_> = all().into_iter().filter(case).collect();
    assert!(!cases.is_empty());
    for Case { key, proof, signals, .. } in cases {
        let bytes = signal_bytes(&signals[..signals.len() - 1]);
        assert_eq!(Key::read(&key).unwrap().verify(&proof, &bytes), Status::SignalCount);
    }
}

#[test]
fn signals_swapped() {
    for Case { name, key, proof, mut signals } in [update_slice(), semaphore()].concat() {
        signals.swap(0, 1);
        let status = Key::read(&key).unwrap().verify(&proof, &signal_bytes(&signals));
        assert_eq!(status, Status::Equation, "{name}");
    }
}

/// A proof under another key: of another circuit, and of another set-up.
#[test]
fn another_key() {
    let (ours, theirs) = (update_slice(), semaphore());
    for (case, key) in [(&ours[0], &theirs[0].key), (&theirs[0], &ours[0].key)] {
        let key = Key::read(key).unwrap();
        let status = key.verify(&case.proof, &signal_bytes(&case.signals));
        assert_eq!(status, Status::Equation);
    }
}

#[test]
fn statuses() {
    let mut names: Vec<_> = status::ALL.iter().map(|(_, name)| *name).collect();
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), status::ALL.len());
    assert_eq!(status::ALL[Status::Equation as usize], (Status::Equation, "equation"));
    assert_eq!(Status::Ok as u32, 0);
}

#[test]
fn formats_by_length() {
    for length in 0..=300 {
        let format = ProofFormat::of_length::<Bn254>(length);
        let expected = match length {
            256 => Some(ProofFormat::Uncompressed),
            192 => Some(ProofFormat::Fedzk),
            _ => None,
        };
        assert_eq!(format, expected);
    }
}
