//! The boundary of `@fedzk/prove` for one curve: copy in, call, return bytes or a status. No logic.
//!
//! A key comes in sections, and these in parts, each when it is used; [`fedzk_prover`] describes their layout. Buffers
//! that hold a witness are overwritten before they are freed.

#![allow(unsafe_code)] // wasm-bindgen's expansions

mod key;
mod quotient;
mod sum;
mod witness;

use core::hint::black_box;
use fedzk_curves::{curve::Affine, field::Prime, pairing::Pairing};
use fedzk_prover::Proving;
use wasm_bindgen::prelude::wasm_bindgen;

#[cfg(any(all(feature = "bn254", feature = "bls12-381"), not(any(feature = "bn254", feature = "bls12-381"))))]
compile_error!("fedzk-wasm-prove is for one curve: either of the features bn254 and bls12-381");

#[cfg(feature = "bn254")]
type Suite = fedzk_curves::bn254::Bn254;
#[cfg(feature = "bls12-381")]
type Suite = fedzk_curves::bls12_381::Bls12381;
type Scalar = <Suite as Proving>::Scalar;
type G1 = <Suite as Pairing>::G1;
type G2 = <Suite as Pairing>::G2;

/// Checks that this module computes correctly on this machine: z^p = z̄ in Fp2, for the x of G2's generator.
#[wasm_bindgen(js_name = selfTest)]
pub fn self_test() -> bool {
    let x = Affine::<G2>::GENERATOR.x();
    x.vartime_pow(&Suite::MODULUS) == x.conjugate()
}

/// Overwrites secret input.
fn wipe(bytes: &mut [u8]) {
    bytes.fill(0);
    black_box(bytes);
}

/// Holds secret bytes for JavaScript to read in the module's memory. Dropping it overwrites them.
#[wasm_bindgen]
pub struct Bytes(Vec<u8>);

#[wasm_bindgen]
impl Bytes {
    /// Returns their address in the module's memory.
    #[wasm_bindgen(js_name = byteOffset)]
    pub fn byte_offset(&self) -> usize {
        self.0.as_ptr() as usize
    }

    /// Returns their number.
    pub fn length(&self) -> usize {
        self.0.len()
    }
}

impl Drop for Bytes {
    fn drop(&mut self) {
        wipe(&mut self.0);
    }
}
