//! SHA-256, HMAC, HKDF and PBKDF2.

use crate::{
    Status,
    state::{Key, keep, with_keys, with_parts},
};
use fedzk_keystore::hash::{self, DIGEST_BYTES, Hmac};
use fedzk_keystore::wipe::wipe;
use wasm_bindgen::prelude::wasm_bindgen;

/// Computes SHA-256. In: message, wiped. Out, behind it: digest 32.
#[wasm_bindgen]
pub fn sha256(message: usize) -> u32 {
    let done = with_parts([message, DIGEST_BYTES], |[message, out]| {
        out.copy_from_slice(&hash::sha256(message));
        wipe(message);
    });
    status(done)
}

/// Makes a key of HMAC-SHA256. In: key, wiped. Returns a handle, or 0.
#[wasm_bindgen(js_name = hmacNew)]
pub fn hmac_new(key: usize) -> u32 {
    keep(key, |key| Some(Key::Hmac(Box::new(Hmac::new(key)))))
}

/// Computes HMAC-SHA256. In: message, wiped. Out, behind it: code 32.
#[wasm_bindgen]
pub fn hmac(key: u32, message: usize) -> u32 {
    let done = with_keys(|keys| match keys.get(key)? {
        Key::Hmac(key) => with_parts([message, DIGEST_BYTES], |[message, out]| {
            out.copy_from_slice(&key.mac(&[message]));
            wipe(message);
        }),
        _ => None,
    });
    status(done)
}

/// Computes HKDF-SHA256. In: key, wiped | salt | info. Out, behind them: `out` bytes, at most 255·32; the caller reads
/// and wipes them.
#[wasm_bindgen]
pub fn hkdf(key: usize, salt: usize, info: usize, out: usize) -> u32 {
    let done = with_parts([key, salt, info, out], |[key, salt, info, out]| {
        let fits = hash::hkdf(key, salt, &[info], out);
        wipe(key);
        fits.then_some(())
    });
    status(done.flatten())
}

/// Computes PBKDF2-HMAC-SHA256. In: password, wiped | salt. Out, behind them: `out` bytes; the caller reads and wipes
/// them.
#[wasm_bindgen]
pub fn pbkdf2(password: usize, salt: usize, iterations: u32, out: usize) -> u32 {
    let done = with_parts([password, salt, out], |[password, salt, out]| {
        let fits = hash::pbkdf2(password, salt, iterations, out);
        wipe(password);
        fits.then_some(())
    });
    status(done.flatten())
}

fn status(done: Option<()>) -> u32 {
    done.map_or(Status::Misuse, |()| Status::Ok) as u32
}
