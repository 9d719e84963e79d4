//! The boundary of `@fedzk/agg`: copy in, call, return bytes. No logic.
//!
//! Elements are those of a curve's scalar field, 32 bytes each, as `fedzk-shares` has them. The curve's number is 1 for
//! BN254, 2 for BLS12-381. Malformed input gives `undefined` or false. The copies of shares that the glue makes stay in
//! the module's memory until other data replaces them.

#![allow(unsafe_code)] // wasm-bindgen's expansions

use fedzk_curves::{bls12_381::Bls12381Scalar, bn254::Bn254Scalar, field::Prime};
use wasm_bindgen::prelude::wasm_bindgen;

const BLS12_381: u8 = 2;

/// Evaluates an expression over the scalar field of the curve with this number.
macro_rules! over {
    ($curve:expr, $field:ident => $value:expr) => {
        if $curve == BLS12_381 {
            type $field = Bls12381Scalar;
            $value
        } else {
            type $field = Bn254Scalar;
            $value
        }
    };
}

/// Checks that this module computes correctly on this machine, for both curves.
#[wasm_bindgen(js_name = selfTest)]
pub fn self_test() -> bool {
    doubles::<Bn254Scalar>([0x1c14_ef83_340f_be5e, 0xccdd_46de_f0f2_8c5c, 0x6df8_ed2b_3ec1_9a53, 0x592c_6838_9fff_fff7])
        && doubles::<Bls12381Scalar>([
            0x3049_62b3_598a_0adf,
            0x3318_9fdf_d978_9fea,
            0xb109_6ff4_0006_9004,
            0x0000_0003_ffff_fffd,
        ])
}

/// Whether 2^257 + 1 mod r, as the tag of 2^256 mod r at rho = 2 with the pad 1, has these words.
fn doubles<M: Prime>(words: [u64; 4]) -> bool {
    let (mut wide, mut pad, mut rho) = ([0; 48], [0; 32], [0; 32]);
    (wide[15], pad[31], rho[31]) = (1, 1, 2);
    let share = [fedzk_shares::narrow::<M>(&wide).as_slice(), &pad].concat();
    fedzk_shares::tags::<M>(&share, 1, &rho).is_some_and(|tag| tag == words.map(u64::to_be_bytes).as_flattened())
}

/// Returns whether the bytes are field elements, each below r.
#[wasm_bindgen(js_name = areElements)]
pub fn are_elements(curve: u8, bytes: &[u8]) -> bool {
    over!(curve, M => fedzk_shares::are_elements::<M>(bytes))
}

/// Reduces integers of 48 bytes each modulo r. Returns the elements.
#[wasm_bindgen]
pub fn narrow(curve: u8, wide: &[u8]) -> Vec<u8> {
    over!(curve, M => fedzk_shares::narrow::<M>(wide))
}

/// Computes the tag of each part of a share. A part has this number of elements, and the pad.
#[wasm_bindgen]
pub fn tags(curve: u8, share: &[u8], elements: usize, rho: &[u8]) -> Option<Vec<u8>> {
    over!(curve, M => fedzk_shares::tags::<M>(share, elements, rho))
}

/// Adds up shares, without their pads.
#[wasm_bindgen]
pub struct Sum(AnySum);

enum AnySum {
    Bn254(fedzk_shares::Sum<Bn254Scalar>),
    Bls12381(fedzk_shares::Sum<Bls12381Scalar>),
}

#[wasm_bindgen]
impl Sum {
    /// Makes an empty sum for this number of parts, each of this number of elements and the pad.
    #[wasm_bindgen(constructor)]
    pub fn new(curve: u8, parts: usize, elements: usize) -> Self {
        Self(if curve == BLS12_381 {
            AnySum::Bls12381(fedzk_shares::Sum::new(parts, elements))
        } else {
            AnySum::Bn254(fedzk_shares::Sum::new(parts, elements))
        })
    }

    /// Adds a share. Returns false for an invalid one, and adds nothing.
    pub fn add(&mut self, share: &[u8]) -> bool {
        match &mut self.0 {
            AnySum::Bn254(sum) => sum.add(share),
            AnySum::Bls12381(sum) => sum.add(share),
        }
    }

    /// Returns the sums as elements.
    pub fn read(&self) -> Vec<u8> {
        match &self.0 {
            AnySum::Bn254(sum) => sum.read(),
            AnySum::Bls12381(sum) => sum.read(),
        }
    }
}
