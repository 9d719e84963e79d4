//! The committing seal.

use crate::{Status, state::with_parts};
use fedzk_keystore::seal::{OVERHEAD, open_in_place, seal_hedged};
use fedzk_keystore::wipe::wipe;
use wasm_bindgen::prelude::wasm_bindgen;

/// Seals in place. In: key, wiped | context | random 32 | room for 32 | plaintext `data` | room for 16. Out: key |
/// context | sealed `data` + 80.
#[wasm_bindgen(js_name = commitSeal)]
pub fn commit_seal(key: usize, context: usize, data: usize) -> u32 {
    with_message(key, context, data, seal_hedged)
}

/// Opens in place. In: key, wiped | context | sealed `data` + 80. Out: key | context | 64 bytes | plaintext `data`; the
/// caller reads and wipes it. If it is refused, everything but the key is unchanged.
#[wasm_bindgen(js_name = commitOpen)]
pub fn commit_open(key: usize, context: usize, data: usize) -> u32 {
    with_message(key, context, data, open_in_place)
}

fn with_message(key: usize, context: usize, data: usize, call: impl FnOnce(&[u8], &[u8], &mut [u8]) -> bool) -> u32 {
    let Some(message) = data.checked_add(OVERHEAD) else { return Status::Misuse as u32 };
    let status = with_parts([key, context, message], |[key, context, message]| {
        let done = call(key, context, message);
        wipe(key);
        Status::of(done)
    });
    status.unwrap_or(Status::Misuse) as u32
}
