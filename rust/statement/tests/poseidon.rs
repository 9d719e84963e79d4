//! The hash against circomlib's values, and against permutations that its authors published.

use fedzk_curves::{
    bls12_381::Bls12381Scalar,
    bn254::Bn254Scalar,
    field::{Field, Fp, Prime},
};
use fedzk_statement::poseidon::{MAX_ARITY, Poseidon};
use num_bigint::BigUint;
use serde::Deserialize;

/// npm circomlibjs 0.1.7, buildPoseidonReference, and the authors' test_vectors.txt; see packages/vectors/README.md.
const VECTORS: &str = include_str!("../../../packages/vectors/poseidon/circomlib.json");

#[derive(Deserialize)]
struct Vectors {
    hashes: Vec<Hash>,
    permutations: Vec<Permutation>,
}

#[derive(Deserialize)]
struct Hash {
    name: String,
    inputs: Vec<String>,
    #[serde(rename = "hash")]
    expected: String,
}

#[derive(Deserialize)]
struct Permutation {
    name: String,
    prime: String,
    lanes: Vec<String>,
}

fn element<M: Prime>(integer: &BigUint) -> Fp<M> {
    let mut words = integer.to_u64_digits();
    words.resize(6, 0);
    Fp::from_words(words.try_into().unwrap()).unwrap()
}

#[test]
fn circomlib() {
    let Vectors { hashes, .. } = serde_json::from_str(VECTORS).unwrap();
    for arity in 1..=MAX_ARITY {
        let poseidon = Poseidon::<Bn254Scalar>::new(arity);
        assert_eq!(poseidon.arity(), arity);
        let own: Vec<_> = hashes.iter().filter(|case| case.inputs.len() == arity).collect();
        assert_eq!(own.len(), 5);
        for Hash { name, inputs, expected } in own {
            let inputs: Vec<_> = inputs.iter().map(|input| element(&input.parse().unwrap())).collect();
            assert_eq!(poseidon.hash(&inputs), element(&expected.parse().unwrap()), "{arity} {name}");
        }
    }
}

/// The first lane of the permutation of 0, 1, 2, .. is the hash of 1, 2, ..
fn published<M: Prime>(Permutation { name, prime, lanes }: &Permutation) -> usize {
    let modulus = M::MODULUS.iter().rev().fold(BigUint::ZERO, |acc, &word| (acc << 64) + word);
    if prime.parse::<BigUint>().unwrap() != modulus {
        return 0;
    }
    let inputs: Vec<_> = (1..lanes.len() as u32).map(|i| element::<M>(&i.into())).collect();
    let first = lanes[0].parse().unwrap();
    assert_eq!(Poseidon::new(inputs.len()).hash(&inputs), element(&first), "{name}");
    1
}

#[test]
fn authors() {
    let Vectors { permutations, .. } = serde_json::from_str(VECTORS).unwrap();
    let counts = permutations.iter().map(|each| [published::<Bn254Scalar>(each), published::<Bls12381Scalar>(each)]);
    assert_eq!(counts.collect::<Vec<_>>(), [[1, 0], [0, 1], [0, 1]]);
}

#[test]
#[should_panic(expected = "Poseidon::new: 1 to 16 inputs")]
fn no_input() {
    let _ = Poseidon::<Bn254Scalar>::new(0);
}

#[test]
#[should_panic(expected = "Poseidon::new: 1 to 16 inputs")]
fn seventeen_inputs() {
    let _ = Poseidon::<Bn254Scalar>::new(17);
}

#[test]
#[should_panic(expected = "Poseidon::trace: the number of inputs")]
fn an_input_too_many() {
    let _ = Poseidon::<Bn254Scalar>::new(2).hash(&[Fp::ONE; 3]);
}
