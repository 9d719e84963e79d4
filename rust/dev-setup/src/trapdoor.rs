//! The numbers that a ceremony would destroy. Here they follow from the seed and the circuit.

use crate::suite::{Fr, Suite};
use fedzk_curves::{
    field::{Field, Fp, Prime},
    uint,
};
use sha2::{Digest, Sha256};

/// Groth16's trapdoor; γ is 1, as in every key of snarkjs.
pub struct Trapdoor<S: Suite> {
    /// τ, the point at which polynomials are evaluated.
    pub tau: Fr<S>,
    /// α.
    pub alpha: Fr<S>,
    /// β.
    pub beta: Fr<S>,
    /// δ.
    pub delta: Fr<S>,
}

const LABEL: &str = "fedzk development key 1";

impl<S: Suite> Trapdoor<S> {
    /// Derives the trapdoor from any seed and the SHA-256 of the circuit's file.
    pub fn derive(seed: &str, r1cs_sha256: &[u8; 32]) -> Self {
        let seed: [u8; 32] = Sha256::digest(seed).into();
        let of = |name| number(name, &seed, r1cs_sha256);
        Self { tau: of("tau"), alpha: of("alpha"), beta: of("beta"), delta: of("delta") }
    }
}

/// The first 48 bytes of H(0) ‖ H(1), big-endian, modulo r; H(i) = SHA-256(label ‖ 0 ‖ name ‖ 0 ‖ i ‖ SHA-256(seed) ‖
/// SHA-256(circuit)). 384 bits: within 2^−130 of uniform.
fn number<M: Prime>(name: &str, seed: &[u8; 32], r1cs: &[u8; 32]) -> Fp<M> {
    let hash = |i: u8| -> [u8; 32] {
        let parts: [&[u8]; 7] = [LABEL.as_bytes(), &[0], name.as_bytes(), &[0], &[i], seed, r1cs];
        parts.iter().fold(Sha256::new(), Sha256::chain_update).finalize().into()
    };
    let mut bytes = [0; 48];
    bytes[..32].copy_from_slice(&hash(0));
    bytes[32..].copy_from_slice(&hash(1)[..16]);
    // Halves of 192 bits are below r.
    let [low0, low1, low2, high0, high1, high2] = uint::from_be_bytes(&bytes);
    let element = |words| Fp::from_words(words).expect("number: 192 bits are below r");
    let shift = element([0, 0, 1 << 32, 0, 0, 0]) * element([1 << 32, 0, 0, 0, 0, 0]);
    let sum = (element([high0, high1, high2, 0, 0, 0]) * shift + element([low0, low1, low2, 0, 0, 0])).norm();
    assert!(!sum.vartime_is_zero(), "number: SHA-256 gave a multiple of r");
    sum
}
