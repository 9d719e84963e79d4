//! wasm.lock.json: the bytes that the committed sources build, and with which tools. Whoever has the same tools can see
//! that a published module is what these sources make.

use crate::Result;
use crate::files::{read_text, rust_dir, write};
use crate::tools::Toolchain;
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// Its name in the Rust workspace.
pub const FILE: &str = "wasm.lock.json";

/// What to do with the lock.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// Tell of a difference.
    Tell,
    /// Fail when there is one.
    Check,
    /// Write it anew.
    Write,
}

/// One module's figures.
pub struct Built {
    pub name: String,
    pub bytes: usize,
    pub gzip: usize,
    pub sha256: String,
}

pub fn compare(mode: Mode, toolchain: &Toolchain, built: &[Built]) -> Result<()> {
    let file = rust_dir().join(FILE);
    let here = describe(toolchain, built);
    if mode == Mode::Write {
        write(&file, format!("{here:#}\n"))?;
        println!("wrote rust/{FILE}");
        return Ok(());
    }
    let text = if file.exists() { read_text(&file)? } else { String::from("{}") };
    let there = serde_json::from_str(&text).map_err(|error| format!("rust/{FILE}: {error}"))?;
    match verdict(&there, &here) {
        Verdict::Same => println!("the same as in rust/{FILE}"),
        Verdict::OtherTools(difference) => {
            println!("not compared with rust/{FILE}, which is of other tools\n{difference}");
        }
        Verdict::Differs(difference) => {
            let message = format!(
                "the same tools, but not what is in rust/{FILE}\n{difference}\n\
                 If the sources were meant to change: node scripts/wasm-env.mjs cargo xtask wasm --lock"
            );
            if mode == Mode::Check {
                return Err(message);
            }
            println!("{message}");
        }
    }
    Ok(())
}

#[derive(Debug, PartialEq, Eq)]
enum Verdict {
    Same,
    /// The bytes can't be compared, and no one has to do anything about it.
    OtherTools(String),
    Differs(String),
}

fn verdict(there: &Value, here: &Value) -> Verdict {
    if let Some(difference) = differences(&there["toolchain"], &here["toolchain"])
        && there["toolchain"].is_object()
    {
        return Verdict::OtherTools(difference);
    }
    differences(&there["modules"], &here["modules"]).map_or(Verdict::Same, Verdict::Differs)
}

/// A line for each entry that two objects don't have alike.
fn differences(there: &Value, here: &Value) -> Option<String> {
    let names: BTreeSet<&String> =
        [there, here].into_iter().filter_map(Value::as_object).flat_map(|object| object.keys()).collect();
    let lines: Vec<String> = names
        .into_iter()
        .filter(|&name| there[name] != here[name])
        .map(|name| format!("  {name}: {} there, {} here", there[name], here[name]))
        .collect();
    (!lines.is_empty()).then(|| lines.join("\n"))
}

fn describe(toolchain: &Toolchain, built: &[Built]) -> Value {
    let figures = |module: &Built| json!({ "bytes": module.bytes, "gzip": module.gzip, "sha256": module.sha256 });
    let modules: serde_json::Map<String, Value> =
        built.iter().map(|module| (module.name.clone(), figures(module))).collect();
    json!({
        "toolchain": {
            "rustc": toolchain.rustc,
            "host": toolchain.host,
            "wasm-bindgen": toolchain.wasm_bindgen,
            "wasm-opt": toolchain.wasm_opt,
        },
        "modules": modules,
    })
}

#[cfg(test)]
mod tests {
    use super::{Verdict, verdict};
    use serde_json::{Value, json};

    fn lock(rustc: &str, bytes: u32) -> Value {
        json!({ "toolchain": { "rustc": rustc }, "modules": { "m": { "bytes": bytes } } })
    }

    #[test]
    fn bytes_are_compared_only_between_the_same_tools() {
        assert_eq!(verdict(&lock("1", 5), &lock("1", 5)), Verdict::Same);
        assert!(matches!(verdict(&lock("1", 5), &lock("1", 6)), Verdict::Differs(_)));
        assert!(matches!(verdict(&lock("1", 5), &lock("2", 5)), Verdict::OtherTools(_)));
    }

    #[test]
    fn a_lock_that_lacks_a_module_or_has_one_too_many_differs() {
        assert!(matches!(verdict(&json!({}), &lock("1", 5)), Verdict::Differs(_)));
        let mut two = lock("1", 5);
        two["modules"]["n"] = json!({});
        assert!(matches!(verdict(&two, &lock("1", 5)), Verdict::Differs(_)));
    }
}
