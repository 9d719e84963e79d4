//! Tests what a build of the module can change: its arithmetic, by known answers and at the bounds. `main.rs` includes
//! all of it. WebAssembly is tested only by this part, unless with `SLOW=1`.
#![allow(missing_docs, clippy::unwrap_used)]

#[macro_use]
mod common;

mod batch;
mod convert;
mod fedzk_format;
mod key;
mod negative;
mod vectors;
