//! The product in the permutation, kept in one piece.
#![allow(unsafe_code)]

use core::hint::assert_unchecked;

/// A prime of 33 bits: no product of two factors of 32 bits.
const PRIME: u64 = 4_294_967_311;

/// x · y.
///
/// The doubling that follows would be drawn into a factor by LLVM, whose mask of 33 bits costs three instructions more on
/// x86, where that of 32 bits and the doubling are free: a tenth of a pass. It leaves alone what is looked at twice.
#[inline(always)]
pub fn product(x: u32, y: u32) -> u64 {
    let product = u64::from(x) * u64::from(y);
    // SAFETY: both factors are below 2^32, and a prime above that has no such two.
    unsafe { assert_unchecked(product != PRIME) };
    product
}
