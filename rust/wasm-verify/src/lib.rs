//! The boundary of `@fedzk/verify`: copy in, call, return a status. No logic.

#![allow(unsafe_code)] // wasm-bindgen's expansions

mod groth16;
mod quant;

use fedzk_curves::{bls12_381::Bls12381, bn254::Bn254, curve::Affine, pairing::Pairing};
use wasm_bindgen::prelude::wasm_bindgen;

/// Returns the name of this build.
#[wasm_bindgen]
pub fn backend() -> String {
    String::from(if cfg!(feature = "fma") { "fma" } else { "portable" })
}

/// Checks that this module computes correctly on this machine: z^p = z̄ in Fp2, for the x of each G2's generator.
#[wasm_bindgen(js_name = selfTest)]
pub fn self_test() -> bool {
    conjugates::<Bn254>() && conjugates::<Bls12381>()
}

fn conjugates<M: Pairing>() -> bool {
    let generator = Affine::<M::G2>::GENERATOR;
    generator.x().vartime_pow(&M::MODULUS) == generator.x().conjugate()
}
