//! `cargo xtask wasm`: the WebAssembly modules that crates of the workspace declare (see [`crate::module`]).
//!
//! A published module is built into `target/pkg` and committed in its package; one of the bench is built into its place:
//!
//! | file                  | what                                                                             |
//! |-----------------------|----------------------------------------------------------------------------------|
//! | `<name>_bg.wasm`      | the module                                                                       |
//! | `<name>.js`, `.d.ts`  | wasm-bindgen's glue, `--target web`                                              |
//! | `<name>_bg.wasm.d.ts` | the module's exports                                                             |
//! | `<name>.hex.js`       | of the bench, the module as a string: `export const hex`; with its `.d.ts`       |
//!
//! A variant is the same crate for other target features. It shares the glue of the module that it is a variant of, and
//! has only its own `<name>_bg.wasm`. So does a module without glue, whose functions take and return only numbers.

use crate::build::{BUILT, Build, Built};
use crate::files::read;
use crate::module::{Glue, Module};
use crate::tools::{Toolchain, call};
use crate::workspace::Workspace;
use crate::{Result, bind, committed, lock};
use std::path::Path;
use std::process::Command;

/// What to do with the modules besides building them.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// Say whether they are the committed ones.
    Tell,
    /// Copy them to where they are committed, if the tools are those of the lock.
    Put,
    /// Copy them there, and write this machine's tools into the lock.
    Lock,
    /// Fail if they are not the committed ones.
    Check,
}

/// Builds changed modules, checks each against its budget, and does what the mode says.
pub fn run(mode: Mode) -> Result<()> {
    let (workspace, toolchain) = here()?;
    let modules = workspace.modules()?;
    let mut builds = Vec::new();
    let mut over = Vec::new();
    for module in modules.iter().filter(|module| module.is_published()) {
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
        builds.push(build);
    }
    if !over.is_empty() {
        return Err(over.join("\n"));
    }
    conclude(mode, &builds, &toolchain)
}

fn conclude(mode: Mode, builds: &[Build], toolchain: &Toolchain) -> Result<()> {
    let lock = lock::committed()?;
    let other_tools = lock::other_tools(&lock, toolchain);
    match (mode, other_tools) {
        (Mode::Lock, _) | (Mode::Put, None) => {
            committed::put(builds)?;
            lock::record(toolchain)?;
            println!("put into packages/*/wasm; commit these with rust/{}", lock::FILE);
            Ok(())
        }
        (Mode::Put, Some(tools)) => {
            println!(
                "built into rust/{BUILT}, which tests here use, and not put into packages/*/wasm\n{tools}\n\
                 What is committed is made by the tools that rust/{} names, which CI takes too: build with these, or leave \
                 packages/*/wasm to somebody who has them.",
                lock::FILE
            );
            Ok(())
        }
        (Mode::Tell | Mode::Check, Some(tools)) => {
            println!("not compared with packages/*/wasm, which other tools have made\n{tools}");
            Ok(())
        }
        (Mode::Tell | Mode::Check, None) => compare(mode, builds, &lock["sources"]),
    }
}

fn compare(mode: Mode, builds: &[Build], sources: &serde_json::Value) -> Result<()> {
    let mut differences = committed::differences(builds)?;
    let here = lock::sources(&crate::files::rust_dir())?;
    if *sources != here.as_str() {
        differences.push(format!("  rust/{}: sources\n    committed {sources}\n    here      \"{here}\"", lock::FILE));
    }
    if differences.is_empty() {
        println!("the same as in packages/*/wasm");
        return Ok(());
    }
    let message = format!(
        "what is committed is not what these sources make\n{}\n\
         If the sources were meant to change, commit what this puts into packages/*/wasm: npm run wasm\n\
         Else take back what was changed below rust/ or packages/*/wasm.",
        differences.join("\n")
    );
    if mode == Mode::Check {
        return Err(message);
    }
    println!("{message}");
    Ok(())
}

/// Builds the modules that are not published, if anything changed.
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
