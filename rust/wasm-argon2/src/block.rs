//! Blocks of 1 KiB and the compression of two (RFC 9106 §3.5, §3.6).

use crate::product::product;
use zeroize::Zeroize;

/// 64-bit words of a block.
pub const WORDS: usize = 128;

/// A block: 8 by 8 registers of two words.
#[derive(Clone)]
#[repr(C, align(64))]
pub struct Block(pub [u64; WORDS]);

impl Block {
    /// Bytes of a block.
    pub const SIZE: usize = 8 * WORDS;
    /// Nothing but zeros.
    pub const ZERO: Self = Self([0; WORDS]);
}

impl Zeroize for Block {
    fn zeroize(&mut self) {
        self.0.zeroize();
    }
}

/// What happens to the previous block in its place.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Old {
    /// It is overwritten, as in the first pass.
    Overwritten,
    /// It is added, as in the later ones.
    Added,
}

/// Room for intermediate values. Afterwards it holds words of the blocks.
pub struct Scratch {
    r: Block,
    q: Block,
}

impl Scratch {
    pub const fn new() -> Self {
        Self { r: Block::ZERO, q: Block::ZERO }
    }

    /// G of X and Y: R = X ⊕ Y, P applied to each row of it gives Q, to each column of Q gives Z, and the result is Z ⊕ R.
    ///
    /// Not inlined: an engine optimizes a function once it has been called often, which would not happen within the one
    /// call of a module.
    #[inline(never)]
    pub fn compress(&mut self, x: &Block, y: &Block, out: &mut Block, old: Old) {
        for row in 0..8 {
            let at = |i: usize| 16 * row + i;
            let mut v: [u64; 16] = core::array::from_fn(|i| x.0[at(i)] ^ y.0[at(i)]);
            for (i, word) in v.into_iter().enumerate() {
                self.r.0[at(i)] = word;
            }
            permute(&mut v);
            for (i, word) in v.into_iter().enumerate() {
                self.q.0[at(i)] = word;
            }
        }
        for column in 0..8 {
            let at = |i: usize| 16 * (i / 2) + 2 * column + i % 2;
            let mut v: [u64; 16] = core::array::from_fn(|i| self.q.0[at(i)]);
            permute(&mut v);
            for (i, word) in v.iter_mut().enumerate() {
                *word ^= self.r.0[at(i)];
            }
            if old == Old::Added {
                for (i, word) in v.iter_mut().enumerate() {
                    *word ^= out.0[at(i)];
                }
            }
            for (i, word) in v.into_iter().enumerate() {
                out.0[at(i)] = word;
            }
        }
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        self.r.zeroize();
        self.q.zeroize();
    }
}

/// P: a round of BLAKE2b on 16 words, with a product in its additions.
#[inline(always)]
fn permute(v: &mut [u64; 16]) {
    mix(v, 0, 4, 8, 12);
    mix(v, 1, 5, 9, 13);
    mix(v, 2, 6, 10, 14);
    mix(v, 3, 7, 11, 15);
    mix(v, 0, 5, 10, 15);
    mix(v, 1, 6, 11, 12);
    mix(v, 2, 7, 8, 13);
    mix(v, 3, 4, 9, 14);
}

#[inline(always)]
fn mix(v: &mut [u64; 16], a: usize, b: usize, c: usize, d: usize) {
    v[a] = add(v[a], v[b]);
    v[d] = (v[d] ^ v[a]).rotate_right(32);
    v[c] = add(v[c], v[d]);
    v[b] = (v[b] ^ v[c]).rotate_right(24);
    v[a] = add(v[a], v[b]);
    v[d] = (v[d] ^ v[a]).rotate_right(16);
    v[c] = add(v[c], v[d]);
    v[b] = (v[b] ^ v[c]).rotate_right(63);
}

/// x + y + 2 · lo(x) · lo(y), lo the lower 32 bits.
#[inline(always)]
fn add(x: u64, y: u64) -> u64 {
    x.wrapping_add(y).wrapping_add(product(x as u32, y as u32) << 1)
}
