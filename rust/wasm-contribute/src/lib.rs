//! The boundary of `@fedzk/prove/ceremony` for one curve: copy in, call, return bytes or a status. No logic.
//!
//! Points are in the form of snarkjs's sections, many joined; [`fedzk_powers::section`] describes it. Groups are 1 and 2.

#![allow(unsafe_code)] // wasm-bindgen's expansions

mod hash;
mod key;
mod points;
mod secrets;

use core::hint::black_box;
use fedzk_curves::{curve::Affine, field::Prime, pairing::Pairing};
use fedzk_prover::{
    Proving,
    zkey::{G1Point, G2Point},
};
use wasm_bindgen::prelude::wasm_bindgen;

#[cfg(any(all(feature = "bn254", feature = "bls12-381"), not(any(feature = "bn254", feature = "bls12-381"))))]
compile_error!("fedzk-wasm-contribute is for one curve: either of the features bn254 and bls12-381");

#[cfg(feature = "bn254")]
type Suite = fedzk_curves::bn254::Bn254;
#[cfg(feature = "bls12-381")]
type Suite = fedzk_curves::bls12_381::Bls12381;
type Scalar = <Suite as Proving>::Scalar;
type G1 = <Suite as Pairing>::G1;
type G2 = <Suite as Pairing>::G2;
type P1 = G1Point<Suite>;
type P2 = G2Point<Suite>;

/// Whether this module computes right where it runs: z^p = z̄ in Fp2, for the x of G2's generator.
#[wasm_bindgen(js_name = selfTest)]
pub fn self_test() -> bool {
    let x = Affine::<G2>::GENERATOR.x();
    x.vartime_pow(&Suite::MODULUS) == x.conjugate()
}

/// Overwrites what calls before this one left on the stack.
#[wasm_bindgen]
pub fn scrub() {
    fedzk_powers::powers::scrub();
}

/// Overwrites secret input.
fn wipe(bytes: &mut [u8]) {
    bytes.fill(0);
    black_box(bytes);
}
