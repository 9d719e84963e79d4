//! Several proofs at once: the same verdicts as one by one, wherever the wrong ones are.

use crate::common::{Case, Vectors, all, outside_subgroup, places, signal_bytes, simulated, update_slice, with_bytes};
use fedzk_curves::{
    curve::{Affine, Curve, Jacobian},
    pairing::Outside,
};
use fedzk_groth16::{Checked, FACTOR_BYTES, Factor, PreparedKey, Proof, ProofFormat, Status, verify_together};

/// The same bytes on every run, different for each seed.
fn random(count: usize, seed: u64) -> Vec<u8> {
    let mut state = seed;
    (0..count * FACTOR_BYTES)
        .map(|_| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (state >> 56) as u8
        })
        .collect()
}

fn checked<S: Vectors>(key: &PreparedKey<S>, case: &Case) -> Checked<S> {
    key.check(&case.proof, &signal_bytes(&case.signals)).unwrap()
}

/// A proof that passes all checks except the equation: A and C exchanged.
fn wrong<S: Vectors>(key: &PreparedKey<S>, case: &Case) -> Checked<S> {
    let Proof::<S> { a, b, c } = Proof::read(&case.proof).unwrap();
    let proof = Proof::<S> { a: c, b, c: a }.write(ProofFormat::Uncompressed);
    key.check(&proof, &signal_bytes(&case.signals)).unwrap()
}

fn batch<S: Vectors>(cases: &[Case], count: usize, wrongs: &[usize]) {
    let key = PreparedKey::<S>::read_insecure(&cases[0].key).unwrap();
    let items: Vec<_> = (0..count)
        .map(|i| {
            let case = &cases[i % cases.len()];
            if wrongs.contains(&i) { wrong(&key, case) } else { checked(&key, case) }
        })
        .collect();
    let factors: Vec<_> = random(count, 5).chunks(FACTOR_BYTES).map(Factor::read).collect();
    assert_eq!(key.all_hold(&items, &factors), Ok(wrongs.is_empty()), "{count}, wrong: {wrongs:?}");
    let verdicts = key.verify_batch(&items, &random(count, 1 + count as u64));
    let expected: Vec<_> = (0..count).map(|i| !wrongs.contains(&i)).collect();
    assert_eq!(verdicts, expected, "{count}, wrong: {wrongs:?}");
}

/// A proof that passes all checks except the last two: B outside its subgroup.
fn outside<S: Vectors>(key: &PreparedKey<S>, case: &Case, b: &[u8]) -> Checked<S> {
    let proof = Proof::<S>::read(&case.proof).unwrap().write(ProofFormat::Uncompressed);
    let proof = with_bytes(&proof, places::<S>(ProofFormat::Uncompressed)[1].at, b);
    assert_eq!(key.verify(&proof, &signal_bytes(&case.signals)), Status::NotInSubgroup);
    key.check(&proof, &signal_bytes(&case.signals)).unwrap()
}

/// One B, some or all outside their subgroup: these are named, and the others are verified without them.
fn outside_their_subgroup<S: Vectors>() {
    let cases = update_slice::<S>();
    let key = PreparedKey::<S>::read(&cases[0].key).unwrap();
    let [_, bs] = outside_subgroup::<S>();
    let all: Vec<_> = (0..12).collect();
    for outsides in [&[0][..], &[11], &[3, 4, 9], &all[1..], &all] {
        for wrongs in [&[][..], &[2], &[5, 11]] {
            let items: Vec<_> = (0..12)
                .map(|i| {
                    let case = &cases[i % cases.len()];
                    match (outsides.contains(&i), wrongs.contains(&i)) {
                        (true, _) => outside(&key, case, &bs[i % bs.len()]),
                        (false, true) => wrong(&key, case),
                        (false, false) => checked(&key, case),
                    }
                })
                .collect();
            let factors: Vec<_> = random(12, 5).chunks(FACTOR_BYTES).map(Factor::read).collect();
            assert_eq!(key.all_hold(&items, &factors), Err(Outside(outsides.to_vec())));
            let expected: Vec<_> = (0..12).map(|i| !outsides.contains(&i) && !wrongs.contains(&i)).collect();
            assert_eq!(key.verify_batch(&items, &random(12, 6)), expected, "{outsides:?} outside, {wrongs:?} wrong");
        }
    }
    // Fewer than are verified together.
    let items = [outside(&key, &cases[0], &bs[0]), checked(&key, &cases[0])];
    assert_eq!(key.verify_batch(&items, &random(2, 6)), [false, true]);
}

fn positions<S: Vectors>() {
    let cases = update_slice::<S>();
    for count in 0..5 {
        batch::<S>(&cases, count, &[]);
        for i in 0..count {
            batch::<S>(&cases, count, &[i]);
        }
    }
    batch::<S>(&cases, 3, &[0, 2]);
    batch::<S>(&cases, 10, &[]);
    batch::<S>(&cases, 10, &[3, 9]);
    batch::<S>(&cases, 4, &[0, 1, 2, 3]);
}

/// Every key of the vectors, with the special cases of additions. The same proof twice counts as two.
fn shapes<S: Vectors>() {
    for case in simulated::<S>() {
        batch::<S>(std::slice::from_ref(&case), 2, &[]);
        batch::<S>(&[case], 2, &[1]);
    }
}

/// A proof with C moved.
fn moved<S: Vectors>(key: &PreparedKey<S>, case: &Case, by: Affine<S::G1>) -> Checked<S> {
    let Proof::<S> { a, b, c } = Proof::read(&case.proof).unwrap();
    let c = Jacobian::from(c).vartime_add(&by.into()).vartime_coordinates().unwrap().vartime_check().unwrap();
    key.check(&Proof::<S> { a, b, c }.write(ProofFormat::Uncompressed), &signal_bytes(&case.signals)).unwrap()
}

/// Errors that cancel in a plain sum: C₁ + D and C₂ − D. Only the factors show them.
fn cancelling_errors<S: Vectors>() {
    let cases = update_slice::<S>();
    let key = PreparedKey::<S>::read(&cases[0].key).unwrap();
    let generator = Affine::GENERATOR;
    let items = [moved(&key, &cases[0], generator), moved(&key, &cases[1], -generator)];
    assert_eq!(key.verify_batch(&items, &random(2, 7)), [false, false]);
    // With the same factor for both, like a verifier without factors, they are taken for valid.
    let equal = [Factor::read(&[1, 0].repeat(8)); 2];
    assert_eq!(key.all_hold(&items, &equal), Ok(true));
}

/// Two factors that differ in any one byte, of either half, in its highest or its lowest bit, keep errors from cancelling:
/// all 128 bits of a factor count.
fn all_of_a_factor_counts<S: Vectors>() {
    let cases = update_slice::<S>();
    let key = PreparedKey::<S>::read(&cases[0].key).unwrap();
    let generator = Affine::GENERATOR;
    let items = [moved(&key, &cases[0], generator), moved(&key, &cases[1], -generator)];
    let one = random(1, 9);
    assert_eq!(key.all_hold(&items, &[Factor::read(&one); 2]), Ok(true), "equal factors");
    for bit in (0..FACTOR_BYTES).flat_map(|byte| [8 * byte, 8 * byte + 7]) {
        let mut other = one.clone();
        other[bit / 8] ^= 1 << (bit % 8);
        let factors = [&one, &other].map(|bytes| Factor::read(bytes));
        assert_eq!(key.all_hold(&items, &factors), Ok(false), "bit {bit}");
    }
}

/// Proofs of several keys, mixed: some keys with enough proofs to be verified together, some with one.
fn several_keys<S: Vectors>() {
    let cases = all::<S>();
    let keys: Vec<_> = cases.iter().map(|case| PreparedKey::<S>::read_insecure(&case.key).unwrap()).collect();
    let place = |i: usize| if i % 7 == 6 { i % cases.len() } else { i % 3 };
    for wrongs in [&[][..], &[0], &[6], &[20, 27, 33], &[1, 2, 3, 4, 5]] {
        let items: Vec<_> = (0..34)
            .map(|i| {
                let (key, case) = (&keys[place(i)], &cases[place(i)]);
                (key, if wrongs.contains(&i) { wrong(key, case) } else { checked(key, case) })
            })
            .collect();
        let refs: Vec<_> = items.iter().map(|(key, item)| (*key, item)).collect();
        let expected: Vec<_> = (0..items.len()).map(|i| !wrongs.contains(&i)).collect();
        assert_eq!(verify_together(&refs, &random(items.len(), 11)), expected, "wrong: {wrongs:?}");
    }
    assert!(verify_together::<S>(&[], &[]).is_empty());
}

/// Errors of two keys that cancel: the same key read twice.
fn cancelling_errors_of_two_keys<S: Vectors>() {
    let case = &update_slice::<S>()[0];
    let [one, other] = [0, 1].map(|_| PreparedKey::<S>::read(&case.key).unwrap());
    let good = checked(&one, case);
    let generator = Affine::GENERATOR;
    let (up, down) = (moved(&one, case, generator), moved(&other, case, -generator));
    let items = [
        (&one, &up),
        (&one, &good),
        (&other, &good),
        (&one, &good),
        (&other, &down),
        (&other, &good),
        (&one, &good),
        (&other, &good),
    ];
    let expected = [false, true, true, true, false, true, true, true];
    assert_eq!(verify_together(&items, &random(8, 3)), expected);
    // With the same factor for all they are taken for valid.
    assert_eq!(verify_together(&items, &[1, 0].repeat(64)), [true; 8]);
}

/// A proof that fails a check never gets into a batch.
fn checks_come_first<S: Vectors>() {
    let case = &update_slice::<S>()[0];
    let key = PreparedKey::<S>::read(&case.key).unwrap();
    let signals = signal_bytes(&case.signals);
    assert_eq!(key.check(&case.proof[1..], &signals).err(), Some(Status::MalformedProof));
    assert_eq!(key.check(&case.proof, &signals[32..]).err(), Some(Status::SignalCount));
    let order = <S::G1 as Curve>::ORDER;
    assert!(order[3] != 0);
}

each_curve!(positions outside_their_subgroup shapes cancelling_errors all_of_a_factor_counts several_keys cancelling_errors_of_two_keys checks_come_first);
