//! What a build of the module can change: its arithmetic, by known answers and at the bounds. All of it is in `main.rs`
//! too; WebAssembly is tested by this part alone, unless it is for `SLOW=1`.
#![allow(missing_docs, clippy::unwrap_used)]

#[macro_use]
mod common;

mod eip196_197;
mod eip2537;
mod encoding;
mod limbs;
mod noble;
