//! The boundary of `@fedzk/keys`: calls of numbers, on one buffer and a table of keys ([`state`]). No logic.
//!
//! A call reads its arguments from the start of the buffer, joined in the order of its comment, `a | b`. It writes its
//! results over them or after them, as the comment says. It always wipes secret arguments, unless it answers
//! [`Status::Misuse`]. It answers with a [`Status`]. If it makes a key, it answers with a handle, or why there is none:
//! [`state::REFUSED`], [`state::FULL`], [`state::MISUSE`].

#![allow(unsafe_code)] // wasm-bindgen's expansions

mod aead;
mod hash;
mod seal;
mod state;
mod vault;
mod wrap;

use fedzk_keystore::gcm::Gcm;
use wasm_bindgen::prelude::wasm_bindgen;

/// What a call answers.
#[derive(Clone, Copy)]
enum Status {
    /// Done.
    Ok = 0,
    /// Not authentic: nothing was written, and the inputs are unchanged.
    Refused = 1,
    /// Lengths beyond the buffer or not allowed, or a handle of no such key: nothing was done.
    Misuse = 2,
}

impl Status {
    /// The status of an operation that can only be refused.
    fn of(authentic: bool) -> Self {
        if authentic { Self::Ok } else { Self::Refused }
    }
}

/// Returns the name of this build.
#[wasm_bindgen]
pub fn backend() -> String {
    String::from(if cfg!(feature = "relaxed") { "relaxed" } else { "strict" })
}

/// Checks that this module computes correctly on this machine: test case 14 of "The Galois/Counter Mode of Operation"
/// (McGrew, Viega).
#[wasm_bindgen(js_name = selfTest)]
pub fn self_test() -> bool {
    let mut data = [0; 16];
    let tag = Gcm::new(&[0; 32]).seal(&[0; 12], &[], &mut data);
    u128::from_be_bytes(data) == 0xcea7_403d_4d60_6b6e_074e_c5d3_baf3_9d18
        && u128::from_be_bytes(tag) == 0xd0d1_c8a7_9999_6bf0_265b_98b5_d48a_b919
}
