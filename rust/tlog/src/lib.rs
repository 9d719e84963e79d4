//! A transparency log's mathematics and texts, without storage and without keys.
//!
//! | module | content | source |
//! |---|---|---|
//! | [`tree`] | leaves, nodes, roots | RFC 6962 §2.1 |
//! | [`proof`] | inclusion and consistency: built and checked | RFC 9162 §2.1.3, §2.1.4 |
//! | [`bundle`] | entries as they are stored, 256 at a time | C2SP tlog-tiles |
//! | [`note`] | texts with signatures, and verifier keys | C2SP signed-note |
//! | [`checkpoint`] | a log's origin, size and root | C2SP tlog-checkpoint |
//!
//! Everything read here may come from an attacker. Invalid input is refused by an error, and nothing panics.
#![cfg_attr(not(test), no_std)]

extern crate alloc;

pub mod bundle;
pub mod checkpoint;
pub mod note;
pub mod proof;
mod text;
pub mod tree;

pub use fedzk_sha256::{HASH_BYTES, Hash};
pub use text::Malformed;

/// The most entries of a log: sizes are exact in JavaScript.
pub const MOST_ENTRIES: u64 = (1 << 53) - 1;
/// A tile's width, and a bundle's.
pub const TILE_WIDTH: usize = 256;
