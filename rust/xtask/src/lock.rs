//! wasm.lock.json says from which sources, and with which tools, the committed modules were built. Whoever has the same
//! tools can check that. A build without Rust uses them if the sources are unchanged (`packages/kit/src/modules.mjs`).

use crate::Result;
use crate::files::{files_under, hex, read, read_text, rust_dir, write};
use crate::tools::Toolchain;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// Its name in the Rust workspace.
pub const FILE: &str = "wasm.lock.json";

/// The folders of the workspace whose crates are in no published module.
const ASIDE: [&str; 4] = ["fuzz", "target", "wasm-bench", "xtask"];

/// The parts of a crate that decide its bytes.
const PARTS: [&str; 3] = ["Cargo.toml", "build", "src"];

/// Reads the committed lock.
pub fn committed() -> Result<Value> {
    let file = rust_dir().join(FILE);
    let text = if file.exists() { read_text(&file)? } else { String::from("{}") };
    serde_json::from_str(&text).map_err(|error| format!("rust/{FILE}: {error}"))
}

/// Writes it anew.
pub fn record(toolchain: &Toolchain) -> Result<()> {
    let here = json!({ "sources": sources(&rust_dir())?, "toolchain": describe(toolchain) });
    write(&rust_dir().join(FILE), format!("{here:#}\n"))
}

/// Returns a line for each tool that differs from the lock's; none if there is no lock.
pub fn other_tools(lock: &Value, toolchain: &Toolchain) -> Option<String> {
    let (there, here) = (&lock["toolchain"], describe(toolchain));
    let names: BTreeSet<&String> =
        [there, &here].into_iter().filter_map(Value::as_object).flat_map(|object| object.keys()).collect();
    let lines: Vec<String> = names
        .into_iter()
        .filter(|&name| there.is_object() && there[name] != here[name])
        .map(|name| format!("  {name}: {} there, {} here", there[name], here[name]))
        .collect();
    (!lines.is_empty()).then(|| lines.join("\n"))
}

/// Hashes all that can be in a published module: names, lengths and contents of the files, in the order of names.
pub fn sources(workspace: &Path) -> Result<String> {
    let mut files: Vec<PathBuf> = ["Cargo.lock", "Cargo.toml"].map(|name| workspace.join(name)).into();
    let aside = |path: &Path| ASIDE.iter().any(|name| path == workspace.join(name));
    let in_crate = |path: &Path| PARTS.iter().any(|part| path.file_name().is_some_and(|name| name == *part));
    for folder in folders(workspace)?.iter().filter(|folder| !aside(folder) && folder.join("Cargo.toml").exists()) {
        files.extend(files_under(folder, &|path| path.parent() == Some(folder) && !in_crate(path))?);
    }
    let mut named = Vec::new();
    for file in files {
        let name = file.strip_prefix(workspace).map_err(|error| error.to_string())?;
        named.push((name.to_string_lossy().replace('\\', "/"), file.clone()));
    }
    named.sort();
    let mut hash = Sha256::new();
    for (name, file) in named {
        let content = read(&file)?;
        hash.update(format!("{name}\0{}\0", content.len()));
        hash.update(content);
    }
    Ok(hex(&hash.finalize()))
}

fn folders(workspace: &Path) -> Result<Vec<PathBuf>> {
    let failed = |error| format!("{}: {error}", workspace.display());
    let mut folders = Vec::new();
    for entry in std::fs::read_dir(workspace).map_err(failed)? {
        let path = entry.map_err(failed)?.path();
        if path.is_dir() {
            folders.push(path);
        }
    }
    Ok(folders)
}

fn describe(toolchain: &Toolchain) -> Value {
    json!({
        "rustc": toolchain.rustc,
        "host": toolchain.host,
        "wasm-bindgen": toolchain.wasm_bindgen,
        "wasm-opt": toolchain.wasm_opt,
    })
}

#[cfg(test)]
mod tests {
    use super::{describe, other_tools, sources};
    use crate::files::{TempDir, write};
    use crate::tools::Toolchain;
    use serde_json::json;

    fn toolchain(rustc: &str) -> Toolchain {
        let [host, wasm_bindgen, wasm_opt] = ["h", "b", "o"].map(str::to_owned);
        Toolchain { rustc: rustc.to_owned(), host, wasm_bindgen, wasm_opt }
    }

    #[test]
    fn another_tool_is_named() {
        let lock = json!({ "toolchain": describe(&toolchain("1")) });
        assert_eq!(other_tools(&lock, &toolchain("1")), None);
        assert_eq!(other_tools(&lock, &toolchain("2")), Some("  rustc: \"1\" there, \"2\" here".to_owned()));
        assert_eq!(other_tools(&json!({}), &toolchain("2")), None, "the first lock is anybody's");
    }

    #[test]
    fn the_sources_are_what_modules_are_made_of() {
        let dir = TempDir::new();
        let made_of = ["Cargo.toml", "Cargo.lock", "a/Cargo.toml", "a/src/lib.rs", "a/src/b/c.rs", "a/build/main.rs"];
        let beside = ["a/tests/t.rs", "a/README.md", "xtask/Cargo.toml", "xtask/src/main.rs", "no-crate/src/lib.rs"];
        for file in made_of.iter().chain(&beside) {
            write(&dir.path(file), "1").expect("written");
        }
        let hash = || sources(&dir.path("")).expect("readable");
        let first = hash();
        // packages/kit/test/modules.test.mjs has the same.
        assert_eq!(first, "febd584d020b445fa95b11874588475db7f4aaffb08aa15b3d79f166e32881df");
        for file in beside {
            write(&dir.path(file), "2").expect("written");
            assert_eq!(hash(), first, "{file}");
        }
        for file in made_of {
            write(&dir.path(file), "2").expect("written");
            assert_ne!(hash(), first, "{file}");
            write(&dir.path(file), "1").expect("written");
        }
        write(&dir.path("a/src/new.rs"), "").expect("written");
        assert_ne!(hash(), first, "a new file");
    }
}
