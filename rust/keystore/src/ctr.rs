//! Counter mode (SP 800-38A §6.5), with the counter wherever a mode has it.

use crate::{aes::Aes, lanes::V};

/// XORs data with the encryptions of `block(first)`, `block(first + 1)`, …; the counter wraps at 2^32.
#[inline(always)]
pub fn apply(aes: &Aes, block: impl Fn(u32) -> V, first: u32, data: &mut [u8]) {
    let mut counter = first;
    let (blocks, rest) = data.as_chunks_mut::<16>();
    let (groups, blocks) = blocks.as_chunks_mut::<4>();
    for group in groups {
        let pads = aes.encrypt_each([0, 1, 2, 3].map(|i| block(counter.wrapping_add(i))));
        for (data, pad) in group.iter_mut().zip(pads) {
            (V::load(data) ^ pad).store(data);
        }
        counter = counter.wrapping_add(4);
    }
    for data in blocks {
        (V::load(data) ^ aes.encrypt(block(counter))).store(data);
        counter = counter.wrapping_add(1);
    }
    if !rest.is_empty() {
        let mut pad = [0; 16];
        aes.encrypt(block(counter)).store(&mut pad);
        for (data, pad) in rest.iter_mut().zip(pad) {
            *data ^= pad;
        }
    }
}
