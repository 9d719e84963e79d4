//! The boundary of `@fedzk/agg`: copy in, call, return bytes. No logic.
//!
//! Elements are those of BN254's scalar field, 32 bytes each, as `fedzk-shares` has them. What is malformed gives `undefined`
//! or false. The copies that glue makes of shares stay in the module's memory until others take their place.

#![allow(unsafe_code)] // wasm-bindgen's expansions

use fedzk_curves::bn254::Bn254Scalar;
use wasm_bindgen::prelude::wasm_bindgen;

type Field = Bn254Scalar;

/// Whether this module computes right where it runs: 2^257 + 1 mod r, as the tag of 2^256 mod r at rho = 2 with the pad 1.
#[wasm_bindgen(js_name = selfTest)]
pub fn self_test() -> bool {
    let (mut wide, mut pad, mut rho) = ([0; 48], [0; 32], [0; 32]);
    (wide[15], pad[31], rho[31]) = (1, 1, 2);
    let share = [fedzk_shares::narrow::<Field>(&wide).as_slice(), &pad].concat();
    let words: [u64; 4] = [0x1c14_ef83_340f_be5e, 0xccdd_46de_f0f2_8c5c, 0x6df8_ed2b_3ec1_9a53, 0x592c_6838_9fff_fff7];
    fedzk_shares::tags::<Field>(&share, 1, &rho).is_some_and(|tag| tag == words.map(u64::to_be_bytes).as_flattened())
}

/// Whether bytes are elements, each below r.
#[wasm_bindgen(js_name = areElements)]
pub fn are_elements(bytes: &[u8]) -> bool {
    fedzk_shares::are_elements::<Field>(bytes)
}

/// The elements that integers of 48 bytes each are congruent to.
#[wasm_bindgen]
pub fn narrow(wide: &[u8]) -> Vec<u8> {
    fedzk_shares::narrow::<Field>(wide)
}

/// The tag of each part of a share, of so many elements beside the pad.
#[wasm_bindgen]
pub fn tags(share: &[u8], elements: usize, rho: &[u8]) -> Option<Vec<u8>> {
    fedzk_shares::tags::<Field>(share, elements, rho)
}

/// A sum of shares, without their pads.
#[wasm_bindgen]
pub struct Sum(fedzk_shares::Sum<Field>);

#[wasm_bindgen]
impl Sum {
    /// A sum of none, of so many parts of so many elements beside the pad.
    #[wasm_bindgen(constructor)]
    pub fn new(parts: usize, elements: usize) -> Self {
        Self(fedzk_shares::Sum::new(parts, elements))
    }

    /// Adds a share; false, and nothing is added, where it is none.
    pub fn add(&mut self, share: &[u8]) -> bool {
        self.0.add(share)
    }

    /// The sums as elements.
    pub fn read(&self) -> Vec<u8> {
        self.0.read()
    }
}
