//! The runner of `cargo test --target wasm32-unknown-unknown`: binds a module of tests, and has Node run them.
//!
//! It does what `wasm-bindgen-test-runner` does for Node, which comes with a web server and clients of browsers, and takes
//! minutes to compile.

use crate::files::{read, root, write};
use crate::tools::call;
use crate::{Result, bind};
use std::env;
use std::path::Path;
use std::process::Command;

/// How the export of each test begins.
const TEST: &[u8] = b"__wbgt_";

/// Runs the tests of a module, or those with a part in their names. `NODE_ARGS`: flags of Node, with commas between.
pub fn run(module: &Path, part: &str) -> Result<()> {
    if part.starts_with('-') {
        return Err(format!("{part}: expected a part of the tests' names, and got an option"));
    }
    let module = &std::path::absolute(module).map_err(|error| format!("{}: {error}", module.display()))?;
    // A module without tests does not link the library of tests, so there is nothing to bind.
    if !read(module)?.windows(TEST.len()).any(|bytes| bytes == TEST) {
        println!("no tests");
        return Ok(());
    }
    // Cargo sets it for what it runs. The suites see by this line which crates still have such tests.
    println!("tests of {} as WebAssembly", env::var("CARGO_PKG_NAME").unwrap_or_default());
    let out = module.with_extension("tests");
    bind::bind_for_tests(module, &out)?;
    // Node reads the glue as CommonJS by the nearest package.json.
    write(&out.join("package.json"), "{ \"type\": \"commonjs\" }\n")?;
    let flags = env::var("NODE_ARGS").unwrap_or_default();
    call(
        Command::new("node")
            .args(flags.split(',').filter(|flag| !flag.is_empty()))
            .arg(root().join("scripts/wasm-tests.mjs"))
            .arg(out.join("tests.js"))
            .arg(part),
    )
}
