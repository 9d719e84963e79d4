//! The primitives of `@fedzk/keys`, constant time in software: AES-256-GCM, XAES-256-GCM, AES-256-GCM-SIV, AES-KW and
//! AES-KWP, HMAC, HKDF and PBKDF2 with SHA-256, Ed25519, and the committing seal that the key store is built of.
//!
//! In a package the vectors are those of WebAssembly ([`lanes`]). No branch and no memory address depends on a key, a
//! plaintext or a tag that isn't the caller's. A value that holds a key wipes it when dropped.

/// Repeats an expression 16 times, numbered by constants: a loop that rustc doesn't unroll would keep values in memory.
macro_rules! for_each_of_16 {
    ($i:ident => $call:expr) => {
        for_each_of_16!($i => $call; 0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15)
    };
    ($i:ident => $call:expr; $($number:literal)*) => {
        $({
            const $i: usize = $number;
            $call
        })*
    };
}

pub mod aes;
mod ctr;
pub mod ed25519;
mod equal;
pub mod gcm;
pub mod gcm_siv;
pub mod ghash;
pub mod hash;
pub mod kw;
pub mod lanes;
pub mod seal;
pub mod sha256;
pub mod tower;
pub mod vault;
pub mod wipe;
pub mod xaes;
