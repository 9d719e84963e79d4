//! Authenticated encryption, with the algorithm of the key's handle.

use crate::{
    Status,
    state::{Key, keep, with_keys, with_parts},
};
use fedzk_keystore::{
    gcm::{self, Gcm, TAG_BYTES},
    gcm_siv::{self, GcmSiv},
    xaes::{self, Xaes},
};
use wasm_bindgen::prelude::wasm_bindgen;

/// Makes a key of AES-256-GCM, with nonces of 12 bytes. In: key 32, wiped. Returns a handle, `FULL` or `MISUSE`.
#[wasm_bindgen(js_name = gcmNew)]
pub fn gcm_new() -> u32 {
    keep(32, |key| Some(Key::Gcm(Box::new(Gcm::new(key.try_into().ok()?)))))
}

/// Makes a key of XAES-256-GCM, with nonces of 24 bytes. In: key 32, wiped. Returns a handle, `FULL` or `MISUSE`.
#[wasm_bindgen(js_name = xaesNew)]
pub fn xaes_new() -> u32 {
    keep(32, |key| Some(Key::Xaes(Box::new(Xaes::new(key.try_into().ok()?)))))
}

/// Makes a key of AES-256-GCM-SIV, with nonces of 12 bytes. In: key 32, wiped. Returns a handle, `FULL` or `MISUSE`.
#[wasm_bindgen(js_name = gcmSivNew)]
pub fn gcm_siv_new() -> u32 {
    keep(32, |key| Some(Key::GcmSiv(Box::new(GcmSiv::new(key.try_into().ok()?)))))
}

/// Encrypts in place. In: nonce | aad | plaintext. Out: nonce | aad | ciphertext | tag 16.
#[wasm_bindgen(js_name = aeadSeal)]
pub fn aead_seal(key: u32, aad: usize, data: usize) -> u32 {
    let status = with_message(key, aad, data, |key, [nonce, aad, data, tag]| {
        tag.copy_from_slice(&match key {
            Key::Gcm(key) => key.seal((&*nonce).try_into().ok()?, aad, data),
            Key::Xaes(key) => key.seal((&*nonce).try_into().ok()?, aad, data),
            Key::GcmSiv(key) => key.seal((&*nonce).try_into().ok()?, aad, data),
            _ => return None,
        });
        Some(Status::Ok)
    });
    status as u32
}

/// Decrypts in place. In: nonce | aad | ciphertext | tag 16. Out: nonce | aad | plaintext; the caller reads and wipes
/// it. If it is refused, the buffer is unchanged.
#[wasm_bindgen(js_name = aeadOpen)]
pub fn aead_open(key: u32, aad: usize, data: usize) -> u32 {
    let status = with_message(key, aad, data, |key, [nonce, aad, data, tag]| {
        let tag = (&*tag).try_into().ok()?;
        Some(Status::of(match key {
            Key::Gcm(key) => key.open((&*nonce).try_into().ok()?, aad, data, tag),
            Key::Xaes(key) => key.open((&*nonce).try_into().ok()?, aad, data, tag),
            Key::GcmSiv(key) => key.open((&*nonce).try_into().ok()?, aad, data, tag),
            _ => return None,
        }))
    });
    status as u32
}

/// Calls with the key, and with nonce, aad, data and tag.
fn with_message(
    key: u32,
    aad: usize,
    data: usize,
    call: impl FnOnce(&Key, [&mut [u8]; 4]) -> Option<Status>,
) -> Status {
    with_keys(|keys| {
        let key = keys.get(key)?;
        let nonce = match key {
            Key::Gcm(_) => gcm::NONCE_BYTES,
            Key::Xaes(_) => xaes::NONCE_BYTES,
            Key::GcmSiv(_) => gcm_siv::NONCE_BYTES,
            _ => return None,
        };
        with_parts([nonce, aad, data, TAG_BYTES], |parts| call(key, parts))?
    })
    .unwrap_or(Status::Misuse)
}
