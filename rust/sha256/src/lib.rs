//! SHA-256 (FIPS 180-4) of many messages at once, for what is public: an entry's hash, a tree's.
#![cfg_attr(not(test), no_std)]

mod constants;
mod lanes;
mod many;

pub use constants::{INITIAL, ROUND};
pub use many::{Messages, hash, hash_each};

/// The bytes of a hash.
pub const HASH_BYTES: usize = 32;
/// The bytes of a block.
pub const BLOCK_BYTES: usize = 64;

/// A hash.
pub type Hash = [u8; HASH_BYTES];
