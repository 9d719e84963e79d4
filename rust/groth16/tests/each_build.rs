//! What a build of the module can change: its arithmetic, by known answers and at the bounds. All of it is in `main.rs`
//! too; WebAssembly is tested by this part alone, unless it is for `SLOW=1`.
#![allow(missing_docs, clippy::unwrap_used)]

#[macro_use]
mod common;

mod batch;
mod convert;
mod fedzk_format;
mod key;
mod negative;
mod vectors;
