//! The module's two entries, and its memory: from the end of the data on, taken by growing and never given back.
//!
//! Every address is trusted: `src/argon2.ts` of `@fedzk/keys`, which alone calls these, passes what [`allocate`] gave,
//! with as many bytes as are there.
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

/// The address of so many bytes, all zero; 0 where there is not as much memory.
#[unsafe(no_mangle)]
extern "C" fn allocate(bytes: usize) -> usize {
    let address = memory_size(0) * PAGE;
    if memory_grow(0, bytes.div_ceil(PAGE)) == usize::MAX { 0 } else { address }
}

/// Derives a tag of `tag_length` bytes, at `tag`. At `inputs` are password, salt, secret and associated data, one after the
/// other; all are zero afterwards.
///
/// Returns 0; 1 where there is not as much memory; 2 where a length or a cost is not one of Argon2's.
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
    // SAFETY: the caller's bytes, which nobody else touches until the call is over; no two of the three overlap.
    let (inputs, tag) =
        unsafe { (from_raw_parts_mut(inputs as *mut u8, length), from_raw_parts_mut(tag as *mut u8, tag_length)) };
    // SAFETY: so many were taken just now, at a page's start, and zeros are a block.
    let blocks = unsafe { from_raw_parts_mut(blocks as *mut Block, count) };

    let (password, rest) = inputs.split_at(password_length);
    let (salt, rest) = rest.split_at(salt_length);
    let (secret, associated_data) = rest.split_at(secret_length);
    let done = crate::argon2id(costs, Inputs { password, salt, secret, associated_data }, blocks, tag);
    inputs.zeroize();
    if done.is_some() { 0 } else { 2 }
}
