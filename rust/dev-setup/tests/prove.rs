//! Keys of small circuits: proofs made with them verify if and only if the circuit is satisfied.

use crate::common::{
    File, Made, Terms, cubic, cubic_witness, file, fr, make,
    prover::{forge, prove, verify},
};
use fedzk_curves::field::{Field, Fp};
use fedzk_dev_setup::suite::Suite;
use fedzk_groth16::{Status, Suite as Verifying};

each_curve!(a_proof_verifies what_a_proof_does_not_show outputs_and_public_inputs_are_signals
    a_wire_in_no_constraint_is_free whoever_knows_the_seed_forges);

/// A proof of the cubic circuit for x = 3, and its key.
fn proved<S: Suite + Verifying>() -> (Made<S>, Vec<u8>) {
    let made = make::<S>(&cubic::<S>(), "a test");
    let proof = prove(&made, &cubic_witness::<S>(3), &fr(11), &fr(13));
    (made, proof)
}

fn a_proof_verifies<S: Suite + Verifying>() {
    let (made, proof) = proved::<S>();
    assert_eq!(made.key.h.len(), 8, "3 constraints and 2 rows for public wires");
    assert_eq!(verify(&made.key, &proof, &[fr(35)]), Status::Ok);
    let plain = prove(&made, &cubic_witness::<S>(3), &fr(0), &fr(0));
    assert_eq!(verify(&made.key, &plain, &[fr(35)]), Status::Ok);
}

fn what_a_proof_does_not_show<S: Suite + Verifying>() {
    let (made, proof) = proved::<S>();
    for other in [34, 36, 0] {
        assert_eq!(verify(&made.key, &proof, &[fr(other)]), Status::Equation, "another signal: {other}");
    }
    for seed in ["", "a test ", "b test"] {
        assert_eq!(
            verify(&make::<S>(&cubic::<S>(), seed).key, &proof, &[fr(35)]),
            Status::Equation,
            "another seed: {seed:?}"
        );
    }
    for wire in 1..5 {
        let mut witness = cubic_witness::<S>(3);
        witness[wire] = fr(8);
        let proof = prove(&made, &witness, &fr(11), &fr(13));
        assert_eq!(verify(&made.key, &proof, &[witness[1]]), Status::Equation, "another value on wire {wire}");
    }
}

/// w = (1, u, v, a, b): public u = ab and v = a + 2b, which no constraint multiplies, and b that only occurs in sums.
fn sums<S: Suite>() -> File {
    let constraints: &[[Terms; 3]] = &[
        [&[(3, 1)], &[(4, 1)], &[(1, 1)]],
        [&[], &[(0, 1)], &[(2, 1), (3, u64::MAX)]],
        [&[(0, 1)], &[(0, 1)], &[(0, 1)]],
    ];
    file::<S>(5, 1, 1, 2, constraints)
}

fn outputs_and_public_inputs_are_signals<S: Suite + Verifying>() {
    let made = make::<S>(&sums::<S>(), "a test");
    let a = fr(6);
    let witness = [fr(1), fr(42), -(a * fr(u64::MAX)), a, fr(7)];
    let proof = prove(&made, &witness, &fr(1), &fr(2));
    assert_eq!(verify(&made.key, &proof, &witness[1..3]), Status::Ok);
    assert_eq!(verify(&made.key, &proof, &[witness[2], witness[1]]), Status::Equation, "the order counts");
}

fn a_wire_in_no_constraint_is_free<S: Suite + Verifying>() {
    let constraints: &[[Terms; 3]] = &[[&[(1, 1)], &[(1, 1)], &[(2, 1)]]];
    let made = make::<S>(&file::<S>(4, 0, 1, 2, constraints), "a test");
    assert!(made.key.a[3].is_none() && made.key.b2[3].is_none() && made.key.c[1].is_none());
    for unused in [0, 5] {
        let proof = prove(&made, &[1, 9, 81, unused].map(fr), &fr(1), &fr(2));
        assert_eq!(verify(&made.key, &proof, &[fr(9)]), Status::Ok);
    }
}

/// Why these keys protect nothing.
fn whoever_knows_the_seed_forges<S: Suite + Verifying>() {
    let made = make::<S>(&cubic::<S>(), "a test");
    for false_or_not in [fr(35), fr(0), -Fp::ONE] {
        assert_eq!(verify(&made.key, &forge(&made, &[false_or_not]), &[false_or_not]), Status::Ok);
    }
}
