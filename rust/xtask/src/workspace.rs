//! Reads from cargo the crates of the workspace, the sources of each, and the modules that they declare.

use crate::Result;
use crate::files::{files_under, rust_dir};
use crate::module::Module;
use crate::tools::output;
use serde_json::Value;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;

pub const WASM_TARGET: &str = "wasm32-unknown-unknown";

/// Folders of a crate that no module is built from.
const NOT_BUILT_FROM: [&str; 4] = ["tests", "benches", "examples", "target"];

/// The answer of `cargo metadata`.
pub struct Workspace(Value);

/// The sources of a crate.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Closure {
    /// Folders of the crate itself and of each path crate below it.
    pub folders: BTreeSet<PathBuf>,
    /// Cargo's ids of all other crates below it, with their versions.
    pub others: BTreeSet<String>,
}

impl Workspace {
    pub fn read() -> Result<Self> {
        let arguments = ["metadata", "--format-version", "1", "--locked", "--filter-platform", WASM_TARGET];
        let answer = output(Command::new("cargo").args(arguments))?;
        serde_json::from_str(&answer).map(Self).map_err(|error| format!("cargo metadata: {error}"))
    }

    /// The modules that crates of the workspace declare, in the order of their names.
    pub fn modules(&self) -> Result<Vec<Module>> {
        let mut modules = Vec::new();
        for package in self.packages() {
            for declaration in package["metadata"]["fedzk"]["module"].as_array().into_iter().flatten() {
                modules.push(Module::read(text(&package["name"]), folder(package)?, declaration)?);
            }
        }
        // A module is built before its variants, which use its glue.
        modules.sort_by_key(|module| (module.takes_glue(), module.name.clone()));
        Ok(modules)
    }

    /// The version in use of a crate.
    pub fn version_of(&self, name: &str) -> Result<String> {
        let package = self.packages().find(|package| package["name"] == name);
        package.map(|package| text(&package["version"]).to_owned()).ok_or(format!("no crate uses {name}"))
    }

    /// Walks normal and build dependencies. Dependencies only of tests don't matter.
    pub fn closure(&self, name: &str) -> Result<Closure> {
        let mut closure = Closure::default();
        let first =
            self.packages().find(|package| package["name"] == name).ok_or(format!("there is no crate {name}"))?;
        let mut waiting = vec![text(&first["id"])];
        let mut seen = BTreeSet::new();
        while let Some(id) = waiting.pop() {
            if !seen.insert(id) {
                continue;
            }
            let package = find(&self.0["packages"], id)?;
            if package["source"].is_null() {
                closure.folders.insert(folder(package)?);
            } else {
                closure.others.insert(id.to_owned());
            }
            let node = find(&self.0["resolve"]["nodes"], id)?;
            for dependency in node["deps"].as_array().into_iter().flatten() {
                let kinds = dependency["dep_kinds"].as_array();
                if kinds.is_some_and(|kinds| kinds.iter().any(|kind| kind["kind"] != "dev")) {
                    waiting.push(text(&dependency["pkg"]));
                }
            }
        }
        Ok(closure)
    }

    fn packages(&self) -> impl Iterator<Item = &Value> {
        self.0["packages"].as_array().into_iter().flatten()
    }
}

impl Closure {
    /// All files that decide a build: the crates' own, and the workspace's manifest with its profiles.
    pub fn files(&self) -> Result<Vec<PathBuf>> {
        let mut files = vec![rust_dir().join("Cargo.toml")];
        for folder in &self.folders {
            let skipped = NOT_BUILT_FROM.map(|name| folder.join(name));
            files.extend(files_under(folder, &|path| skipped.iter().any(|skip| path == skip))?);
        }
        Ok(files)
    }
}

fn find<'a>(list: &'a Value, id: &str) -> Result<&'a Value> {
    let found = list.as_array().and_then(|list| list.iter().find(|one| one["id"] == id));
    found.ok_or(format!("cargo metadata does not describe {id}"))
}

fn folder(package: &Value) -> Result<PathBuf> {
    let manifest = Path::new(text(&package["manifest_path"]));
    manifest.parent().map(Path::to_path_buf).ok_or(format!("{}: no folder", manifest.display()))
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::{Closure, Workspace};
    use crate::files::{TempDir, rust_dir, write};
    use crate::module::Module;
    use serde_json::{Value, json};
    use std::path::Path;

    fn package(name: &str, source: &Value) -> Value {
        json!({ "id": name, "name": name, "version": "1.2.3", "source": source, "manifest_path": format!("/w/{name}/Cargo.toml") })
    }

    fn edge(to: &str, kind: &Value) -> Value {
        json!({ "pkg": to, "dep_kinds": [{ "kind": kind }] })
    }

    fn workspace() -> Workspace {
        let registry = json!("registry");
        let packages: Vec<Value> = [("top", Value::Null), ("low", Value::Null), ("aside", Value::Null)]
            .iter()
            .map(|(name, source)| package(name, source))
            .chain(["used", "tool", "oracle"].iter().map(|name| package(name, &registry)))
            .collect();
        let nodes = json!([
            { "id": "top", "deps": [edge("low", &Value::Null), edge("oracle", &json!("dev"))] },
            { "id": "low", "deps": [edge("used", &Value::Null), edge("tool", &json!("build"))] },
            { "id": "aside", "deps": [] }, { "id": "used", "deps": [] }, { "id": "tool", "deps": [] }, { "id": "oracle", "deps": [] },
        ]);
        Workspace(json!({ "packages": packages, "resolve": { "nodes": nodes } }))
    }

    #[test]
    fn a_closure_has_what_is_below_a_crate_and_nothing_beside_it_or_of_its_tests() {
        let closure = workspace().closure("top").expect("there");
        let folders: Vec<_> = closure.folders.iter().map(|path| path.display().to_string()).collect();
        assert_eq!(folders, ["/w/low", "/w/top"]);
        assert_eq!(closure.others.iter().collect::<Vec<_>>(), ["tool", "used"]);
    }

    #[test]
    fn a_crate_that_is_not_there_is_named() {
        assert_eq!(workspace().closure("nothing"), Err("there is no crate nothing".to_owned()));
    }

    /// The modules of this repository that are rebuilt when a crate changes.
    fn built_from(name: &str) -> Vec<String> {
        let here = Workspace::read().expect("cargo metadata");
        let modules = here.modules().expect("declarations");
        let uses = |module: &&Module| {
            let closure = here.closure(&module.package).expect("a crate of the workspace");
            closure.folders.contains(&rust_dir().join(name))
        };
        let mut names: Vec<_> = modules.iter().filter(uses).map(|module| module.name.clone()).collect();
        names.sort();
        names
    }

    #[test]
    fn a_change_concerns_the_modules_that_use_its_crate() {
        let groth16 = [
            "fedzk_ceremony",
            "fedzk_contribute_bls12_381",
            "fedzk_contribute_bn254",
            "fedzk_prove_bls12_381",
            "fedzk_prove_bn254",
            "fedzk_verify",
            "fedzk_verify_fma",
        ];
        assert_eq!(built_from("groth16"), groth16);
        assert_eq!(built_from("wasm-argon2"), ["fedzk_argon2"]);
        assert_eq!(built_from("dev-setup"), ["fedzk_setup"]);
        assert_eq!(built_from("xtask"), [""; 0]);
    }

    #[test]
    fn tests_of_a_crate_and_its_target_folder_decide_nothing() {
        let dir = TempDir::new();
        for file in ["Cargo.toml", "src/lib.rs", "src/tests/data.rs", "tests/a.rs", "benches/a.rs", "target/debug/a"] {
            write(&dir.path(file), "").expect("written");
        }
        let closure = Closure { folders: [dir.path("")].into(), ..Closure::default() };
        let files = closure.files().expect("readable");
        let own: Vec<_> = files.iter().filter_map(|file| file.strip_prefix(dir.path("")).ok()).collect();
        assert_eq!(own, [Path::new("Cargo.toml"), Path::new("src/lib.rs"), Path::new("src/tests/data.rs")]);
        assert!(files.contains(&rust_dir().join("Cargo.toml")), "its profiles decide");
    }
}
