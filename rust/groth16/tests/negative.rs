//! `negative/*.json`, the tests that are in bytes: each is refused for its reason, or accepted.

use crate::common::{Negative, Vectors, negative};
use fedzk_groth16::{PreparedKey, status};
use std::collections::BTreeSet;

each_curve!(proofs_and_signals keys);

fn proofs_and_signals<S: Vectors>() {
    let [tests, _] = negative::<S>();
    for Negative { comment, key, proof, signals, status } in &tests {
        let key = PreparedKey::<S>::read_insecure(key).unwrap();
        assert_eq!(status::ALL[key.verify(proof, signals) as usize].1, status, "{comment}");
    }
    assert!(tests.len() > 200, "{}", tests.len());
    let statuses: BTreeSet<_> = tests.iter().map(|test| &test.status).collect();
    assert_eq!(statuses.len(), status::ALL.len());
}

fn keys<S: Vectors>() {
    let [_, tests] = negative::<S>();
    for Negative { comment, key, proof, signals, status } in &tests {
        let read = PreparedKey::<S>::read(key);
        assert_eq!(read.is_ok(), status == "ok", "{comment}");
        if let Ok(key) = read {
            assert_eq!(key.verify(proof, signals), status::Status::Ok, "{comment}");
        }
    }
    assert!(tests.len() > 15, "{}", tests.len());
}
