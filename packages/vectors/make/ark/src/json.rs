//! Writes snarkjs's JSON: decimal strings, projective with z = 1.

use ark_ec::{AffineRepr, pairing::Pairing};
use ark_ff::{Field, PrimeField};
use ark_groth16::{Proof, VerifyingKey};
use serde_json::{Value, json};

pub fn decimals<F: PrimeField>(values: impl IntoIterator<Item = F>) -> Vec<String> {
    values.into_iter().map(|value| value.into_bigint().to_string()).collect()
}

pub fn key_json<E: Pairing>(curve: &str, key: &VerifyingKey<E>) -> Value {
    json!({
        "protocol": "groth16",
        "curve": curve,
        "nPublic": key.gamma_abc_g1.len() - 1,
        "vk_alpha_1": g1::<E>(&key.alpha_g1),
        "vk_beta_2": g2::<E>(&key.beta_g2),
        "vk_gamma_2": g2::<E>(&key.gamma_g2),
        "vk_delta_2": g2::<E>(&key.delta_g2),
        "IC": key.gamma_abc_g1.iter().map(g1::<E>).collect::<Vec<_>>(),
    })
}

pub fn proof_json<E: Pairing>(curve: &str, proof: &Proof<E>) -> Value {
    json!({
        "pi_a": g1::<E>(&proof.a),
        "pi_b": g2::<E>(&proof.b),
        "pi_c": g1::<E>(&proof.c),
        "protocol": "groth16",
        "curve": curve,
    })
}

fn g1<E: Pairing>(point: &E::G1Affine) -> Value {
    let [x, y] = coordinates(point);
    json!([x[0], y[0], "1"])
}

fn g2<E: Pairing>(point: &E::G2Affine) -> Value {
    let [x, y] = coordinates(point);
    json!([x, y, ["1", "0"]])
}

/// Writes x and y; elements of Fp2 have the real part first.
fn coordinates<P: AffineRepr>(point: &P) -> [Vec<String>; 2] {
    let (x, y) = point.xy().expect("a finite point");
    [x, y].map(|coordinate| decimals(coordinate.to_base_prime_field_elements()))
}
