//! AES-256 (FIPS 197) by lookups in registers: no memory address and no branch depends on key or data.
//!
//! Between the rounds a state is held as elements of [`crate::tower`], and with ShiftRows not carried out. With σ for
//! ShiftRows, the state after round r is σ^r of what is held, so that MixColumns becomes σ^(−r)·MixColumns·σ^r: only its
//! rotations of columns change, and the order of a round key's bytes. The S-box's constant is in the round keys.

use crate::{
    lanes::V,
    tower::{
        A_OVER, AFFINE_CONSTANT, DOUBLE, FROM_AES, INVERSE, RECIPROCAL, SUB, SUB_DOUBLED, SUB_TO_AES, TO_AES, UNAFFINE,
        UNAFFINE_FROM_AES, from_aes,
    },
};
use zeroize::Zeroize;

/// The number of rounds.
const ROUNDS: usize = 14;

/// An expanded key.
pub struct Aes {
    /// `round_keys[r]` is σ^(−r) of round key r as elements, the S-box's constant added; the last one is of bytes of AES.
    round_keys: [V; ROUNDS + 1],
}

/// σ^n: the place that each byte of the state comes from. Byte 4·c + r is row r of column c (FIPS 197 §3.4).
const fn shift_rows(n: usize) -> [u8; 16] {
    let (mut from, mut i) = ([0; 16], 0);
    while i < 16 {
        let (column, row) = (i / 4, i % 4);
        from[i] = ((column + n * row) % 4 * 4 + row) as u8;
        i += 1;
    }
    from
}

/// σ^(−n)·ρ^m·σ^n, ρ moving each column's bytes up by one row.
const fn rotation(n: usize, m: usize) -> [u8; 16] {
    let (shift, unshift) = (shift_rows(n % 4), shift_rows((4 - n % 4) % 4));
    let (mut from, mut i) = ([0; 16], 0);
    while i < 16 {
        let place = unshift[i] as usize;
        from[i] = shift[place / 4 * 4 + (place % 4 + m) % 4];
        i += 1;
    }
    from
}

const SHIFT_ROWS: [V; 4] = {
    let mut all = [V::ZERO; 4];
    let mut n = 0;
    while n < 4 {
        all[n] = V::new(shift_rows(n));
        n += 1;
    }
    all
};

/// `ROTATE[n][m]` as above.
const ROTATE: [[V; 4]; 4] = {
    let mut all = [[V::ZERO; 4]; 4];
    let mut i = 0;
    while i < 16 {
        all[i / 4][i % 4] = V::new(rotation(i / 4, i % 4));
        i += 1;
    }
    all
};

/// io and jo of [`crate::tower`], of each byte.
#[inline(always)]
fn invert(a: V) -> [V; 2] {
    let (i, k) = (a.high_nibbles(), a.low_nibbles());
    let j = i ^ k;
    let a_over_k = A_OVER.swizzle(k);
    [RECIPROCAL.swizzle(RECIPROCAL.swizzle(i) ^ a_over_k) ^ j, RECIPROCAL.swizzle(RECIPROCAL.swizzle(j) ^ a_over_k) ^ i]
}

/// A linear map of the inverse.
#[inline(always)]
fn look_up(table: [V; 2], [io, jo]: [V; 2]) -> V {
    table[0].swizzle(io) ^ table[1].swizzle(jo)
}

/// MixColumns of round r ≡ N mod 4, of a state and its double: 2·a + 3·ρa + ρ²a + ρ³a.
#[inline(always)]
fn mix_columns<const N: usize>(a: V, doubled: V) -> V {
    let sum = doubled ^ a.swizzle(ROTATE[N][1]);
    sum ^ sum.swizzle(ROTATE[N][1]) ^ a.swizzle(ROTATE[N][3])
}

/// A round r ≡ N mod 4 of each block.
#[inline(always)]
fn round<const N: usize, const BLOCKS: usize>(blocks: &mut [V; BLOCKS], key: V) {
    for block in blocks {
        let inverse = invert(*block);
        *block = mix_columns::<N>(look_up(SUB, inverse), look_up(SUB_DOUBLED, inverse)) ^ key;
    }
}

/// What undoes a round r ≡ N mod 4.
#[inline(always)]
fn undo_round<const N: usize>(block: V, key: V) -> V {
    let a = block ^ key;
    // InvMixColumns is MixColumns after 5·a + 4·ρ²a.
    let twice = a.linear(DOUBLE[0], DOUBLE[1]);
    let fourfold = twice.linear(DOUBLE[0], DOUBLE[1]);
    let a = a ^ fourfold ^ fourfold.swizzle(ROTATE[N][2]);
    let a = mix_columns::<N>(a, a.linear(DOUBLE[0], DOUBLE[1]));
    look_up(INVERSE, invert(a.linear(UNAFFINE[0], UNAFFINE[1])))
}

/// SubWord (FIPS 197 §5.2).
fn sub_word(word: u32) -> u32 {
    let word = V::ZERO.with_word::<0>(word);
    let substituted = look_up(SUB_TO_AES, invert(word.linear(FROM_AES[0], FROM_AES[1])));
    (substituted ^ V::splat(AFFINE_CONSTANT)).word::<0>()
}

impl Aes {
    /// Expands a key (FIPS 197 §5.2).
    pub fn new(key: &[u8; 32]) -> Self {
        let mut words = [0u32; 4 * (ROUNDS + 1)];
        for (word, bytes) in words.iter_mut().zip(key.as_chunks().0) {
            *word = u32::from_le_bytes(*bytes);
        }
        for i in 8..words.len() {
            let before = words[i - 1];
            words[i] = words[i - 8]
                ^ match i % 8 {
                    0 => sub_word(before.rotate_right(8)) ^ 1 << (i / 8 - 1),
                    4 => sub_word(before),
                    _ => before,
                };
        }
        let mut round_keys = [V::ZERO; ROUNDS + 1];
        for (r, (round_key, words)) in round_keys.iter_mut().zip(words.as_chunks::<4>().0).enumerate() {
            let [a, b, c, d] = *words;
            let key = V::ZERO.with_word::<0>(a).with_word::<1>(b).with_word::<2>(c).with_word::<3>(d);
            let as_element = key.linear(FROM_AES[0], FROM_AES[1]);
            *round_key = match r {
                0 => as_element,
                ROUNDS => key ^ V::splat(AFFINE_CONSTANT),
                _ => (as_element ^ V::splat(const { from_aes(AFFINE_CONSTANT) })).swizzle(SHIFT_ROWS[(4 - r % 4) % 4]),
            };
        }
        words.zeroize();
        Self { round_keys }
    }

    /// Encrypts each block.
    #[inline(always)]
    pub fn encrypt_each<const BLOCKS: usize>(&self, mut blocks: [V; BLOCKS]) -> [V; BLOCKS] {
        let [first, keys @ .., before_last, last] = &self.round_keys;
        for block in &mut blocks {
            *block = block.linear(FROM_AES[0], FROM_AES[1]) ^ *first;
        }
        for keys in keys.as_chunks::<4>().0 {
            round::<1, _>(&mut blocks, keys[0]);
            round::<2, _>(&mut blocks, keys[1]);
            round::<3, _>(&mut blocks, keys[2]);
            round::<0, _>(&mut blocks, keys[3]);
        }
        round::<1, _>(&mut blocks, *before_last);
        for block in &mut blocks {
            *block = look_up(SUB_TO_AES, invert(*block)).swizzle(SHIFT_ROWS[2]) ^ *last;
        }
        blocks
    }

    /// Encrypts a block.
    #[inline(never)]
    pub fn encrypt(&self, block: V) -> V {
        self.encrypt_each([block])[0]
    }

    /// Decrypts a block.
    #[inline(never)]
    pub fn decrypt(&self, block: V) -> V {
        let [first, keys @ .., before_last, last] = &self.round_keys;
        let block = (block ^ *last).swizzle(SHIFT_ROWS[2]);
        let block = look_up(INVERSE, invert(block.linear(UNAFFINE_FROM_AES[0], UNAFFINE_FROM_AES[1])));
        let mut block = undo_round::<1>(block, *before_last);
        for keys in keys.as_chunks::<4>().0.iter().rev() {
            block = undo_round::<0>(block, keys[3]);
            block = undo_round::<3>(block, keys[2]);
            block = undo_round::<2>(block, keys[1]);
            block = undo_round::<1>(block, keys[0]);
        }
        (block ^ *first).linear(TO_AES[0], TO_AES[1])
    }
}

impl Drop for Aes {
    fn drop(&mut self) {
        self.round_keys.zeroize();
    }
}
