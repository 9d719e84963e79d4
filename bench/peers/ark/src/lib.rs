//! arkworks' verifier behind the smallest boundary: canonical bytes in, a verdict out. One proof is verified by
//! `Groth16::verify_proof` with a prepared key. Proofs together are this file's: the crate has no batch.
//!
//! What is read is checked by `Valid::check`: on the curve and in the subgroup. `deserialize_uncompressed` would do for
//! BN254; for BLS12-381, `ark-bls12-381` 0.5.0 looks at the subgroup alone there, by a formula that takes the curve for
//! granted.

use ark_ec::{AffineRepr, CurveGroup, VariableBaseMSM, pairing::Pairing};
use ark_ff::PrimeField;
use ark_groth16::{Groth16, PreparedVerifyingKey, Proof, VerifyingKey, prepare_verifying_key};
use ark_serialize::{CanonicalDeserialize, Valid};
use wasm_bindgen::prelude::wasm_bindgen;

/// A prepared verification key.
#[wasm_bindgen]
pub struct Key(AnyKey);

enum AnyKey {
    Bn254(Box<Prepared<ark_bn254::Bn254>>),
    Bls12381(Box<Prepared<ark_bls12_381::Bls12_381>>),
}

#[wasm_bindgen]
impl Key {
    /// Reads a key over BN254 or BLS12-381; undefined where it isn't one.
    pub fn read(bls12_381: bool, bytes: &[u8]) -> Option<Key> {
        let key = if bls12_381 {
            AnyKey::Bls12381(Box::new(Prepared::read(bytes)?))
        } else {
            AnyKey::Bn254(Box::new(Prepared::read(bytes)?))
        };
        Some(Self(key))
    }

    /// Whether a proof is valid; signals of 32 bytes, little-endian.
    pub fn verify(&self, proof: &[u8], signals: &[u8]) -> bool {
        match &self.0 {
            AnyKey::Bn254(key) => key.verify(proof, signals),
            AnyKey::Bls12381(key) => key.verify(proof, signals),
        }
        .unwrap_or(false)
    }

    /// Whether all proofs are valid, by 16 random bytes a proof; proofs and signals lie one after the other.
    #[wasm_bindgen(js_name = verifyBatch)]
    pub fn verify_batch(&self, proofs: &[u8], signals: &[u8], random: &[u8]) -> bool {
        match &self.0 {
            AnyKey::Bn254(key) => key.verify_batch(proofs, signals, random),
            AnyKey::Bls12381(key) => key.verify_batch(proofs, signals, random),
        }
        .unwrap_or(false)
    }
}

struct Prepared<E: Pairing> {
    key: PreparedVerifyingKey<E>,
    /// For batches.
    beta: E::G2Prepared,
}

impl<E: Pairing> Prepared<E> {
    fn read(bytes: &[u8]) -> Option<Self> {
        let key = VerifyingKey::<E>::deserialize_uncompressed_unchecked(bytes).ok()?;
        key.check().ok()?;
        Some(Self { key: prepare_verifying_key(&key), beta: key.beta_g2.into() })
    }

    fn verify(&self, proof: &[u8], signals: &[u8]) -> Option<bool> {
        let proof = read_proof::<E>(proof)?;
        Groth16::<E>::verify_proof(&self.key, &proof, &read_signals::<E>(signals)?).ok()
    }

    /// The product of the equations, each to the power of a random ρ:
    /// Π e(ρA, B) · e(−ΣρL, γ) · e(−ΣρC, δ) · e(−Σρ α, β) = 1.
    fn verify_batch(&self, proofs: &[u8], signals: &[u8], random: &[u8]) -> Option<bool> {
        let (random, []) = random.as_chunks::<16>() else { return None };
        let rho: Vec<E::ScalarField> = random.iter().map(|bytes| u128::from_le_bytes(*bytes).into()).collect();
        let proofs = proofs.chunks_exact(proofs.len() / rho.len()).map(read_proof::<E>).collect::<Option<Vec<_>>>()?;
        let ic = &self.key.vk.gamma_abc_g1;
        let signals = read_signals::<E>(signals)?;
        if proofs.len() != rho.len() || signals.len() != rho.len() * (ic.len() - 1) {
            return None;
        }

        // ρ has two words of 64 bits.
        let multiples: Vec<E::G1> =
            proofs.iter().zip(&rho).map(|(proof, rho)| proof.a.mul_bigint(&rho.into_bigint().as_ref()[..2])).collect();
        let mut factors = vec![rho.iter().sum::<E::ScalarField>(); ic.len()];
        for (i, factor) in factors[1..].iter_mut().enumerate() {
            *factor = signals[i..].iter().step_by(ic.len() - 1).zip(&rho).map(|(signal, rho)| *signal * rho).sum();
        }
        let c: Vec<E::G1Affine> = proofs.iter().map(|proof| proof.c).collect();
        let l_sum = E::G1::msm(ic, &factors).ok()?;
        let c_sum = E::G1::msm(&c, &rho).ok()?;
        let alpha = self.key.vk.alpha_g1.mul_bigint((-factors[0]).into_bigint());

        let g1 = E::G1::normalize_batch(&[&multiples[..], &[l_sum, c_sum, alpha]].concat());
        let fixed = [&self.key.gamma_g2_neg_pc, &self.key.delta_g2_neg_pc, &self.beta];
        let g2 = proofs.iter().map(|proof| proof.b.into()).chain(fixed.into_iter().cloned());
        let looped = E::multi_miller_loop(g1, g2.collect::<Vec<E::G2Prepared>>());
        Some(E::final_exponentiation(looped)? == Default::default())
    }
}

fn read_proof<E: Pairing>(bytes: &[u8]) -> Option<Proof<E>> {
    let proof = Proof::deserialize_uncompressed_unchecked(bytes).ok()?;
    proof.check().ok()?;
    Some(proof)
}

/// Scalars below r.
fn read_signals<E: Pairing>(bytes: &[u8]) -> Option<Vec<E::ScalarField>> {
    bytes.chunks(32).map(|chunk| E::ScalarField::deserialize_uncompressed(chunk).ok()).collect()
}
