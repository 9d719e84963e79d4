//! SHA-256 (FIPS 180-4) of many messages at once, for public data: the hashes of entries and trees.
#![cfg_attr(not(test), no_std)]

extern crate alloc;

mod compress;
mod constants;
mod lanes;
mod many;
mod pairs;

pub use constants::{INITIAL, ROUND};
pub use many::{hash, hash_each};
pub use pairs::hash_pairs;

/// The bytes of a hash.
pub const HASH_BYTES: usize = 32;
/// The bytes of a block.
pub const BLOCK_BYTES: usize = 64;

/// A hash.
pub type Hash = [u8; HASH_BYTES];
