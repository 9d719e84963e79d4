//! The boundary of `@fedzk/verify/ceremony`: copy in, call, return facts and problems. No logic.

#![allow(unsafe_code)] // wasm-bindgen's expansions

mod chain;

use fedzk_ceremony::{Ceremony, drand, key::Key, note};
use fedzk_curves::{bls12_381::Bls12381, bn254::Bn254, curve::Affine, pairing::Pairing};
use sha2::Digest;
use wasm_bindgen::prelude::wasm_bindgen;

/// Whether this module computes right where it runs: z^p = z̄ in Fp2, for the x of each G2's generator.
#[wasm_bindgen(js_name = selfTest)]
pub fn self_test() -> bool {
    conjugates::<Bn254>() && conjugates::<Bls12381>()
}

fn conjugates<M: Pairing>() -> bool {
    let generator = Affine::<M::G2>::GENERATOR;
    generator.x().vartime_pow(&M::MODULUS) == generator.x().conjugate()
}

/// SHA-256.
#[wasm_bindgen]
pub fn sha256(bytes: &[u8]) -> Vec<u8> {
    sha2::Sha256::digest(bytes).to_vec()
}

/// SHA-256 of bytes in parts.
#[wasm_bindgen]
#[derive(Default)]
pub struct Sha256(sha2::Sha256);

#[wasm_bindgen]
impl Sha256 {
    /// Of no bytes yet.
    #[wasm_bindgen(constructor)]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds bytes.
    pub fn update(&mut self, bytes: &[u8]) {
        self.0.update(bytes);
    }

    /// The hash; it ends this one.
    pub fn digest(self) -> Vec<u8> {
        self.0.finalize().to_vec()
    }
}

/// Whether a message's Ed25519 signature is a public key's, strictly.
#[wasm_bindgen(js_name = checkNote)]
pub fn check_note(key: &[u8], message: &[u8], signature: &[u8]) -> bool {
    match (key.try_into(), signature.try_into()) {
        (Ok(key), Ok(signature)) => note::is_signed(key, message, signature),
        _ => false,
    }
}

/// Whether a signature is that of a round of drand's quicknet.
#[wasm_bindgen(js_name = checkRound)]
pub fn check_round(round: f64, signature: &[u8]) -> bool {
    // Above it, not every integer is a number.
    const LARGEST: f64 = 9_007_199_254_740_991.0;
    let whole = (0.0..=LARGEST).contains(&round) && round.fract() == 0.0;
    whole && signature.try_into().is_ok_and(|signature| drand::is_round(round as u64, signature))
}

/// A verification key's curve, its number of public signals, and whether γ is the generator and δ = γ; undefined for
/// bytes of another length.
#[wasm_bindgen(js_name = keyFacts)]
pub fn key_facts(key: &[u8]) -> Option<Vec<u32>> {
    facts::<Bn254>(key).or_else(|| facts::<Bls12381>(key))
}

fn facts<S: Ceremony>(bytes: &[u8]) -> Option<Vec<u32>> {
    let key = Key::read::<S>(bytes)?;
    let of_delta = [key.gamma_is_generator::<S>(), key.delta_is_gamma::<S>()].map(u32::from);
    Some(vec![S::CURVE_ID.into(), key.n_public(), of_delta[0], of_delta[1]])
}

/// The place of a verification key's first wrong point; −1 for none.
#[wasm_bindgen(js_name = checkKey)]
pub fn check_key(key: &[u8]) -> i32 {
    let wrong = wrong_point::<Bn254>(key).or_else(|| wrong_point::<Bls12381>(key));
    wrong.unwrap_or(0)
}

/// `None` for bytes that are no key of this curve.
fn wrong_point<S: Ceremony>(bytes: &[u8]) -> Option<i32> {
    Some(Key::read::<S>(bytes)?.wrong_point::<S>().map_or(-1, |place| place as i32))
}
