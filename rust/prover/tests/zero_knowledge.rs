//! r and s, from 96 random bytes, hide the witness in a proof. With r = s, or one of them 0, proofs still verify, but
//! reveal something about the witness.

use crate::common::{
    circuit::{bytes, fr, key, prove, trapdoor, values},
    points,
};
use fedzk_curves::{
    bn254::{Bn254, Fr, G1, G2},
    curve::Curve,
    field::Field,
};
use fedzk_groth16::{PreparedKey, Proof, ProofFormat, Status};
use fedzk_prover::{proof::RANDOM_BYTES, zkey::Header};

/// Bytes that differ from each other, others for each seed. SplitMix64 gives no two halves alike.
fn random(seed: u64) -> [u8; RANDOM_BYTES] {
    let mut numbers = crate::common::Numbers(seed);
    core::array::from_fn(|_| numbers.next() as u8)
}

/// 48 bytes, big-endian, modulo r, by Horner's rule.
fn reduced(bytes: &[u8]) -> Fr {
    bytes.iter().fold(Fr::ZERO, |sum, byte| (sum * fr(256) + fr(u64::from(*byte))).norm())
}

fn coordinates<C: Curve>(scalar: &Fr) -> [C::Field; 2] {
    let words = scalar.to_words();
    let point = points::<C>(&[[words[0], words[1], words[2], words[3]]]).remove(0);
    [point.x, point.y]
}

/// A, B and C of Groth16 §3.2 as multiples of the generators, from the trapdoor: A = α + Σ wᵢaᵢ + rδ,
/// B = β + Σ wᵢbᵢ + sδ, and C = (AB − αβ − Σ wᵢ·ICᵢ)/δ, the only one with which the proof verifies. γ is 1.
fn known_answer(w: &[Fr; 5], random: &[u8; RANDOM_BYTES]) -> [Fr; 3] {
    let (r1cs, trapdoor, scalars) = trapdoor();
    let (r, s) = (reduced(&random[..48]), reduced(&random[48..]));
    let sum = |of: &[Fr]| w.iter().zip(of).fold(Fr::ZERO, |sum, (w, of)| (sum + *w * *of).norm());
    let a = (trapdoor.alpha + sum(&scalars.a)).norm();
    let a = (a + r * trapdoor.delta).norm();
    let b = (trapdoor.beta + sum(&scalars.b)).norm();
    let b = (b + s * trapdoor.delta).norm();
    let public = sum(&scalars.ic[..=r1cs.public]);
    let c = (a * b).sub_norm(&(trapdoor.alpha * trapdoor.beta)).sub_norm(&public) * trapdoor.delta.invert();
    [a, b, c]
}

fn parts(Proof { a, b, c }: &Proof<Bn254>) -> ([Fp; 2], [Fp2; 2], [Fp; 2]) {
    ([*a.x(), *a.y()], [*b.x(), *b.y()], [*c.x(), *c.y()])
}

type Fp = <G1 as Curve>::Field;
type Fp2 = <G2 as Curve>::Field;

#[test]
fn a_b_and_c_are_those_that_the_trapdoor_gives() {
    let key = key();
    let vk = Header::<Bn254>::read(&key[2]).unwrap().verification_key(&key[3]).unwrap();
    let vk = PreparedKey::<Bn254>::read(&vk).unwrap();
    for (x, seed) in [(3, 1), (3, 2), (1000, 3)] {
        let (values, random) = (values(x), random(seed));
        let proof = prove(&key, &bytes(&values), &random);
        let [a, b, c] = known_answer(&values, &random);
        let expected = (coordinates::<G1>(&a), coordinates::<G2>(&b), coordinates::<G1>(&c));
        assert_eq!(parts(&proof), expected, "x = {x}, random {seed}");
        let mut signal = [0; 32];
        values[1].to_be_bytes(&mut signal);
        assert_eq!(vk.verify(&proof.write(ProofFormat::Uncompressed), &signal), Status::Ok);
    }
}

#[test]
fn no_point_is_that_of_another_proof_of_the_same_witness() {
    let (key, witness) = (key(), bytes(&values(3)));
    let [(a, b, c), (other_a, other_b, other_c)] = [1, 2].map(|seed| parts(&prove(&key, &witness, &random(seed))));
    assert!(a != other_a && b != other_b && c != other_c);
}

/// r is in A and C, s in B and C.
#[test]
fn r_and_s_each_matter() {
    let (key, witness) = (key(), bytes(&values(3)));
    let (one, other) = (random(1), random(2));
    let (a, b, c) = parts(&prove(&key, &witness, &one));
    let with = |r: &[u8], s: &[u8]| parts(&prove(&key, &witness, &[r, s].concat().try_into().unwrap()));
    let (a_of_r, b_of_r, c_of_r) = with(&other[..48], &one[48..]);
    assert!(a_of_r != a && b_of_r == b && c_of_r != c, "another r");
    let (a_of_s, b_of_s, c_of_s) = with(&one[..48], &other[48..]);
    assert!(a_of_s == a && b_of_s != b && c_of_s != c, "another s");
    // Each of the 48 bytes counts, down to the last.
    for at in [0, 47] {
        let mut changed = one;
        changed[at] ^= 1;
        assert_ne!(parts(&prove(&key, &witness, &changed)).0, a, "byte {at}");
        let mut changed = one;
        changed[48 + at] ^= 1;
        assert_ne!(parts(&prove(&key, &witness, &changed)).1, b, "byte {}", 48 + at);
    }
}
