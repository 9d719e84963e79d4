//! Authenticated encryption, of any of the algorithms: what a handle was made by decides.

use crate::{
    Status,
    state::{Key, keep, with_buffer, with_keys},
};
use fedzk_keystore::gcm::Gcm;
use wasm_bindgen::prelude::wasm_bindgen;

/// A key of AES-256-GCM, nonces of 12 bytes. In: key 32 (wiped). A handle, or 0.
#[wasm_bindgen(js_name = gcmNew)]
pub fn gcm_new() -> u32 {
    keep(|key| Key::Gcm(Box::new(Gcm::new(key))))
}

/// Encrypts in place. In: nonce | aad | plaintext. Out: nonce | aad | ciphertext | tag 16.
#[wasm_bindgen(js_name = aeadSeal)]
pub fn aead_seal(key: u32, aad: usize, data: usize) -> u32 {
    let status = with_message(key, aad, data, |key, message| {
        *message.tag = match key {
            Key::Gcm(key) => key.seal(message.nonce.try_into().ok()?, message.aad, message.data),
        };
        Some(Status::Ok)
    });
    status as u32
}

/// Decrypts in place. In: nonce | aad | ciphertext | tag 16. Out: nonce | aad | plaintext | tag, which the caller has to
/// [`crate::state::wipe`].
#[wasm_bindgen(js_name = aeadOpen)]
pub fn aead_open(key: u32, aad: usize, data: usize) -> u32 {
    let status = with_message(key, aad, data, |key, message| {
        let authentic = match key {
            Key::Gcm(key) => key.open(message.nonce.try_into().ok()?, message.aad, message.data, message.tag),
        };
        Some(if authentic { Status::Ok } else { Status::Refused })
    });
    status as u32
}

/// The parts of the buffer.
struct Message<'a> {
    nonce: &'a [u8],
    aad: &'a [u8],
    data: &'a mut [u8],
    tag: &'a mut [u8; 16],
}

fn with_message(key: u32, aad: usize, data: usize, call: impl FnOnce(&Key, Message<'_>) -> Option<Status>) -> Status {
    with_keys(|keys| {
        let key = keys.get(key)?;
        with_buffer(|mut buffer| {
            let nonce = buffer.split_off_mut(..nonce_bytes(key))?;
            let aad = buffer.split_off_mut(..aad)?;
            let data = buffer.split_off_mut(..data)?;
            let tag = buffer.first_chunk_mut()?;
            call(key, Message { nonce, aad, data, tag })
        })
    })
    .unwrap_or(Status::Misuse)
}

/// The bytes of its nonces.
fn nonce_bytes(key: &Key) -> usize {
    match key {
        Key::Gcm(_) => 12,
    }
}
