//! Hashes pairs of hashes after one byte, as a tree's nodes are: 65 bytes, so two blocks. The second one has only one
//! byte that isn't padding, so its 256 schedules are in a table.

use crate::Hash;
use crate::compress::{Working, compress};
use crate::constants::{INITIAL, ROUND};
use crate::lanes::{U32x4, columns, rows_of, words_of};
use alloc::boxed::Box;
use alloc::vec::Vec;
use once_cell::race::OnceBox;

/// Writes SHA-256(prefix ‖ left ‖ right) of each pair over the first hashes.
///
/// # Returns
///
/// The number of pairs; a hash that is left over stays in its place.
pub fn hash_pairs(prefix: u8, hashes: &mut [Hash]) -> usize {
    let tails = TAILS.get_or_init(|| Box::new((0..=u8::MAX).map(schedule).collect()));
    let count = hashes.len() / 2;
    for first in (0..count).step_by(4) {
        // The last group may have fewer than four: a pair that is hashed twice is written once.
        let pairs = [0, 1, 2, 3].map(|lane| 2 * (first + lane).min(count - 1));
        let parents = hash_four(prefix, tails, pairs.map(|at| [&hashes[at], &hashes[at + 1]]));
        for (parent, hash) in hashes[first..count].iter_mut().zip(parents) {
            *parent = hash;
        }
    }
    count
}

#[inline(never)]
fn hash_four(prefix: u8, tails: &[Tail], pairs: [[&Hash; 2]; 4]) -> [Hash; 4] {
    let [left, right]: [[U32x4; 8]; 2] = [0, 1].map(|side| words_of(pairs.map(|pair| pair[side])));
    let mut words = [U32x4::splat(u32::from(prefix) << 24); 16];
    // One byte later than in the pair.
    let mut before = words[0];
    for (i, (word, of_pair)) in words.iter_mut().zip(left.into_iter().chain(right)).enumerate() {
        let carried = if i == 0 { before } else { before.shift_left::<24>() };
        *word = carried.or(of_pair.shift_right::<8>());
        before = of_pair;
    }
    let mut state = INITIAL.map(U32x4::splat);
    compress(&mut state, words);
    let rows = pairs.map(|[_, right]| &tails[usize::from(right[31])]);
    compress_tail(&mut state, rows);
    rows_of(&state)
}

#[inline(never)]
fn compress_tail(state: &mut [U32x4; 8], rows: [&Tail; 4]) {
    let mut v = Working::of(state);
    for group in 0..ROUND.len() / 4 {
        for word in columns(rows.map(|row| &row.as_chunks().0[group])) {
            v.round(word);
        }
    }
    v.add_to(state);
}

/// Words and constants of the rounds of a block.
type Tail = [u32; 64];
/// By the byte.
type Tails = Vec<Tail>;

static TAILS: OnceBox<Tails> = OnceBox::new();

/// The schedule (§6.2.2) of a second block: a byte, a bit 1, and the length of 65 bytes.
fn schedule(byte: u8) -> Tail {
    let mut w = [0_u32; 64];
    w[0] = u32::from(byte) << 24 | 0x80 << 16;
    w[15] = 8 * 65;
    for i in 16..64 {
        let (w15, w2) = (w[i - 15], w[i - 2]);
        let sigma0 = w15.rotate_right(7) ^ w15.rotate_right(18) ^ (w15 >> 3);
        let sigma1 = w2.rotate_right(17) ^ w2.rotate_right(19) ^ (w2 >> 10);
        w[i] = w[i - 16].wrapping_add(sigma0).wrapping_add(w[i - 7]).wrapping_add(sigma1);
    }
    for (word, constant) in w.iter_mut().zip(ROUND) {
        *word = word.wrapping_add(constant);
    }
    w
}

#[cfg(test)]
mod tests {
    use super::*;
    use sha2::{Digest, Sha256};

    #[cfg_attr(target_arch = "wasm32", wasm_bindgen_test::wasm_bindgen_test)]
    #[cfg_attr(not(target_arch = "wasm32"), test)]
    fn pairs_of_any_number_and_every_last_byte() {
        for count in [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 17, 511, 512] {
            let hashes: Vec<Hash> = (0..count)
                .map(|i: u32| {
                    let mut hash: Hash = Sha256::digest(i.to_be_bytes()).into();
                    hash[31] = (i / 2) as u8;
                    hash
                })
                .collect();
            for prefix in [0, 1, 255] {
                let mut parents = hashes.clone();
                assert_eq!(hash_pairs(prefix, &mut parents), hashes.len() / 2);
                for (pair, parent) in hashes.as_chunks::<2>().0.iter().zip(&parents) {
                    let wanted: Hash =
                        Sha256::new().chain_update([prefix]).chain_update(pair.as_flattened()).finalize().into();
                    assert_eq!(*parent, wanted, "{count}");
                }
                assert_eq!(parents.last().filter(|_| count % 2 == 1), hashes.last().filter(|_| count % 2 == 1));
            }
        }
    }
}
