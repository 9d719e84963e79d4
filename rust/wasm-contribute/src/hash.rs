//! BLAKE2b and SHA-256 of long files.

use sha2::Digest;
use wasm_bindgen::prelude::wasm_bindgen;

/// BLAKE2b-512.
#[wasm_bindgen]
pub struct Blake2b(fedzk_blake2b::Blake2b);

#[wasm_bindgen]
impl Blake2b {
    /// Of no bytes yet.
    #[wasm_bindgen(constructor)]
    #[allow(clippy::new_without_default)]
    pub fn new() -> Self {
        Self(fedzk_blake2b::Blake2b::new(fedzk_blake2b::LONGEST))
    }

    /// Goes on from a state in snarkjs's form; undefined if it is none.
    pub fn restore(state: &[u8]) -> Option<Blake2b> {
        fedzk_blake2b::Blake2b::restore(state.try_into().ok()?).map(Self)
    }

    /// Adds bytes.
    pub fn update(&mut self, bytes: &[u8]) {
        self.0.update(bytes);
    }

    /// The hash, 64 bytes.
    pub fn digest(self) -> Vec<u8> {
        self.0.digest().to_vec()
    }

    /// The state in snarkjs's form, 216 bytes.
    pub fn state(&self) -> Vec<u8> {
        self.0.state().to_vec()
    }
}

/// SHA-256.
#[wasm_bindgen]
pub struct Sha256(sha2::Sha256);

#[wasm_bindgen]
impl Sha256 {
    /// Of no bytes yet.
    #[wasm_bindgen(constructor)]
    #[allow(clippy::new_without_default)]
    pub fn new() -> Self {
        Self(sha2::Sha256::new())
    }

    /// Adds bytes.
    pub fn update(&mut self, bytes: &[u8]) {
        self.0.update(bytes);
    }

    /// The hash, 32 bytes.
    pub fn digest(self) -> Vec<u8> {
        self.0.finalize().to_vec()
    }
}
