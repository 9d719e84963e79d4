//! SHA-256's compression (FIPS 180-4 §6.2.2).
//!
//! The words of the schedule are computed four at a time in a vector, and the rounds one by one. A round renames its
//! registers instead of moving them, and b ⊕ c of its majority is a ⊕ b of the round before.

use crate::lanes::{NOWHERE, V};
pub use fedzk_sha256::INITIAL;
use fedzk_sha256::ROUND;

/// The eight working variables, and b ⊕ c.
type Variables = [u32; 9];

/// A round, of variables whose names have moved by N: place (i − N) mod 8 holds variable i.
#[inline(always)]
fn round<const N: usize>(v: &mut Variables, word: u32) {
    let at = |i: usize| (i + 16 - N) % 8;
    let (a, b, e, f, g) = (v[at(0)], v[at(1)], v[at(4)], v[at(5)], v[at(6)]);
    let choice = g ^ (e & (f ^ g));
    let a_b = a ^ b;
    let majority = b ^ (a_b & v[8]);
    let sum_e = e.rotate_right(6) ^ e.rotate_right(11) ^ e.rotate_right(25);
    let sum_a = (((a.rotate_right(9) ^ a).rotate_right(11)) ^ a).rotate_right(2);
    let t = v[at(7)].wrapping_add(word).wrapping_add(choice).wrapping_add(sum_e);
    v[at(3)] = v[at(3)].wrapping_add(t);
    v[at(7)] = t.wrapping_add(majority).wrapping_add(sum_a);
    v[8] = a_b;
}

/// A block's 16 words.
pub type Words = [V; 4];

/// The words of a block.
#[inline(always)]
pub fn words(block: &[u8; 64]) -> Words {
    const SWAPPED: V = V::new([3, 2, 1, 0, 7, 6, 5, 4, 11, 10, 9, 8, 15, 14, 13, 12]);
    let mut words = [V::ZERO; 4];
    for (words, bytes) in words.iter_mut().zip(block.as_chunks().0) {
        *words = V::load(bytes).swizzle(SWAPPED);
    }
    words
}

/// The four words that follow 16.
#[inline(always)]
fn schedule([a, b, c, d]: Words) -> V {
    const N: u8 = NOWHERE;
    /// Words 0 and 1, each twice: shifted as numbers of 64 bits, their lower halves are rotated.
    const FIRST_TWICE: V = V::new([0, 1, 2, 3, 0, 1, 2, 3, 4, 5, 6, 7, 4, 5, 6, 7]);
    /// Words 2 and 3, likewise.
    const LAST_TWICE: V = V::new([8, 9, 10, 11, 8, 9, 10, 11, 12, 13, 14, 15, 12, 13, 14, 15]);
    /// The lower halves, to words 0 and 1.
    const TO_FIRST: V = V::new([0, 1, 2, 3, 8, 9, 10, 11, N, N, N, N, N, N, N, N]);
    /// The lower halves, to words 2 and 3.
    const TO_LAST: V = V::new([N, N, N, N, N, N, N, N, 0, 1, 2, 3, 8, 9, 10, 11]);
    let sigma1 = |twice: V| twice.doubles_right::<17>() ^ twice.doubles_right::<19>() ^ twice.words_right::<10>();
    let w15 = a.next_words(b);
    let sigma0 = w15.words_right::<7>()
        ^ w15.words_left::<25>()
        ^ w15.words_right::<18>()
        ^ w15.words_left::<14>()
        ^ w15.words_right::<3>();
    let sum = a.plus_words(sigma0).plus_words(c.next_words(d));
    let sum = sum.plus_words(sigma1(d.swizzle(LAST_TWICE)).swizzle(TO_FIRST));
    sum.plus_words(sigma1(sum.swizzle(FIRST_TWICE)).swizzle(TO_LAST))
}

/// Four rounds, whose variables' names have moved by N.
macro_rules! four_rounds {
    ($n:literal, $v:ident, $words:expr) => {{
        let words: V = $words;
        round::<$n>(&mut $v, words.word::<0>());
        round::<{ $n + 1 }>(&mut $v, words.word::<1>());
        round::<{ $n + 2 }>(&mut $v, words.word::<2>());
        round::<{ $n + 3 }>(&mut $v, words.word::<3>());
    }};
}

/// Adds a block to a state.
#[inline(never)]
pub fn compress(state: &mut [u32; 8], words: Words) {
    compress_inline(state, words);
}

/// Adds a block to a state, for a loop that does nothing else.
#[inline(always)]
pub fn compress_inline(state: &mut [u32; 8], [mut w0, mut w1, mut w2, mut w3]: Words) {
    let [a, b, c, d, e, f, g, h] = *state;
    let mut v = [a, b, c, d, e, f, g, h, b ^ c];
    let [groups @ .., last] = &ROUND_WORDS;
    for constants in groups {
        four_rounds!(0, v, w0.plus_words(constants[0]));
        w0 = schedule([w0, w1, w2, w3]);
        four_rounds!(4, v, w1.plus_words(constants[1]));
        w1 = schedule([w1, w2, w3, w0]);
        four_rounds!(0, v, w2.plus_words(constants[2]));
        w2 = schedule([w2, w3, w0, w1]);
        four_rounds!(4, v, w3.plus_words(constants[3]));
        w3 = schedule([w3, w0, w1, w2]);
    }
    four_rounds!(0, v, w0.plus_words(last[0]));
    four_rounds!(4, v, w1.plus_words(last[1]));
    four_rounds!(0, v, w2.plus_words(last[2]));
    four_rounds!(4, v, w3.plus_words(last[3]));
    for (word, v) in state.iter_mut().zip(v) {
        *word = word.wrapping_add(v);
    }
}

/// [`ROUND`], for 16 rounds at a time.
static ROUND_WORDS: [Words; 4] = {
    let (mut words, mut i) = ([[V::ZERO; 4]; 4], 0);
    while i < 16 {
        let (mut bytes, mut k) = ([0; 16], 0);
        while k < 16 {
            bytes[k] = ROUND[4 * i + k / 4].to_le_bytes()[k % 4];
            k += 1;
        }
        words[i / 4][i % 4] = V::new(bytes);
        i += 1;
    }
    words
};
