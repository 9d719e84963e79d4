//! Tests what a build of the module can change: its arithmetic, by known answers and at the bounds. `main.rs` includes
//! all of it. WebAssembly is tested only by this part, unless with `SLOW=1`.
#![allow(missing_docs, clippy::unwrap_used)]

#[macro_use]
mod common;

mod eip196_197;
mod eip2537;
mod encoding;
mod limbs;
mod noble;
