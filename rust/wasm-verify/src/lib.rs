//! The boundary of `@fedzk/verify`: copy in, call, return a status. No logic.

#![allow(unsafe_code)] // wasm-bindgen's expansions

mod groth16;
mod quant;

use fedzk_curves::{
    bn254::{Bn254, G2},
    curve::Affine,
    field::Prime,
};
use wasm_bindgen::prelude::wasm_bindgen;

/// Whether this module computes right where it runs: z^p = z̄ in Fp2, for the x of G2's generator.
#[wasm_bindgen(js_name = selfTest)]
pub fn self_test() -> bool {
    let generator = Affine::<G2>::GENERATOR;
    generator.x().vartime_pow(&Bn254::MODULUS) == generator.x().conjugate()
}
