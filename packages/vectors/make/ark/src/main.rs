//! Prints keys, proofs and signals that arkworks makes over one curve, their canonical bytes, and its verdicts on changed
//! bytes, as JSON. `../groth16.mjs` runs it and writes the files.

mod changed;
mod circuit;
mod json;

use ark_bls12_381::Bls12_381;
use ark_bn254::Bn254;
use ark_ec::pairing::Pairing;
use ark_groth16::{Groth16, Proof, VerifyingKey};
use ark_serialize::{CanonicalDeserialize, CanonicalSerialize, Compress, Validate};
use ark_snark::SNARK;
use ark_std::rand::{SeedableRng, rngs::StdRng};
use changed::Layout;
use circuit::Chain;
use json::{decimals, key_json, proof_json};
use serde_json::{Value, json};

const SEED: u64 = 0xa2c;

/// The two forms of the crate's canonical bytes, by their names in decodeProof.
pub const FORMS: [(&str, Compress); 2] = [("arkworks", Compress::Yes), ("arkworks-uncompressed", Compress::No)];

/// A key, a proof that verifies under it, and its signals.
pub struct Statement<E: Pairing> {
    pub key: VerifyingKey<E>,
    pub proof: Proof<E>,
    pub signals: Vec<E::ScalarField>,
}

fn main() {
    let made = match std::env::args().nth(1).as_deref() {
        Some("bn128") => make::<Bn254>("bn128", Layout { coordinate: 32, flag_bits: 2, little_endian: true }),
        Some("bls12381") => {
            make::<Bls12_381>("bls12381", Layout { coordinate: 48, flag_bits: 3, little_endian: false })
        }
        other => panic!("expected bn128 or bls12381, got {other:?}"),
    };
    println!("{made}");
}

fn make<E: Pairing>(curve: &str, layout: Layout) -> Value {
    let mut rng = StdRng::seed_from_u64(SEED);
    let statements = [4, 1].map(|n_public| prove::<E>(n_public, &mut rng));
    let cases: Vec<_> = statements
        .iter()
        .map(|Statement { key, proof, signals }| {
            json!({
                "name": format!("arkworks, nPublic {}", signals.len()),
                "verificationKey": key_json(curve, key),
                "proof": proof_json(curve, proof),
                "publicSignals": decimals(signals.iter().copied()),
                "keyBytes": in_forms(key),
                "proofBytes": in_forms(proof),
            })
        })
        .collect();
    json!({ "cases": cases, "changed": changed::list(&statements[0], &layout) })
}

fn prove<E: Pairing>(n_public: usize, rng: &mut StdRng) -> Statement<E> {
    let circuit = Chain::<E::ScalarField>::random(n_public, rng);
    let signals = circuit.signals();
    let (proving_key, key) = Groth16::<E>::circuit_specific_setup(circuit.clone(), rng).expect("a set-up");
    let proof = Groth16::<E>::prove(&proving_key, circuit, rng).expect("a proof");
    let statement = Statement { key, proof, signals };
    assert!(verifies(&statement.key, &statement.proof, &statement.signals));
    let mut other = statement.signals.clone();
    other[0] += E::ScalarField::from(1u64);
    assert!(!verifies(&statement.key, &statement.proof, &other));
    read_back(&statement.key);
    read_back(&statement.proof);
    statement
}

pub fn verifies<E: Pairing>(key: &VerifyingKey<E>, proof: &Proof<E>, signals: &[E::ScalarField]) -> bool {
    Groth16::<E>::verify(key, signals, proof).expect("as many signals as the key has")
}

fn bytes<T: CanonicalSerialize>(value: &T, compress: Compress) -> Vec<u8> {
    let mut out = Vec::new();
    value.serialize_with_mode(&mut out, compress).expect("memory to write to");
    out
}

fn in_forms<T: CanonicalSerialize>(value: &T) -> Value {
    FORMS.into_iter().map(|(name, compress)| (name.to_owned(), json!(hex(&bytes(value, compress))))).collect()
}

fn read_back<T: CanonicalSerialize + CanonicalDeserialize + PartialEq>(value: &T) {
    for (name, compress) in FORMS {
        let back = T::deserialize_with_mode(&bytes(value, compress)[..], compress, Validate::Yes);
        assert!(back.is_ok_and(|back| back == *value), "{name}: not read back");
    }
}

pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
