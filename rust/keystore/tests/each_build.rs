//! The tests of this crate, in one program: each further program would compile the crate's generic code again.
//!
//! AES and hashes run on lanes, so all of it runs for each build of a module.
#![allow(missing_docs, clippy::unwrap_used)]

mod common;

mod aes;
mod ed25519;
mod gcm;
mod gcm_siv;
mod hash;
mod kw;
mod seal;
mod xaes;
