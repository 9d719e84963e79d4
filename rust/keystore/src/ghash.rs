//! GHASH (SP 800-38D §6.4) and POLYVAL (RFC 8452 §3), which is GHASH of blocks with their bytes reversed (appendix A).
//!
//! An element of GF(2^128) is a number of 128 bits whose highest bit is the coefficient of x⁰: a block of GHASH read as
//! big-endian. Short input is multiplied block by block. In long input, 16 blocks at a time are multiplied by H^16,
//! each in its lane.

use crate::lanes::{V, transpose};
use crate::wipe::wipe;
use core::cell::OnceCell;

/// The length of input from which the tables for 16 blocks at a time pay.
const BULK_BYTES: usize = 768;

/// A hash key and, after the first long input, its tables. POLYVAL's blocks are little-endian.
pub struct HashKey<const LITTLE_ENDIAN: bool> {
    h: Factor,
    bulk: OnceCell<Bulk>,
}

/// GHASH's.
pub type GhashKey = HashKey<false>;
/// POLYVAL's.
pub type PolyvalKey = HashKey<true>;

impl GhashKey {
    /// Of H = E(0).
    pub fn new(h: &[u8; 16]) -> Self {
        Self { h: Factor::new(u128::from_be_bytes(*h)), bulk: OnceCell::new() }
    }

    /// GHASH of aad and data, each padded with zeros, and of their lengths in bits.
    pub fn digest(&self, aad: &[u8], data: &[u8]) -> [u8; 16] {
        let lengths = ((8 * aad.len() as u128) << 64) | (8 * data.len() as u128);
        self.sum(aad, data, lengths).to_be_bytes()
    }
}

impl PolyvalKey {
    /// Of POLYVAL's key: x times it, with its bytes reversed, is GHASH's.
    pub fn new(h: &[u8; 16]) -> Self {
        Self { h: Factor::new(times_x(u128::from_le_bytes(*h))), bulk: OnceCell::new() }
    }

    /// POLYVAL of aad and data, each padded with zeros, and of their lengths in bits.
    pub fn digest(&self, aad: &[u8], data: &[u8]) -> [u8; 16] {
        let lengths = ((8 * data.len() as u128) << 64) | (8 * aad.len() as u128);
        self.sum(aad, data, lengths).to_le_bytes()
    }
}

impl<const LITTLE_ENDIAN: bool> HashKey<LITTLE_ENDIAN> {
    fn sum(&self, aad: &[u8], data: &[u8], lengths: u128) -> u128 {
        let y = self.absorb(self.absorb(0, aad), data);
        self.h.times(y ^ lengths)
    }

    /// y·H^n + X1·H^n + X2·H^(n−1) + … + Xn·H.
    fn absorb(&self, mut y: u128, mut data: &[u8]) -> u128 {
        if data.len() >= BULK_BYTES {
            let bulk = self.bulk.get_or_init(|| Bulk::new(&self.h));
            let (groups, rest) = data.as_chunks();
            y = bulk.absorb::<LITTLE_ENDIAN>(y, groups);
            data = rest;
        }
        let (blocks, rest) = data.as_chunks();
        for block in blocks {
            y = self.h.times(y ^ element::<LITTLE_ENDIAN>(block));
        }
        if !rest.is_empty() {
            let mut block = [0; 16];
            block[..rest.len()].copy_from_slice(rest);
            y = self.h.times(y ^ element::<LITTLE_ENDIAN>(&block));
        }
        y
    }
}

impl<const LITTLE_ENDIAN: bool> Drop for HashKey<LITTLE_ENDIAN> {
    fn drop(&mut self) {
        wipe(&mut self.h.0);
        if let Some(bulk) = self.bulk.get_mut() {
            wipe(&mut bulk.powers);
            wipe(&mut bulk.by_high);
            wipe(&mut bulk.by_low);
        }
    }
}

#[inline(always)]
fn element<const LITTLE_ENDIAN: bool>(block: &[u8; 16]) -> u128 {
    if LITTLE_ENDIAN { u128::from_le_bytes(*block) } else { u128::from_be_bytes(*block) }
}

/// x·a: x¹²⁸ = x⁷ + x² + x + 1.
fn times_x(a: u128) -> u128 {
    a >> 1 ^ (0xe1 << 120 & (a & 1).wrapping_neg())
}

/// The low 64 bits of a product without carries. It multiplies integers with three zeros between any two bits. The sum
/// of at most 16 bits at one place can carry into these zeros. Only the last one, at bit 60, reaches 16, and its carry
/// is outside of the word (T. Pornin, BearSSL, `ghash_ctmul64`).
#[inline(always)]
fn low_product(a: u64, b: u64) -> u64 {
    const EVERY_FOURTH: u64 = 0x1111_1111_1111_1111;
    let holes = |x: u64| [0, 1, 2, 3].map(|i| x & EVERY_FOURTH << i);
    let (a, b) = (holes(a), holes(b));
    let mut product = 0;
    for i in 0..4 {
        let mut sum = 0;
        for j in 0..4 {
            sum ^= a[j].wrapping_mul(b[(4 + i - j) % 4]);
        }
        product |= sum & EVERY_FOURTH << i;
    }
    product
}

/// An element to multiply by: its halves and their sum, and the same with their bits reversed.
#[derive(Clone, Copy, Default)]
struct Factor([u64; 6]);

impl Factor {
    #[inline(always)]
    fn new(a: u128) -> Self {
        let (high, low) = ((a >> 64) as u64, a as u64);
        let (high_reversed, low_reversed) = (high.reverse_bits(), low.reverse_bits());
        Self([high, low, high ^ low, high_reversed, low_reversed, high_reversed ^ low_reversed])
    }

    fn element(&self) -> u128 {
        u128::from(self.0[0]) << 64 | u128::from(self.0[1])
    }

    /// The product in GF(2^128).
    fn times(&self, other: u128) -> u128 {
        let other = Self::new(other);
        let product = |i: usize| low_product(self.0[i], other.0[i]);
        // Reversed factors have the reversed product, whose low 64 of 127 bits are the high 64 of the product's.
        let both = |i: usize| {
            let high = product(i + 3).reverse_bits() >> 1;
            u128::from(high) << 64 | u128::from(product(i))
        };
        let (high, low) = (both(0), both(1));
        let middle = both(2) ^ high ^ low;
        reduce(high ^ middle >> 64, low ^ middle << 64)
    }
}

/// A product of 255 bits modulo x¹²⁸ + x⁷ + x² + x + 1.
#[inline(always)]
fn reduce(high: u128, low: u128) -> u128 {
    // A product of reversed numbers is one place off. Then the coefficients of x¹²⁸ and above are in the lower half.
    let (high, low) = (high << 1 | low >> 127, low << 1);
    // Reduces what exceeds x¹²⁷ again.
    let low = low ^ low << 127 ^ low << 126 ^ low << 121;
    high ^ low ^ low >> 1 ^ low >> 2 ^ low >> 7
}

/// The tables for 16 blocks at a time.
struct Bulk {
    /// H^16, H^15, …, H.
    powers: [Factor; 16],
    /// `by_high[k]` holds byte k of n·H^16 for each upper nibble n of a block's first byte,
    by_high: [V; 16],
    /// and for each lower nibble.
    by_low: [V; 16],
}

/// Byte 0 and 1 of b·x¹²⁸ = b·(1 + x + x² + x⁷), for a byte b of x⁰ to x⁷.
const fn overflow(b: u8) -> [u8; 2] {
    let word = (b as u16) << 8;
    (word ^ word >> 1 ^ word >> 2 ^ word >> 7).to_be_bytes()
}

/// `OVERFLOW[k]`: byte k of that, by the lower and by the upper nibble.
const OVERFLOW: [[V; 2]; 2] = {
    let (mut tables, mut n) = ([[[0; 16]; 2]; 2], 0);
    while n < 16 {
        let (low, high) = (overflow(n as u8), overflow((n as u8) << 4));
        tables[0][0][n] = low[0];
        tables[1][0][n] = low[1];
        tables[0][1][n] = high[0];
        tables[1][1][n] = high[1];
        n += 1;
    }
    let [[a, b], [c, d]] = tables;
    [[V::new(a), V::new(b)], [V::new(c), V::new(d)]]
};

impl Bulk {
    fn new(h: &Factor) -> Self {
        let mut powers = [*h; 16];
        for i in (0..15).rev() {
            powers[i] = Factor::new(h.times(powers[i + 1].element()));
        }
        // x^0·H^16 to x^7·H^16: the values of the bits of a block's first byte, from the highest down.
        let mut multiples = [0u128; 8];
        let mut multiple = powers[0].element();
        for place in &mut multiples {
            *place = multiple;
            multiple = times_x(multiple);
        }
        let tables = |bits: &[u128]| {
            let mut rows = [V::ZERO; 16];
            for (n, row) in rows.iter_mut().enumerate() {
                let bit = |i: usize| bits[i] & ((n as u128 >> (3 - i)) & 1).wrapping_neg();
                *row = V::load(&(bit(0) ^ bit(1) ^ bit(2) ^ bit(3)).to_be_bytes());
            }
            transpose(&mut rows);
            rows
        };
        let bulk = Self { powers, by_high: tables(&multiples[..4]), by_low: tables(&multiples[4..]) };
        wipe(&mut multiples);
        bulk
    }

    /// As [`HashKey::absorb`], of at least one group of 16 blocks.
    fn absorb<const LITTLE_ENDIAN: bool>(&self, y: u128, groups: &[[u8; 256]]) -> u128 {
        let Some((last, groups)) = groups.split_last() else { return y };
        // Lane l sums up blocks l, 16 + l, …; y is added to the very first block.
        let mut planes = [V::ZERO; 16];
        planes[0] = V::load(&y.to_be_bytes());
        transpose(&mut planes);
        for group in groups {
            self.step::<LITTLE_ENDIAN>(&mut planes, group);
        }
        transpose(&mut planes);
        let mut sum = 0;
        for ((lane, block), power) in planes.iter().zip(last.as_chunks().0).zip(&self.powers) {
            let mut bytes = [0; 16];
            lane.store(&mut bytes);
            sum ^= power.times(u128::from_be_bytes(bytes) ^ element::<LITTLE_ENDIAN>(block));
        }
        sum
    }

    /// (planes + group)·H^16 in each lane; plane k holds byte k of all lanes.
    #[inline(never)]
    fn step<const LITTLE_ENDIAN: bool>(&self, planes: &mut [V; 16], group: &[u8; 256]) {
        let mut blocks = [V::ZERO; 16];
        for (row, block) in blocks.iter_mut().zip(group.as_chunks().0) {
            *row = V::load(block);
        }
        transpose(&mut blocks);
        if LITTLE_ENDIAN {
            blocks.reverse();
        }
        // By Horner's rule from the last byte, that of the highest powers, to the first: sum = sum·x⁸ + byte·H^16.
        let mut sum = [V::ZERO; 16];
        for (plane, block) in planes.iter().zip(&blocks).rev() {
            let byte = *plane ^ *block;
            let (high, low) = (byte.high_nibbles(), byte.low_nibbles());
            let over = sum[15];
            let before = sum;
            for_each_of_16!(K => {
                let shifted = if K == 0 { V::ZERO } else { before[(K + 15) % 16] };
                sum[K] = shifted ^ self.by_high[K].swizzle(high) ^ self.by_low[K].swizzle(low);
            });
            sum[0] ^= over.linear(OVERFLOW[0][0], OVERFLOW[0][1]);
            sum[1] ^= over.linear(OVERFLOW[1][0], OVERFLOW[1][1]);
        }
        *planes = sum;
    }
}

/// GHASH bit by bit, as in SP 800-38D §6.3 and §6.4, for the tests to compare with. Not constant time.
#[doc(hidden)]
pub mod plain {
    /// X·Y.
    pub fn multiply(x: u128, y: u128) -> u128 {
        let (mut z, mut v) = (0, y);
        for i in (0..128).rev() {
            if x >> i & 1 == 1 {
                z ^= v;
            }
            v = if v & 1 == 1 { v >> 1 ^ 0xe1 << 120 } else { v >> 1 };
        }
        z
    }

    /// As [`super::GhashKey::digest`].
    pub fn digest(h: &[u8; 16], aad: &[u8], data: &[u8]) -> [u8; 16] {
        let h = u128::from_be_bytes(*h);
        let mut y = 0;
        for block in aad.chunks(16).chain(data.chunks(16)) {
            let mut padded = [0; 16];
            padded[..block.len()].copy_from_slice(block);
            y = multiply(y ^ u128::from_be_bytes(padded), h);
        }
        let lengths = ((aad.len() as u128 * 8) << 64) | (data.len() as u128 * 8);
        multiply(y ^ lengths, h).to_be_bytes()
    }
}
