//! Writes the arithmetic of both backends, unrolled, for `src/limbs/mod.rs` and `src/lanes/mod.rs` to include.
//!
//! LLVM does not unroll these double loops for wasm32, and rolled they cost a third more. Column by column (product
//! scanning) there is one running sum, so few values are alive at a time.

mod lanes;
mod limbs;

use std::{env, fmt::Write, fs, ops::RangeInclusive, path::Path};

fn main() {
    println!("cargo::rerun-if-changed=build");
    let folder = env::var("OUT_DIR").expect("cargo names the folder");
    for (file, source) in [("limbs.rs", limbs::source()), ("lanes.rs", lanes::source())] {
        fs::write(Path::new(&folder).join(file), source).expect("cargo's folder can be written to");
    }
}

fn line(w: &mut String, text: &str) {
    writeln!(w, "{text}").expect("writing to a string");
}

/// The range of i in the products `a[i]`·`b[k − i]` of column k, for n digits times n.
fn range(n: usize, k: usize) -> RangeInclusive<usize> {
    k.saturating_sub(n - 1)..=k.min(n - 1)
}

/// Writes the elements of an array of n, without the brackets.
fn each(n: usize, item: impl Fn(usize) -> String) -> String {
    (0..n).map(item).collect::<Vec<_>>().join(", ")
}
