//! `groth16/*.json`, `semaphore/depth-16.json`: every proof verifies, in all formats, and with a signal changed it doesn't.

use crate::common::{Case, Vectors, all, foreign, in_format, made, r, signal_bytes, simulated};
use fedzk_curves::{bls12_381::Bls12381, bn254::Bn254};
use fedzk_groth16::{PreparedKey, Proof, ProofFormat, Status, Suite, status};
use num_bigint::BigUint;
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

const FORMATS: [ProofFormat; 3] = [ProofFormat::Uncompressed, ProofFormat::Fedzk, ProofFormat::Compressed];

each_curve!(simulated_proofs made_proofs independent_provers another_signal signals_not_below_r signals_too_few_or_many
    a_trailing_zero_is_not_optional signals_swapped another_key);

fn verify_all<S: Vectors>(cases: &[Case]) {
    for Case { name, key, proof, signals } in cases {
        let key = PreparedKey::<S>::read_insecure(key).unwrap_or_else(|e| panic!("{name}: {e:?}"));
        assert_eq!(key.n_public(), signals.len());
        assert_eq!(key.verify(proof, &signal_bytes(signals)), Status::Ok, "{name}");
        // From and to all formats.
        let read = Proof::<S>::read(proof).unwrap();
        for format in FORMATS {
            let written = read.write(format);
            assert_eq!(written, in_format::<S>(proof, format), "{name}");
            assert_eq!(written.len(), format.proof_bytes::<S>());
            assert_eq!(key.verify(&written, &signal_bytes(signals)), Status::Ok, "{name}");
            let again = Proof::<S>::read(&written).unwrap();
            for other in FORMATS {
                assert_eq!(again.write(other), read.write(other), "{name}");
            }
        }
    }
}

fn simulated_proofs<S: Vectors>() {
    let cases = simulated::<S>();
    assert_eq!(cases.len(), if S::CURVE_ID == 1 { 29 } else { 33 });
    verify_all::<S>(&cases);
}

fn made_proofs<S: Vectors>() {
    let counts: Vec<_> = made::<S>().iter().map(Vec::len).collect();
    assert_eq!(counts, if S::CURVE_ID == 1 { vec![5, 3] } else { vec![2] });
    verify_all::<S>(&made::<S>().concat());
}

fn independent_provers<S: Vectors>() {
    let cases = foreign::<S>();
    let counts: Vec<_> = cases.iter().map(|case| case.signals.len()).collect();
    assert_eq!(counts, [4, 1, 4, 1]);
    verify_all::<S>(&cases);
}

fn another_signal<S: Vectors>() {
    let r = r::<S>();
    for Case { name, key, proof, signals } in all::<S>() {
        let key = PreparedKey::<S>::read_insecure(&key).unwrap();
        for i in 0..signals.len() {
            for step in [BigUint::from(1u32), &r - 1u32] {
                let mut other = signals.clone();
                other[i] = (&other[i] + step) % &r;
                let status = key.verify(&proof, &signal_bytes(&other));
                assert_eq!(status, Status::Equation, "{name}, signal {i}");
            }
        }
    }
}

/// Every signal plus each multiple of r that 32 bytes hold, r itself, and the largest integer of 32 bytes.
fn signals_not_below_r<S: Vectors>() {
    let (limit, r) = (BigUint::from(1u32) << 256, r::<S>());
    for Case { name, key, proof, signals } in all::<S>() {
        let key = PreparedKey::<S>::read_insecure(&key).unwrap();
        for i in 0..signals.len() {
            let aliases = (1u32..6).map(|k| &signals[i] + &r * k).filter(|s| *s < limit);
            let mut tried = 0u32;
            for other in aliases.chain([r.clone(), &r + 1u32, &limit - 1u32]) {
                let mut changed = signals.clone();
                changed[i] = other;
                let status = key.verify(&proof, &signal_bytes(&changed));
                assert_eq!(status, Status::SignalRange, "{name}, signal {i}");
                tried += 1;
            }
            assert!(BigUint::from(tried) >= &limit / &r + 2u32);
        }
    }
}

fn signals_too_few_or_many<S: Vectors>() {
    for Case { name, key, proof, signals } in all::<S>() {
        let key = PreparedKey::<S>::read_insecure(&key).unwrap();
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
fn a_trailing_zero_is_not_optional<S: Vectors>() {
    let case = |c: &Case| c.signals.last() == Some(&BigUint::ZERO);
    let cases: Vec<_> = all::<S>().into_iter().filter(case).collect();
    assert!(!cases.is_empty());
    for Case { key, proof, signals, .. } in cases {
        let bytes = signal_bytes(&signals[..signals.len() - 1]);
        assert_eq!(PreparedKey::<S>::read_insecure(&key).unwrap().verify(&proof, &bytes), Status::SignalCount);
    }
}

fn signals_swapped<S: Vectors>() {
    for Case { name, key, proof, mut signals } in made::<S>().concat() {
        signals.swap(0, 1);
        let status = PreparedKey::<S>::read_insecure(&key).unwrap().verify(&proof, &signal_bytes(&signals));
        assert_eq!(status, Status::Equation, "{name}");
    }
}

/// A proof under another key: of another circuit, and of another set-up.
fn another_key<S: Vectors>() {
    let mut cases: Vec<_> = made::<S>().into_iter().map(|mut cases| cases.swap_remove(0)).collect();
    cases.extend(simulated::<S>().into_iter().filter(|case| case.name == "nPublic 4"));
    assert_eq!(cases.len(), S::MADE.len() + 1);
    for (i, theirs) in cases.iter().enumerate() {
        let key = PreparedKey::<S>::read_insecure(&theirs.key).unwrap();
        for (_, ours) in cases.iter().enumerate().filter(|(j, _)| *j != i) {
            let status = key.verify(&ours.proof, &signal_bytes(&ours.signals));
            assert_eq!(status, Status::Equation);
        }
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
    fn only<S: Suite>(formats: &[(usize, ProofFormat)]) {
        for length in 0..=400 {
            let expected = formats.iter().find(|format| format.0 == length).map(|format| format.1);
            assert_eq!(ProofFormat::of_length::<S>(length), expected, "{length}");
        }
    }
    let [plain, fedzk, compressed] = FORMATS;
    only::<Bn254>(&[(256, plain), (192, fedzk), (128, compressed)]);
    only::<Bls12381>(&[(384, plain), (192, fedzk)]);
    assert_eq!(compressed.proof_bytes::<Bls12381>(), 192);
}
