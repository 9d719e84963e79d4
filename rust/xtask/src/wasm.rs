//! `cargo xtask wasm`: the WebAssembly modules that crates of the workspace declare (see [`crate::module`]).
//!
//! Each module becomes, in its folder:
//!
//! | file                  | what                                                                   |
//! |-----------------------|------------------------------------------------------------------------|
//! | `<name>_bg.wasm`      | the module                                                             |
//! | `<name>.js`, `.d.ts`  | wasm-bindgen's glue, `--target web`                                    |
//! | `<name>_bg.wasm.d.ts` | the module's exports                                                   |
//! | `<name>.hex.js`       | the module as a string: `export const hex`; with its `.d.ts`           |
//!
//! Hexadecimal, and not base64: after gzip it is a fifth shorter, since bytes that repeat are letters that repeat.
//!
//! A variant is the same crate for other target features. It has the glue of the module it is a variant of, and of its
//! own `<name>_bg.wasm` and `<name>.hex.js`. A module without glue has these two alone: numbers go in and out.

use crate::build::Build;
use crate::files::read;
use crate::lock::{self, Built, Mode};
use crate::module::{Glue, Module};
use crate::tools::{Toolchain, call};
use crate::workspace::Workspace;
use crate::{Result, bind};
use std::path::Path;
use std::process::Command;

/// Builds what changed, holds each module against its budget, and compares all with the lock.
pub fn run(mode: Mode) -> Result<()> {
    let (workspace, toolchain) = here()?;
    let mut built = Vec::new();
    let mut over = Vec::new();
    for module in workspace.modules()?.iter().filter(|module| module.is_published()) {
        let build = Build::of(module, &workspace, &toolchain)?;
        let current = build.bring_up_to_date()?;
        let figures = build.measure()?;
        let budget = module.gzip_budget.unwrap_or(usize::MAX);
        let unchanged = if current { " (unchanged)" } else { "" };
        println!(
            "{}: {} bytes, {} after gzip of at most {budget}{unchanged}",
            module.name, figures.bytes, figures.gzip
        );
        over.extend(over_budget(&figures, budget));
        built.push(figures);
    }
    if !over.is_empty() {
        return Err(over.join("\n"));
    }
    lock::compare(mode, &toolchain, &built)
}

/// Builds the modules that are not published, if something changed.
pub fn run_bench() -> Result<()> {
    let (workspace, toolchain) = here()?;
    for module in workspace.modules()?.iter().filter(|module| !module.is_published()) {
        let build = Build::of(module, &workspace, &toolchain)?;
        let unchanged = if build.bring_up_to_date()? { " (unchanged)" } else { "" };
        println!("{}: {} bytes{unchanged}", module.name, build.measure()?.bytes);
    }
    Ok(())
}

/// Compares the files that wasm-bindgen as a library leaves with those of the real wasm-pack, byte for byte.
pub fn compare_with_wasm_pack() -> Result<()> {
    let (workspace, toolchain) = here()?;
    for module in workspace.modules()?.iter().filter(|module| module.glue != Glue::None) {
        let build = Build::of(module, &workspace, &toolchain)?;
        build.bring_up_to_date()?;
        let packed = build.pkg_dir().with_file_name("wasm-pack");
        wasm_pack(module, &build, &packed)?;
        let base = module.base();
        for file in ["_bg.wasm", "_bg.wasm.d.ts", ".js", ".d.ts"].map(|end| format!("{base}{end}")) {
            if read(&build.pkg_dir().join(&file))? != read(&packed.join(&file))? {
                return Err(format!("{}: wasm-pack leaves another {file}", module.name));
            }
        }
        println!("{}: as wasm-pack leaves it", module.name);
    }
    Ok(())
}

fn wasm_pack(module: &Module, build: &Build, out: &Path) -> Result<()> {
    call(
        Command::new("wasm-pack")
            .args(["build", "--release", "--target", "web", "--no-pack", "--no-opt", "--mode", "no-install"])
            .args(["--out-name", module.base(), "--out-dir"])
            .arg(out)
            .arg(&module.source)
            .args(["--", "--locked", "--no-default-features", "--features", &module.features.join(",")])
            .envs(build.environment()),
    )
}

fn here() -> Result<(Workspace, Toolchain)> {
    let workspace = Workspace::read()?;
    let toolchain = Toolchain::in_use(workspace.version_of(bind::LIBRARY)?)?;
    Ok((workspace, toolchain))
}

fn over_budget(figures: &Built, budget: usize) -> Option<String> {
    let over = figures.gzip.checked_sub(budget).filter(|&over| over > 0)?;
    let Built { name, gzip, .. } = figures;
    Some(format!("{name} has {gzip} bytes after gzip, {over} over its budget of {budget}"))
}
