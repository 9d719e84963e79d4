//! For the bench only: loops over the operations of each layer of `fedzk-curves`, so that one call from JavaScript
//! makes many of them. Operands come as bytes, and the last value is returned as bytes, for a comparison with another
//! library.
//!
//! Elements are big-endian, Fp2 with the real part first, Fp12 by the powers 1, v, v², w, vw, v²w of its own tower; points
//! are uncompressed as [`Encoding`] writes them.

#![allow(unsafe_code, clippy::float_cmp)] // wasm-bindgen's expansions

mod bytes;
mod loops;

use fedzk_curves::{
    bls12_381::Bls12381,
    bn254::Bn254,
    curve::{Encoding, GlvCurve},
    field::{Fp, Fp2, Fp12},
    pairing::Pairing,
};
use loops::{Addition, G1Multiple, G2Multiple, Pair, PreparedPair, Product, Repeat};
use wasm_bindgen::prelude::wasm_bindgen;

/// What is repeated, and on which operands.
#[wasm_bindgen]
#[derive(Clone, Copy)]
pub enum Operation {
    /// a ← a·b in Fp: a, b.
    FpProduct,
    /// The same in Fp2.
    Fp2Product,
    /// The same in Fp12.
    Fp12Product,
    /// P ← P + Q in G1, Q affine: P, Q.
    G1Addition,
    /// The same in G2.
    G2Addition,
    /// k·P in G1, P affine: P, k of 32 bytes.
    G1Multiple,
    /// The same in G2.
    G2Multiple,
    /// e(P, Q): P, Q.
    Pairing,
    /// e(P, Q) with the lines of Q computed beforehand: P, Q.
    PreparedPairing,
}

/// An operation and its operands.
#[wasm_bindgen]
pub struct Loop(Box<dyn Repeat>);

#[wasm_bindgen]
impl Loop {
    /// Over BN254, or over BLS12-381.
    ///
    /// # Panics
    /// On bytes that aren't the operation's operands.
    #[wasm_bindgen(constructor)]
    pub fn new(bls12_381: bool, operation: Operation, operands: &[u8]) -> Self {
        Self(if bls12_381 { repeat::<Bls12381>(operation, operands) } else { repeat::<Bn254>(operation, operands) })
    }

    /// Runs the operation n times.
    pub fn run(&mut self, n: u32) {
        self.0.run(n);
    }

    /// The last value.
    pub fn value(&self) -> Vec<u8> {
        self.0.value()
    }
}

fn repeat<M>(operation: Operation, operands: &[u8]) -> Box<dyn Repeat>
where
    M: Pairing<G1: GlvCurve + Encoding, G2: Encoding>,
{
    match operation {
        Operation::FpProduct => Box::new(Product::<Fp<M>>::new(operands)),
        Operation::Fp2Product => Box::new(Product::<Fp2<M>>::new(operands)),
        Operation::Fp12Product => Box::new(Product::<Fp12<M>>::new(operands)),
        Operation::G1Addition => Box::new(Addition::<M::G1>::new(operands)),
        Operation::G2Addition => Box::new(Addition::<M::G2>::new(operands)),
        Operation::G1Multiple => Box::new(G1Multiple::<M::G1>::new(operands)),
        Operation::G2Multiple => Box::new(G2Multiple::<M::G2>::new(operands)),
        Operation::Pairing => Box::new(Pair::<M>::new(operands)),
        Operation::PreparedPairing => Box::new(PreparedPair::<M>::new(operands)),
    }
}
