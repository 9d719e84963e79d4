//! The arithmetic of shares in an aggregator of `@fedzk/agg`. A share is a byte string of elements of a scalar field,
//! of [`ELEMENT_BYTES`] each, big-endian, below r; each part has p_1..p_L and then the pad s.
//!
//! The arithmetic is that of `fedzk-curves`. Its time depends on the operands where it makes numbers canonical.

#![no_std]
#![forbid(unsafe_code)]

extern crate alloc;

mod sum;

use alloc::vec::Vec;
use fedzk_curves::{
    field::{Field, Fp, Prime},
    uint,
};

pub use sum::Sum;

/// Bytes of an element.
pub const ELEMENT_BYTES: usize = 32;
/// The bytes that [`narrow`] makes an element of. Random bytes give an element within 2^-128 of uniform.
pub const WIDE_BYTES: usize = 48;

/// Whether bytes are a whole number of elements, each below r.
pub fn are_elements<M: Prime>(bytes: &[u8]) -> bool {
    let (elements, rest) = bytes.as_chunks();
    rest.is_empty() && elements.iter().all(|element| uint::less(words(element), M::MODULUS))
}

/// The elements that big-endian integers of [`WIDE_BYTES`] each are congruent to.
///
/// # Panics
/// If the bytes are not a whole number of integers.
pub fn narrow<M: Prime>(wide: &[u8]) -> Vec<u8> {
    let (integers, rest) = wide.as_chunks::<WIDE_BYTES>();
    assert!(rest.is_empty(), "narrow: whole integers");
    // Halves of 192 bits are below r.
    let shift = Fp::<M>::from_words([0, 0, 0, 1, 0, 0]).expect("narrow: 2^192 is below r");
    let mut out = alloc::vec![0; integers.len() * ELEMENT_BYTES];
    for (integer, element) in integers.iter().zip(out.chunks_mut(ELEMENT_BYTES)) {
        let [a, b, c, d, e, f] = uint::from_be_bytes(integer);
        let [low, high] = [[a, b, c, 0, 0, 0], [d, e, f, 0, 0, 0]]
            .map(|half| Fp::<M>::from_words(half).expect("narrow: 192 bits are below r"));
        (high * shift + low).to_be_bytes(element);
    }
    out
}

/// The tag of each part of a share, Σ p_j·rho^j + s, for parts of this number of elements besides the pad. `None` if
/// the share is not a whole number of parts of elements, or rho is not an element.
pub fn tags<M: Prime>(share: &[u8], elements: usize, rho: &[u8]) -> Option<Vec<u8>> {
    let rho = read::<M>(rho.try_into().ok()?)?;
    let (share, rest) = share.as_chunks();
    let parts = share.chunks_exact(elements.checked_add(1)?);
    if !(rest.is_empty() && parts.remainder().is_empty()) {
        return None;
    }
    let mut out = alloc::vec![0; parts.len() * ELEMENT_BYTES];
    for (part, tag) in parts.zip(out.chunks_mut(ELEMENT_BYTES)) {
        let (pad, packed) = part.split_last()?;
        let mut sum = Fp::<M>::ZERO;
        for element in packed.iter().rev() {
            sum = (sum + read::<M>(element)?) * rho;
        }
        (sum + read::<M>(pad)?).to_be_bytes(tag);
    }
    Some(out)
}

/// An element, `None` for r and above.
fn read<M: Prime>(bytes: &[u8; ELEMENT_BYTES]) -> Option<Fp<M>> {
    Fp::from_words(words(bytes))
}

/// A big-endian integer.
fn words(bytes: &[u8; ELEMENT_BYTES]) -> [u64; 6] {
    let (words, _) = bytes.as_chunks();
    let mut out = [0; 6];
    for (word, bytes) in out.iter_mut().zip(words.iter().rev()) {
        *word = u64::from_be_bytes(*bytes);
    }
    out
}
