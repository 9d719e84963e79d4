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
    // Without a test it lacks what glue for tests takes, too.
    if !read(module)?.windows(TEST.len()).any(|bytes| bytes == TEST) {
        println!("no tests");
        return Ok(());
    }
    let out = module.with_extension("tests");
    bind::bind_for_tests(module, &out)?;
    // What is nearest above decides how Node reads the glue.
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
