//! Keeps the paths of the building machine out of the modules: panic messages contain file names.

use crate::Result;
use crate::files::root;
use crate::tools::output;
use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// `--remap-path-prefix` for all places that sources come from. If two prefixes match, rustc takes the later one.
pub fn flags() -> Result<Vec<String>> {
    let mut pairs = vec![(root(), "/fedzk".to_owned())];
    // Each registry has a folder, whose name is a hash of the registry's address.
    let registries = cargo_home().and_then(|home| fs::read_dir(home.join("registry/src")).ok());
    for entry in registries.into_iter().flatten().flatten() {
        pairs.push((entry.path(), "/crates".to_owned()));
    }
    pairs.push(standard_library()?);
    Ok(pairs.iter().map(|(from, to)| format!("--remap-path-prefix={}={to}", from.display())).collect())
}

/// With the component rust-src, rustc can name the standard library by its place here instead of `/rustc/<commit>`.
fn standard_library() -> Result<(PathBuf, String)> {
    let sysroot = output(Command::new("rustc").args(["--print", "sysroot"]))?;
    let version = output(Command::new("rustc").arg("-vV"))?;
    let commit = version.lines().find_map(|line| line.strip_prefix("commit-hash: ")).unwrap_or("unknown");
    Ok((Path::new(sysroot.trim()).join("lib/rustlib/src/rust"), format!("/rustc/{commit}")))
}

/// Fails when a module contains a path of this machine after all.
pub fn check(name: &str, wasm: &[u8]) -> Result<()> {
    for place in [Some(root()), home(), cargo_home()].into_iter().flatten() {
        let needle = format!("{}/", place.display());
        if wasm.windows(needle.len()).any(|window| window == needle.as_bytes()) {
            return Err(format!("{name} contains the path {needle}; rust/xtask/src/remap.rs has to map it"));
        }
    }
    Ok(())
}

fn home() -> Option<PathBuf> {
    env::var_os("HOME").map(PathBuf::from)
}

fn cargo_home() -> Option<PathBuf> {
    env::var_os("CARGO_HOME").map(PathBuf::from).or_else(|| home().map(|home| home.join(".cargo")))
}
