//! The common part of the suites. The same tests run natively and, through `wasm-bindgen-test`, in Node on wasm32.
#![allow(dead_code, unused_macros, missing_docs, clippy::unwrap_used, clippy::format_collect)]

#[macro_use]
mod each;
pub mod primes;
mod random;
pub mod reference;

use fedzk_curves::{
    curve::{Affine, Curve, Jacobian},
    field::{Fp, Prime},
};
use num_bigint::BigUint;
pub use random::Random;

impl Random {
    pub fn below(&mut self, limit: &BigUint) -> BigUint {
        let words: Vec<u32> = (0..16).map(|_| self.word() as u32).collect();
        BigUint::new(words) % limit
    }
}

pub fn big(words: &[u64]) -> BigUint {
    words.iter().rev().fold(BigUint::ZERO, |acc, &word| (acc << 64u32) + word)
}

pub fn words<const W: usize>(value: &BigUint) -> [u64; W] {
    let mut out = [0; W];
    for (slot, digit) in out.iter_mut().zip(value.to_u64_digits()) {
        *slot = digit;
    }
    out
}

pub fn modulus<M: Prime>() -> BigUint {
    big(&M::MODULUS)
}

pub fn fp<M: Prime>(value: &BigUint) -> Fp<M> {
    Fp::from_words(words(value)).unwrap()
}

pub fn decimal(text: &str) -> BigUint {
    text.parse().unwrap()
}

pub fn bytes(hex: &str) -> Vec<u8> {
    let hex = hex.strip_prefix("0x").unwrap_or(hex);
    (0..hex.len()).step_by(2).map(|i| u8::from_str_radix(&hex[i..i + 2], 16).unwrap()).collect()
}

pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

pub fn multiple<C: Curve>(k: &BigUint) -> Option<Affine<C>> {
    let point = Jacobian::from(Affine::<C>::GENERATOR).vartime_mul_plain(&words::<4>(k));
    point.vartime_coordinates().map(|c| c.vartime_check().unwrap())
}
