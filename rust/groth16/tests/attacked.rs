//! Input that is almost right, from a seeded generator, against a slow second opinion: every status occurs, and only
//! proofs known to be valid are accepted. `SLOW=1` tests sixty times as many; `rust/fuzz` goes further.

use crate::attack::{Choices, Seeded, Slow, Subject, judge, mutate};
use crate::common::Vectors;
use fedzk_groth16::Status;
use std::collections::BTreeMap;

each_curve!(encodings proofs batches keys);

/// The number of inputs, from that of a short run.
fn count(short: usize) -> usize {
    if cfg!(target_arch = "wasm32") {
        short / 4
    } else if std::env::var("SLOW").is_ok_and(|slow| slow == "1") {
        short * 60
    } else {
        short
    }
}

fn encodings<S: Vectors>() {
    let oracle = Slow::new::<S>();
    let subjects = Subject::<S>::all(&oracle);
    let mut choices = Seeded::new(4);
    let count = count(400);
    let read = (0..count)
        .filter(|_| {
            let proof = mutate::proof(&subjects[choices.below(3)], &mut choices);
            judge::decode::<S>(&oracle, &proof).is_ok()
        })
        .count();
    assert!(read > count / 20 && read < count / 2, "{read}");
}

fn proofs<S: Vectors>() {
    let oracle = Slow::new::<S>();
    let subjects = Subject::<S>::all(&oracle);
    let mut choices = Seeded::new(1);
    let mut seen = BTreeMap::new();
    let count = count(600);
    for _ in 0..count {
        let subject = &subjects[choices.below(16).saturating_sub(13)];
        let attack = mutate::attack(subject, &mut choices);
        let status = judge::verify(subject, &oracle, &attack);
        *seen.entry(status as u32).or_insert(0) += 1;
    }
    // The generator reaches every status, and mostly passes the checks of form.
    let least = count / 200;
    assert!((0..10).all(|status| seen.get(&status).is_some_and(|&n| n >= least)), "{seen:?}");
    let deep = [Status::Ok, Status::NotInSubgroup, Status::Equation].map(|status| seen[&(status as u32)]);
    assert!(deep.iter().sum::<usize>() > count / 4, "{seen:?}");
}

fn batches<S: Vectors>() {
    let oracle = Slow::new::<S>();
    let subjects = Subject::<S>::all(&oracle);
    let mut choices = Seeded::new(2);
    let mut checked = 0;
    for seed in 0..count(16) {
        let attacks: Vec<_> = (0..choices.below(20)).map(|_| mutate::attack(&subjects[0], &mut choices)).collect();
        checked += judge::batch(&subjects[0], &attacks, seed as u64);
    }
    assert!(checked > count(16) * 2, "{checked}");
}

fn keys<S: Vectors>() {
    let oracle = Slow::new::<S>();
    let subjects = Subject::<S>::all(&oracle);
    let mut choices = Seeded::new(3);
    let count = count(400);
    let read = (0..count)
        .filter(|_| {
            let subject = &subjects[choices.below(3)];
            judge::key::<S>(&oracle, &mutate::key(subject, &mut choices))
        })
        .count();
    assert!(read > count / 10 && read < count * 9 / 10, "{read}");
}
