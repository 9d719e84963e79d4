//! Four messages at a time, of any lengths: a lane whose message has ended takes the next one.

use crate::constants::{INITIAL, ROUND};
use crate::lanes::{U32x4, words_of_blocks};
use crate::{BLOCK_BYTES, HASH_BYTES, Hash};

/// Messages to be hashed.
pub trait Messages {
    /// How many bytes a message has.
    fn length(&self, message: usize) -> usize;

    /// Writes bytes of a message, from an offset on; as many as there is room for, all of which it has.
    fn read(&self, message: usize, offset: usize, out: &mut [u8]);
}

impl Messages for &[u8] {
    fn length(&self, _: usize) -> usize {
        self.len()
    }

    #[inline(always)]
    fn read(&self, _: usize, offset: usize, out: &mut [u8]) {
        out.copy_from_slice(&self[offset..][..out.len()]);
    }
}

/// The hash of one message. It takes as long as those of four.
pub fn hash(message: &[u8]) -> Hash {
    let mut hashes = [Hash::default()];
    hash_each(&message, &mut hashes);
    hashes[0]
}

/// Writes the hash of each message, as many as there is room for.
pub fn hash_each(messages: &dyn Messages, hashes: &mut [Hash]) {
    let mut next = 0;
    let mut lanes = [Lane::IDLE; 4];
    let mut state = INITIAL.map(U32x4::splat);
    loop {
        // A lane that ended is read out and begins anew.
        for (i, lane) in lanes.iter_mut().enumerate() {
            if lane.blocks > 0 {
                continue;
            }
            if let Some(hash) = lane.message.and_then(|message| hashes.get_mut(message)) {
                write_hash(&state, i, hash);
            }
            *lane = Lane::IDLE;
            if next < hashes.len() {
                *lane = Lane::of(next, messages.length(next));
                restart(&mut state, i);
                next += 1;
            }
        }
        if lanes.iter().all(|lane| lane.blocks == 0) {
            return;
        }
        let mut blocks = [[0; BLOCK_BYTES]; 4];
        for (lane, block) in lanes.iter_mut().zip(&mut blocks) {
            lane.take(messages, block);
        }
        compress(&mut state, words_of_blocks(&blocks));
    }
}

/// What a lane is at.
#[derive(Clone, Copy)]
struct Lane {
    message: Option<usize>,
    length: usize,
    offset: usize,
    /// How many are to come, with the padding's.
    blocks: usize,
}

impl Lane {
    const IDLE: Self = Self { message: None, length: 0, offset: 0, blocks: 0 };

    fn of(message: usize, length: usize) -> Self {
        // A bit 1 and the length, 9 bytes, must fit (§5.1.1).
        Self { message: Some(message), length, offset: 0, blocks: (length + 9).div_ceil(BLOCK_BYTES) }
    }

    /// The next block.
    #[inline(always)]
    fn take(&mut self, messages: &dyn Messages, block: &mut [u8; BLOCK_BYTES]) {
        let Some(message) = self.message.filter(|_| self.blocks > 0) else { return };
        self.blocks -= 1;
        let left = self.length.saturating_sub(self.offset);
        if left >= BLOCK_BYTES {
            messages.read(message, self.offset, block);
            self.offset += BLOCK_BYTES;
            return;
        }
        if self.offset <= self.length {
            messages.read(message, self.offset, &mut block[..left]);
            block[left] = 0x80;
            // Beyond the end: a block of padding alone has no second bit 1.
            self.offset = self.length + 1;
        }
        if self.blocks == 0 {
            block[BLOCK_BYTES - 8..].copy_from_slice(&(8 * self.length as u64).to_be_bytes());
        }
    }
}

fn write_hash(state: &[U32x4; 8], lane: usize, hash: &mut Hash) {
    for (word, bytes) in state.iter().zip(hash.as_chunks_mut::<{ HASH_BYTES / 8 }>().0) {
        *bytes = word.to_array()[lane].to_be_bytes();
    }
}

fn restart(state: &mut [U32x4; 8], lane: usize) {
    for (word, initial) in state.iter_mut().zip(INITIAL) {
        let mut words = word.to_array();
        words[lane] = initial;
        *word = U32x4::new(words);
    }
}

/// §6.2.2, in each lane.
#[inline(never)]
fn compress(state: &mut [U32x4; 8], mut w: [U32x4; 16]) {
    let mut v = *state;
    for (group, constants) in ROUND.as_chunks::<16>().0.iter().enumerate() {
        if group > 0 {
            for i in 0..16 {
                w[i] = scheduled(&w, i);
            }
        }
        for (i, constant) in constants.iter().enumerate() {
            round(&mut v, w[i].plus(U32x4::splat(*constant)));
        }
    }
    for (word, v) in state.iter_mut().zip(v) {
        *word = word.plus(v);
    }
}

#[inline(always)]
fn scheduled(w: &[U32x4; 16], i: usize) -> U32x4 {
    let (w15, w2) = (w[(i + 1) % 16], w[(i + 14) % 16]);
    let sigma0 = w15.rotate_right::<7>().xor(w15.rotate_right::<18>()).xor(w15.shift_right::<3>());
    let sigma1 = w2.rotate_right::<17>().xor(w2.rotate_right::<19>()).xor(w2.shift_right::<10>());
    w[i].plus(sigma0).plus(w[(i + 9) % 16]).plus(sigma1)
}

#[inline(always)]
fn round(v: &mut [U32x4; 8], word: U32x4) {
    let [a, b, c, d, e, f, g, h] = *v;
    let sum_e = e.rotate_right::<6>().xor(e.rotate_right::<11>()).xor(e.rotate_right::<25>());
    let sum_a = a.rotate_right::<2>().xor(a.rotate_right::<13>()).xor(a.rotate_right::<22>());
    let t1 = h.plus(word).plus(e.select(f, g)).plus(sum_e);
    let majority = a.xor(b).select(c, b);
    *v = [t1.plus(majority).plus(sum_a), a, b, c, d.plus(t1), e, f, g];
}

#[cfg(test)]
mod tests {
    use super::*;
    use sha2::{Digest, Sha256};

    struct Slices<'a>(&'a [&'a [u8]]);

    impl Messages for Slices<'_> {
        fn length(&self, message: usize) -> usize {
            self.0[message].len()
        }

        fn read(&self, message: usize, offset: usize, out: &mut [u8]) {
            out.copy_from_slice(&self.0[message][offset..offset + out.len()]);
        }
    }

    fn check(messages: &[&[u8]]) {
        let mut hashes = vec![[0; HASH_BYTES]; messages.len()];
        hash_each(&Slices(messages), &mut hashes);
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
