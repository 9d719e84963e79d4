//! AES-KW (RFC 3394) and AES-KWP (RFC 5649) with a KEK of 256 bits: they wrap keys without a nonce or a context.

use crate::{aes::Aes, lanes::V, wipe::wipe};
use core::hint::black_box;

/// The bytes that a wrapped key is longer than the key.
pub const OVERHEAD: usize = 8;

/// The initial value of KW (RFC 3394 §2.2.3.1).
const INITIAL: u64 = 0xa6a6_a6a6_a6a6_a6a6;
/// The upper half of KWP's initial value (RFC 5649 §3); the lower half is the key's length in bytes.
const PADDED_INITIAL: u32 = 0xa659_59a6;

/// An expanded key-encryption key. Dropping it wipes it.
pub struct Kek {
    aes: Aes,
}

impl Kek {
    /// Expands a key.
    pub fn new(key: &[u8; 32]) -> Self {
        Self { aes: Aes::new(key) }
    }

    /// Wraps a key of two or more words of 8 bytes. For another length, or if `out` is not 8 bytes longer than the key,
    /// returns false and writes nothing.
    #[must_use]
    pub fn wrap(&self, key: &[u8], out: &mut [u8]) -> bool {
        let fits = key.len() >= 16 && key.len().is_multiple_of(8) && out.len() == key.len() + OVERHEAD;
        if fits {
            let (first, words) = out.split_at_mut(OVERHEAD);
            words.copy_from_slice(key);
            let a = self.wrap_words(INITIAL, words);
            first.copy_from_slice(&a.to_be_bytes());
        }
        fits
    }

    /// Unwraps a key. If it is not authentic, returns false and writes zeros. If `wrapped` has fewer than three words,
    /// or `out` is not 8 bytes shorter, returns false and writes nothing.
    #[must_use]
    pub fn unwrap(&self, wrapped: &[u8], out: &mut [u8]) -> bool {
        if wrapped.len() < 24 || !wrapped.len().is_multiple_of(8) || wrapped.len() != out.len() + OVERHEAD {
            return false;
        }
        let authentic = black_box(self.unwrap_words(wrapped, out) ^ INITIAL) == 0;
        if !authentic {
            wipe(out);
        }
        authentic
    }

    /// Wraps a key of 1 to 2^32 − 1 bytes. For another length, or if `out` is not 8 bytes longer than the key padded to
    /// whole words, returns false and writes nothing.
    #[must_use]
    pub fn wrap_padded(&self, key: &[u8], out: &mut [u8]) -> bool {
        let fits = !key.is_empty()
            && u32::try_from(key.len()).is_ok()
            && out.len() == key.len().next_multiple_of(8) + OVERHEAD;
        if fits {
            let (first, words) = out.split_at_mut(OVERHEAD);
            words[..key.len()].copy_from_slice(key);
            words[key.len()..].fill(0);
            let initial = u64::from(PADDED_INITIAL) << 32 | key.len() as u64;
            let a = if words.len() == 8 { self.wrap_word(initial, words) } else { self.wrap_words(initial, words) };
            first.copy_from_slice(&a.to_be_bytes());
        }
        fits
    }

    /// Unwraps a key, and returns its length in `out`, where zeros follow. If it is not authentic, returns `None` and
    /// writes zeros. If `wrapped` has fewer than two words, or `out` is not 8 bytes shorter, returns `None` and writes nothing.
    pub fn unwrap_padded(&self, wrapped: &[u8], out: &mut [u8]) -> Option<usize> {
        if wrapped.len() < 16 || !wrapped.len().is_multiple_of(8) || wrapped.len() != out.len() + OVERHEAD {
            return None;
        }
        let a = if out.len() == 8 { self.unwrap_word(wrapped, out) } else { self.unwrap_words(wrapped, out) };
        // RFC 5649 §3, all three checks in one: the upper half, the length, and the zeros of the padding.
        let length = a as u32;
        let padding = (out.len() as u32).wrapping_sub(length);
        let mut wrong = (a >> 32) as u32 ^ PADDED_INITIAL | padding & !7;
        let (_, last) = out.split_at(out.len() - 8);
        for (i, byte) in (0..8).zip(last) {
            // All ones where i ≥ 8 − padding.
            let is_padding = 7u32.wrapping_sub(i).wrapping_sub(padding & 7) >> 31;
            wrong |= u32::from(*byte) & is_padding.wrapping_neg();
        }
        if black_box(wrong) == 0 {
            return Some(length as usize);
        }
        wipe(out);
        None
    }

    /// The wrapping process (RFC 3394 §2.2.1) of a and the words, in place; the new a.
    fn wrap_words(&self, mut a: u64, words: &mut [u8]) -> u64 {
        let words = words.as_chunks_mut::<8>().0;
        let mut t = 0u64;
        for _ in 0..6 {
            for word in &mut *words {
                t += 1;
                a = self.wrap_word(a, word) ^ t;
            }
        }
        a
    }

    /// Undoes it (§2.2.2), from the wrapped key into the words, and returns the first a.
    fn unwrap_words(&self, wrapped: &[u8], words: &mut [u8]) -> u64 {
        let (a, rest) = wrapped.split_at(OVERHEAD);
        words.copy_from_slice(rest);
        let mut a = to_word(a);
        let words = words.as_chunks_mut::<8>().0;
        let mut t = 6 * words.len() as u64;
        for _ in 0..6 {
            for word in words.iter_mut().rev() {
                let mut block = join(a ^ t, word);
                self.aes.decrypt(V::load(&block)).store(&mut block);
                a = to_word(&block[..8]);
                word.copy_from_slice(&block[8..]);
                t -= 1;
            }
        }
        a
    }

    /// a ‖ word, encrypted.
    #[inline(always)]
    fn wrap_word(&self, a: u64, word: &mut [u8]) -> u64 {
        let mut block = join(a, word);
        self.aes.encrypt(V::load(&block)).store(&mut block);
        word.copy_from_slice(&block[8..]);
        to_word(&block[..8])
    }

    /// a ‖ word of a wrapped key of two words.
    fn unwrap_word(&self, wrapped: &[u8], word: &mut [u8]) -> u64 {
        let (a, rest) = wrapped.split_at(OVERHEAD);
        let mut block = join(to_word(a), rest);
        self.aes.decrypt(V::load(&block)).store(&mut block);
        word.copy_from_slice(&block[8..]);
        let a = to_word(&block[..8]);
        wipe(&mut block);
        a
    }
}

#[inline(always)]
fn join(a: u64, word: &[u8]) -> [u8; 16] {
    let mut block = [0; 16];
    block[..8].copy_from_slice(&a.to_be_bytes());
    block[8..].copy_from_slice(word);
    block
}

#[inline(always)]
fn to_word(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0, |word, byte| word << 8 | u64::from(*byte))
}
