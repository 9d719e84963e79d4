//! wasm-bindgen as a library: the files that `wasm-pack build --target web` leaves, without wasm-pack.

use crate::Result;
use std::path::{Path, PathBuf};
use wasm_bindgen_cli_support::Bindgen;

/// The crate whose version decides the bytes of the glue.
pub const LIBRARY: &str = "wasm-bindgen-cli-support";

/// Writes `<name>_bg.wasm`, `<name>_bg.wasm.d.ts`, `<name>.js` and `<name>.d.ts` into a folder. The module's file.
///
/// The glue gets its module from the caller, without a default path: `new URL('…', import.meta.url)` makes bundlers
/// ship the module twice, and workerd has no such URL.
pub fn bind(module: &Path, name: &str, out: &Path) -> Result<PathBuf> {
    let mut bindgen = Bindgen::new();
    bindgen.input_path(module).out_name(name).omit_default_module_path(true).typescript(true);
    bindgen
        .web(true)
        .and_then(|web| web.generate(out))
        .map_err(|error| format!("wasm-bindgen, {}: {error:#}", module.display()))?;
    Ok(out.join(format!("{name}_bg.wasm")))
}

/// Writes a module of tests and its glue for Node into a folder: `tests.js`.
pub fn bind_for_tests(module: &Path, out: &Path) -> Result<()> {
    let mut bindgen = Bindgen::new();
    // The tests are plain exports of the module, which no declaration names. Assertions check what the glue is given.
    bindgen.input_path(module).out_name("tests").export_wasm(true).debug(true).typescript(false).emit_start(false);
    bindgen
        .nodejs(true)
        .and_then(|node| node.generate(out))
        .map_err(|error| format!("wasm-bindgen, {}: {error:#}", module.display()))
}
