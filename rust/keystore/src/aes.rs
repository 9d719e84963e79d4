//! AES-256 (FIPS 197) by lookups in registers: no memory address and no branch depends on key or data.
//!
//! Between the rounds a state is held as elements of [`crate::tower`], without applying ShiftRows. With σ for
//! ShiftRows, the state after round r is σ^r of the held one, so MixColumns becomes σ^(−r)·MixColumns·σ^r. This changes
//! only its rotations of columns, and the order of a round key's bytes. The round keys include the S-box's constant.

use crate::{
    lanes::{NOWHERE, V},
    tower::{
        A_OVER, AFFINE_CONSTANT, DOUBLE, FROM_AES, INVERSE, RECIPROCAL, SUB, SUB_DOUBLED, SUB_TO_AES, TO_AES, UNAFFINE,
        UNAFFINE_FROM_AES, from_aes,
    },
    wipe::wipe,
};

/// The number of rounds.
const ROUNDS: usize = 14;

/// An expanded key.
pub struct Aes {
    /// `round_keys[r]` is σ^(−r) of round key r as elements, plus the S-box's constant; the last one has bytes of AES.
    round_keys: [V; ROUNDS + 1],
}

/// σ^n: the place from which each byte of the state comes. Byte 4·c + r is row r of column c (FIPS 197 §3.4).
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

/// io and jo of [`crate::tower`], for each byte.
#[inline(always)]
fn invert(a: V) -> [V; 2] {
    let (i, k) = (a.high_nibbles(), a.low_nibbles());
    let j = i ^ k;
    let reciprocal = const { &RECIPROCAL }.fetched();
    let a_over_k = const { &A_OVER }.fetched().swizzle(k);
    [reciprocal.swizzle(reciprocal.swizzle(i) ^ a_over_k) ^ j, reciprocal.swizzle(reciprocal.swizzle(j) ^ a_over_k) ^ i]
}

/// Applies a linear map to the inverse.
#[inline(always)]
fn look_up(table: &'static [V; 2], [io, jo]: [V; 2]) -> V {
    table[0].fetched().swizzle(io) ^ table[1].fetched().swizzle(jo)
}

/// MixColumns of round r ≡ N mod 4, of a state and its double: 2·a + 3·ρa + ρ²a + ρ³a.
#[inline(always)]
fn mix_columns<const N: usize>(a: V, doubled: V) -> V {
    let sum = doubled ^ a.swizzle(const { &ROTATE[N][1] }.fetched());
    sum ^ sum.swizzle(const { &ROTATE[N][1] }.fetched()) ^ a.swizzle(const { &ROTATE[N][3] }.fetched())
}

/// Makes a round r ≡ N mod 4 of each block.
#[inline(always)]
fn round<const N: usize, const BLOCKS: usize>(blocks: &mut [V; BLOCKS], key: V) {
    for block in blocks {
        let inverse = invert(*block);
        *block = mix_columns::<N>(look_up(const { &SUB }, inverse), look_up(const { &SUB_DOUBLED }, inverse)) ^ key;
    }
}

/// Undoes a round r ≡ N mod 4 of each block.
#[inline(always)]
fn undo_round<const N: usize>(block: V, key: V) -> V {
    let a = block ^ key;
    // InvMixColumns is MixColumns after 5·a + 4·ρ²a.
    let twice = a.linear(DOUBLE[0], DOUBLE[1]);
    let fourfold = twice.linear(DOUBLE[0], DOUBLE[1]);
    let a = a ^ fourfold ^ fourfold.swizzle(ROTATE[N][2]);
    let a = mix_columns::<N>(a, a.linear(DOUBLE[0], DOUBLE[1]));
    look_up(const { &INVERSE }, invert(a.linear(UNAFFINE[0], UNAFFINE[1])))
}

/// SubWord (FIPS 197 §5.2).
fn sub_word(word: u32) -> u32 {
    let word = V::ZERO.with_word::<0>(word);
    let substituted = look_up(const { &SUB_TO_AES }, invert(word.linear(FROM_AES[0], FROM_AES[1])));
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
            let key = V::of_words(*words);
            let as_element = key.linear(FROM_AES[0], FROM_AES[1]);
            *round_key = match r {
                0 => as_element,
                ROUNDS => key ^ V::splat(AFFINE_CONSTANT),
                _ => (as_element ^ V::splat(const { from_aes(AFFINE_CONSTANT) })).swizzle(SHIFT_ROWS[(4 - r % 4) % 4]),
            };
        }
        wipe(&mut words);
        Self { round_keys }
    }

    /// Encrypts each block.
    #[inline(always)]
    pub fn encrypt_each<const BLOCKS: usize>(&self, mut blocks: [V; BLOCKS]) -> [V; BLOCKS] {
        for block in &mut blocks {
            *block = block.linear(FROM_AES[0], FROM_AES[1]) ^ self.round_keys[0];
        }
        round::<1, _>(&mut blocks, self.round_keys[1]);
        round::<2, _>(&mut blocks, self.round_keys[2]);
        self.rounds_from_3(blocks)
    }

    /// Makes rounds 3 to 14 of each block. This is most of the code, so it exists once for each number of blocks.
    #[inline(never)]
    fn rounds_from_3<const BLOCKS: usize>(&self, mut blocks: [V; BLOCKS]) -> [V; BLOCKS] {
        let [_, _, _, third, fourth, keys @ .., before_last, last] = &self.round_keys;
        round::<3, _>(&mut blocks, *third);
        round::<0, _>(&mut blocks, *fourth);
        for keys in keys.as_chunks::<4>().0 {
            round::<1, _>(&mut blocks, keys[0]);
            round::<2, _>(&mut blocks, keys[1]);
            round::<3, _>(&mut blocks, keys[2]);
            round::<0, _>(&mut blocks, keys[3]);
        }
        round::<1, _>(&mut blocks, *before_last);
        for block in &mut blocks {
            *block = look_up(const { &SUB_TO_AES }, invert(*block)).swizzle(SHIFT_ROWS[2]) ^ *last;
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
        let block = look_up(const { &INVERSE }, invert(block.linear(UNAFFINE_FROM_AES[0], UNAFFINE_FROM_AES[1])));
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

/// The first two rounds of blocks that differ only in byte 15, such as 16 consecutive counters.
///
/// In round 1 that byte reaches one column, held as bytes 0, 5, 10 and 15. In round 2 each of them reaches another.
/// So everything that doesn't depend on byte 15 is computed once, and the five other S-boxes for 16 blocks at a time.
pub struct Stretch<'a> {
    aes: &'a Aes,
    /// Bytes 0, 5, 10 and 15 after round 1, without the part of byte 15: each 16 times.
    after_1: [V; 4],
    /// The state after round 2, without the part of those bytes.
    after_2: V,
}

/// How many times MixColumns adds row (r + k) mod 4 to row r.
const COEFFICIENTS: [u8; 4] = [2, 3, 1, 1];

/// Which of the four bytes is added to each byte in round 2, and in `[1]` whose double is: odd coefficients add the
/// byte, 2 and 3 the double.
const SPREAD: [V; 2] = {
    let (mut single, mut doubled, mut i) = ([NOWHERE; 16], [NOWHERE; 16], 0);
    while i < 16 {
        // σ² holds column c as this one, and moves row r of the four to column −r.
        let (column, row) = ((i / 4 + 2 * (i % 4)) % 4, i % 4);
        let from = (4 - column) % 4;
        let coefficient = COEFFICIENTS[(from + 4 - row) % 4];
        if coefficient & 1 == 1 {
            single[i] = from as u8;
        }
        if coefficient & 2 == 2 {
            doubled[i] = from as u8;
        }
        i += 1;
    }
    [V::new(single), V::new(doubled)]
};

/// All bytes but those that are multiples of N.
const fn all_but_multiples(n: usize) -> V {
    let (mut from, mut i) = ([NOWHERE; 16], 0);
    while i < 16 {
        if i % n > 0 {
            from[i] = i as u8;
        }
        i += 1;
    }
    V::new(from)
}

/// All bytes but 15.
const ALL_BUT_LAST: V = V::new([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, NOWHERE]);
/// All bytes but 0, 5, 10 and 15.
const ALL_BUT_FOUR: V = all_but_multiples(5);

impl<'a> Stretch<'a> {
    /// Prepares blocks that differ from this one only in byte 15.
    pub fn new(aes: &'a Aes, block: V) -> Self {
        let state = block.linear(FROM_AES[0], FROM_AES[1]) ^ aes.round_keys[0];
        let inverse = invert(state);
        let [a, doubled] =
            [const { &SUB }, const { &SUB_DOUBLED }].map(|table| look_up(table, inverse).swizzle(ALL_BUT_LAST));
        let state = mix_columns::<1>(a, doubled) ^ aes.round_keys[1];
        let after_1 = [0, 5, 10, 15].map(|place| state.swizzle(V::splat(place)));
        let inverse = invert(state);
        let [a, doubled] =
            [const { &SUB }, const { &SUB_DOUBLED }].map(|table| look_up(table, inverse).swizzle(ALL_BUT_FOUR));
        Self { aes, after_1, after_2: mix_columns::<2>(a, doubled) ^ aes.round_keys[2] }
    }

    /// Encrypts the 16 blocks whose byte 15 is given, and calls back with four of them at a time.
    #[inline(always)]
    pub fn encrypt_16(&self, last_bytes: V, mut call: impl FnMut(usize, [V; 4])) {
        let key = self.aes.round_keys[0].swizzle(V::splat(15));
        let inverse = invert(last_bytes.linear(FROM_AES[0], FROM_AES[1]) ^ key);
        let (a, doubled) = (look_up(const { &SUB }, inverse), look_up(const { &SUB_DOUBLED }, inverse));
        // Row 3, byte 15, is added once to rows 0 and 1, three times to row 2, twice to row 3.
        let [b0, b1, b2, b3] = self.after_1;
        let four = [b0 ^ a, b1 ^ a, b2 ^ a ^ doubled, b3 ^ doubled].map(invert);
        let single = by_block(four.map(|inverse| look_up(const { &SUB }, inverse)));
        let doubled = by_block(four.map(|inverse| look_up(const { &SUB_DOUBLED }, inverse)));
        for (i, (single, doubled)) in single.into_iter().zip(doubled).enumerate() {
            let states = [0, 4, 8, 12].map(|first| {
                let [from, from_doubled] = SPREAD.map(|spread| spread ^ V::splat(first));
                self.after_2 ^ single.swizzle(from) ^ doubled.swizzle(from_doubled)
            });
            call(i, self.aes.rounds_from_3(states));
        }
    }
}

/// Four rows of 16 blocks' bytes, as the four bytes of each block: four blocks in a vector.
#[inline(always)]
fn by_block([a, b, c, d]: [V; 4]) -> [V; 4] {
    let (ac_low, ac_high) = (a.interleave_low(c), a.interleave_high(c));
    let (bd_low, bd_high) = (b.interleave_low(d), b.interleave_high(d));
    [
        ac_low.interleave_low(bd_low),
        ac_low.interleave_high(bd_low),
        ac_high.interleave_low(bd_high),
        ac_high.interleave_high(bd_high),
    ]
}

impl Drop for Stretch<'_> {
    fn drop(&mut self) {
        wipe(&mut self.after_1);
        wipe(core::slice::from_mut(&mut self.after_2));
    }
}

impl Drop for Aes {
    fn drop(&mut self) {
        wipe(&mut self.round_keys);
    }
}
