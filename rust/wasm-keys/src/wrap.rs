//! AES-KW and AES-KWP. A key-encryption key of one must not be used with the other, which is not checked here.

use crate::{
    Status,
    state::{Key, keep, with_keys, with_parts},
};
use fedzk_keystore::kw::{Kek, OVERHEAD};
use fedzk_keystore::wipe::wipe;
use wasm_bindgen::prelude::wasm_bindgen;

/// Makes a key-encryption key. In: key 32, wiped. Returns a handle, `FULL` or `MISUSE`.
#[wasm_bindgen(js_name = kekNew)]
pub fn kek_new() -> u32 {
    keep(32, |key| Some(Key::Kek(Box::new(Kek::new(key.try_into().ok()?)))))
}

/// Wraps by AES-KW. In: key `length`, wiped; a multiple of 8, at least 16. Out, behind it: wrapped `length` + 8.
#[wasm_bindgen(js_name = kwWrap)]
pub fn kw_wrap(kek: u32, length: usize) -> u32 {
    wrap(kek, length, length.checked_add(OVERHEAD), Kek::wrap)
}

/// Wraps by AES-KWP. In: key `length`, wiped; not 0. Out, behind it: wrapped, `length` rounded up to a multiple of 8,
/// plus 8.
#[wasm_bindgen(js_name = kwpWrap)]
pub fn kwp_wrap(kek: u32, length: usize) -> u32 {
    let wrapped = length.checked_next_multiple_of(8).and_then(|padded| padded.checked_add(OVERHEAD));
    wrap(kek, length, wrapped, Kek::wrap_padded)
}

/// Unwraps by AES-KW. In: wrapped `length`. Out, behind it: key `length` − 8; the caller reads and wipes it.
#[wasm_bindgen(js_name = kwUnwrap)]
pub fn kw_unwrap(kek: u32, length: usize) -> u32 {
    let status = with_kek(kek, [Some(length), length.checked_sub(OVERHEAD)], |kek, [wrapped, key]| {
        (length.is_multiple_of(8) && length >= 24).then(|| Status::of(kek.unwrap(wrapped, key)))
    });
    status.unwrap_or(Status::Misuse) as u32
}

/// Unwraps by AES-KWP. In: wrapped `length`. Out, behind it: the key and zeros, `length` − 8 in all; the caller reads
/// and wipes them. Returns the key's length or, negative, a status.
#[wasm_bindgen(js_name = kwpUnwrap)]
pub fn kwp_unwrap(kek: u32, length: usize) -> f64 {
    let found = with_kek(kek, [Some(length), length.checked_sub(OVERHEAD)], |kek, [wrapped, key]| {
        (length.is_multiple_of(8) && length >= 16).then(|| kek.unwrap_padded(wrapped, key).ok_or(Status::Refused))
    });
    match found.unwrap_or(Err(Status::Misuse)) {
        Ok(length) => f64::from(length as u32),
        Err(status) => -f64::from(status as u32),
    }
}

/// Wraps the buffer's first bytes.
fn wrap(kek: u32, length: usize, wrapped: Option<usize>, call: impl FnOnce(&Kek, &[u8], &mut [u8]) -> bool) -> u32 {
    let status = with_kek(kek, [Some(length), wrapped], |kek, [key, wrapped]| {
        let fits = call(kek, key, wrapped);
        wipe(key);
        fits.then_some(Status::Ok)
    });
    status.unwrap_or(Status::Misuse) as u32
}

fn with_kek<T>(
    kek: u32,
    [input, output]: [Option<usize>; 2],
    call: impl FnOnce(&Kek, [&mut [u8]; 2]) -> Option<T>,
) -> Option<T> {
    with_keys(|keys| match keys.get(kek)? {
        Key::Kek(kek) => with_parts([input?, output?], |parts| call(kek, parts))?,
        _ => None,
    })
}
