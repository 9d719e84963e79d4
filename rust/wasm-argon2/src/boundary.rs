//! The module's two entries, and its memory: it starts at the end of the data, grows and is never given back.
//!
//! Every address is trusted: only `src/argon2.ts` of `@fedzk/keys` calls these. It passes addresses from [`allocate`],
//! with the same number of bytes.
#![allow(unsafe_code)]

use crate::{Block, Costs, Inputs};
use core::arch::wasm32::{memory_grow, memory_size, unreachable};
use core::panic::PanicInfo;
use core::slice::from_raw_parts_mut;
use zeroize::Zeroize;

const PAGE: usize = 65_536;

#[panic_handler]
fn panic(_: &PanicInfo) -> ! {
    unreachable()
}

/// Allocates bytes, all zero, and returns their address; 0 if there is not enough memory.
#[unsafe(no_mangle)]
extern "C" fn allocate(bytes: usize) -> usize {
    let address = memory_size(0) * PAGE;
    if memory_grow(0, bytes.div_ceil(PAGE)) == usize::MAX { 0 } else { address }
}

/// Derives a tag of `tag_length` bytes, at `tag`. Password, salt, secret and associated data are at `inputs`, one after
/// the other; all are zero afterwards.
///
/// Returns 0; 1 if there is not enough memory; 2 if Argon2 does not allow a length or a cost.
#[unsafe(no_mangle)]
extern "C" fn argon2id(
    inputs: usize,
    password_length: usize,
    salt_length: usize,
    secret_length: usize,
    associated_data_length: usize,
    memory_kib: u32,
    passes: u32,
    parallelism: u32,
    tag: usize,
    tag_length: usize,
) -> u32 {
    let costs = Costs { memory_kib, passes, parallelism };
    let Some(count) = crate::block_count(costs) else { return 2 };
    let blocks = count.checked_mul(Block::SIZE).map_or(0, |bytes| allocate(bytes));
    if blocks == 0 {
        return 1;
    }
    let length = password_length + salt_length + secret_length + associated_data_length;
    // SAFETY: the caller's bytes, which nobody else uses during the call; no two of the three overlap.
    let (inputs, tag) =
        unsafe { (from_raw_parts_mut(inputs as *mut u8, length), from_raw_parts_mut(tag as *mut u8, tag_length)) };
    // SAFETY: this many were just allocated, at a page's start, and zeros are a valid block.
    let blocks = unsafe { from_raw_parts_mut(blocks as *mut Block, count) };

    let (password, rest) = inputs.split_at(password_length);
    let (salt, rest) = rest.split_at(salt_length);
    let (secret, associated_data) = rest.split_at(secret_length);
    let done = crate::argon2id(costs, Inputs { password, salt, secret, associated_data }, blocks, tag);
    inputs.zeroize();
    if done.is_some() { 0 } else { 2 }
}
