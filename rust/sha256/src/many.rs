//! Hashes four messages of any lengths at a time: a lane whose message has ended takes the next one.

use crate::compress::compress;
use crate::constants::INITIAL;
use crate::lanes::{U32x4, rows_of, words_of};
use crate::{BLOCK_BYTES, Hash};

/// The hash of one message, which takes as long as the hashes of four.
pub fn hash(message: &[u8]) -> Hash {
    let mut hashes = [Hash::default()];
    hash_each(message, &[(0, message.len())], &mut hashes);
    hashes[0]
}

/// Writes the hashes of as many messages as there is room for.
///
/// # Arguments
///
/// * `places` - where each message begins in the bytes, and where it ends
pub fn hash_each(bytes: &[u8], places: &[(usize, usize)], hashes: &mut [Hash]) {
    let mut waiting = places.iter().map(|(start, end)| &bytes[*start..*end]).zip(hashes);
    let mut lanes = [const { Lane::IDLE }; 4];
    let mut state = INITIAL.map(U32x4::splat);
    let mut last = [[0; BLOCK_BYTES]; 4];
    loop {
        let ended = lanes.each_ref().map(|lane| lane.blocks == 0);
        if ended.contains(&true) {
            // Read the hash of a lane that has ended, and give the lane the next message.
            for (lane, hash) in lanes.iter_mut().zip(rows_of(&state)).filter(|(lane, _)| lane.blocks == 0) {
                if let Some(place) = lane.hash.take() {
                    *place = hash;
                }
                if let Some((message, place)) = waiting.next() {
                    *lane = Lane::of(message, place);
                }
            }
            if lanes.iter().all(|lane| lane.blocks == 0) {
                return;
            }
            let anew = U32x4::new(ended.map(|ended| if ended { u32::MAX } else { 0 }));
            for (word, initial) in state.iter_mut().zip(INITIAL) {
                *word = anew.select(U32x4::splat(initial), *word);
            }
        }
        let [a, b, c, d] = &mut last;
        let [lane_a, lane_b, lane_c, lane_d] = &mut lanes;
        compress(&mut state, words_of([lane_a.take(a), lane_b.take(b), lane_c.take(c), lane_d.take(d)]));
    }
}

/// The state of a lane.
struct Lane<'a> {
    /// Bytes that are still to come.
    rest: &'a [u8],
    /// The message's length in bits.
    length: u64,
    /// The number of blocks that are still to come, with the padding's.
    blocks: usize,
    /// Where its hash belongs.
    hash: Option<&'a mut Hash>,
}

impl<'a> Lane<'a> {
    const IDLE: Self = Self { rest: &[], length: 0, blocks: 0, hash: None };

    fn of(message: &'a [u8], hash: &'a mut Hash) -> Self {
        // A bit 1 and the length, 9 bytes, must fit (§5.1.1).
        let blocks = (message.len() + 9).div_ceil(BLOCK_BYTES);
        Self { rest: message, length: 8 * message.len() as u64, blocks, hash: Some(hash) }
    }

    /// The next block. If it isn't all message, it is put together in `last`.
    #[inline(always)]
    fn take<'b>(&mut self, last: &'b mut [u8; BLOCK_BYTES]) -> &'b [u8; BLOCK_BYTES]
    where
        'a: 'b,
    {
        let before = self.blocks;
        self.blocks = before.saturating_sub(1);
        if let Some((block, rest)) = self.rest.split_first_chunk() {
            self.rest = rest;
            return block;
        }
        if before > 0 {
            let at = self.rest.len();
            last[..at].copy_from_slice(self.rest);
            last[at..].fill(0);
            self.rest = &[];
            // If the length didn't fit, the bit 1 is in the block before.
            let in_block_before = before == 1 && at == 0 && !self.length.is_multiple_of(8 * BLOCK_BYTES as u64);
            if !in_block_before {
                last[at] = 0x80;
            }
            if self.blocks == 0 {
                last[BLOCK_BYTES - 8..].copy_from_slice(&self.length.to_be_bytes());
            }
        }
        last
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::HASH_BYTES;
    use sha2::{Digest, Sha256};

    fn check(messages: &[&[u8]]) {
        let mut hashes = vec![[0; HASH_BYTES]; messages.len()];
        let mut end = 0;
        let places: Vec<(usize, usize)> = messages
            .iter()
            .map(|message| {
                end += message.len();
                (end - message.len(), end)
            })
            .collect();
        hash_each(&messages.concat(), &places, &mut hashes);
        for (message, hash) in messages.iter().zip(hashes) {
            assert_eq!(hash.as_slice(), Sha256::digest(message).as_slice(), "{} bytes", message.len());
        }
    }

    #[cfg_attr(target_arch = "wasm32", wasm_bindgen_test::wasm_bindgen_test)]
    #[cfg_attr(not(target_arch = "wasm32"), test)]
    fn every_length_beside_every_other() {
        let bytes: Vec<u8> = (0..400_u32).map(|i| (i * i / 7) as u8).collect();
        let lengths = (0..bytes.len()).map(|i| i * 37 % 400);
        let messages: Vec<&[u8]> = lengths.map(|length| &bytes[..length]).collect();
        for count in 0..9 {
            check(&messages[..count]);
        }
        check(&messages);
    }
}
