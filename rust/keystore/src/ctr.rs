//! Counter mode (SP 800-38A §6.5), for any place of the counter in the block.

use crate::{
    aes::{Aes, Stretch},
    lanes::V,
};

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

/// Like [`apply`], with the counter in the block's last word, big-endian, as in GCM.
pub fn apply_to_last_word(aes: &Aes, block: V, first: u32, data: &mut [u8]) {
    let block_of = |counter: u32| block.with_word::<3>(counter.swap_bytes());
    let mut counter = first;
    let mut rest = data;
    while rest.len() >= GROUP_BYTES && counter as u8 <= LAST_GROUP {
        // Takes the groups until byte 14 changes; the group in which it does is encrypted block by block.
        let (groups, _) = rest.as_chunks_mut::<GROUP_BYTES>();
        let count = groups.len().min(usize::from(LAST_GROUP - counter as u8) / 16 + 1);
        let stretch = Stretch::new(aes, block_of(counter));
        for group in &mut groups[..count] {
            let last_bytes = V::splat(counter as u8).plus(NUMBERS);
            let (blocks, _) = group.as_chunks_mut::<16>();
            stretch.encrypt_16(last_bytes, |i, pads| {
                for (data, pad) in blocks[4 * i..4 * i + 4].iter_mut().zip(pads) {
                    (V::load(data) ^ pad).store(data);
                }
            });
            counter = counter.wrapping_add(16);
        }
        rest = &mut rest[count * GROUP_BYTES..];
        let plain = rest.len().min(GROUP_BYTES);
        let (group, others) = rest.split_at_mut(plain);
        apply(aes, block_of, counter, group);
        counter = counter.wrapping_add(16);
        rest = others;
    }
    apply(aes, block_of, counter, rest);
}

/// 16 blocks.
const GROUP_BYTES: usize = 256;
/// The last byte from which 16 blocks no longer share byte 14.
const LAST_GROUP: u8 = 240;
/// 0 to 15.
const NUMBERS: V = V::new([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15]);
