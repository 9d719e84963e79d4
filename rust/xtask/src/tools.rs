//! The programs that a build calls.

use crate::Result;
use crate::files::rust_dir;
use std::process::Command;

/// The tools that decide a module's bytes, besides the sources. Two machines with the same tools build the same bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Toolchain {
    /// Such as `1.95.0 (59807616e 2026-04-14)`.
    pub rustc: String,
    /// The triple of the machine that compiles.
    pub host: String,
    pub wasm_bindgen: String,
    pub wasm_opt: String,
}

impl Toolchain {
    /// `bindgen`: the version of wasm-bindgen's library, of which this program is made
    pub fn in_use(bindgen: String) -> Result<Self> {
        let rustc = output(Command::new("rustc").arg("-vV"))?;
        let field = |prefix: &str| {
            let value = rustc.lines().find_map(|line| line.strip_prefix(prefix));
            value.map(str::to_owned).ok_or(format!("rustc -vV has no line that starts with \"{prefix}\""))
        };
        let answer = output(Command::new("wasm-opt").arg("--version"))?;
        let wasm_opt = answer.strip_prefix("wasm-opt version ").and_then(|rest| rest.split_whitespace().next());
        Ok(Self {
            rustc: field("rustc ")?,
            host: field("host: ")?,
            wasm_bindgen: bindgen,
            wasm_opt: wasm_opt.ok_or(format!("wasm-opt --version answers \"{}\"", answer.trim()))?.to_owned(),
        })
    }
}

/// Runs a command in the Rust workspace and returns its standard output. Its errors are shown when it fails.
pub fn output(command: &mut Command) -> Result<String> {
    let name = command.get_program().to_string_lossy().into_owned();
    let result = command.current_dir(rust_dir()).output().map_err(|error| not_started(&name, &error))?;
    if !result.status.success() {
        return Err(format!("{name} failed:\n{}", String::from_utf8_lossy(&result.stderr).trim_end()));
    }
    String::from_utf8(result.stdout).map_err(|_| format!("{name} answered something that is not text"))
}

/// Runs a command in the Rust workspace, and shows its output at once.
pub fn call(command: &mut Command) -> Result<()> {
    let name = command.get_program().to_string_lossy().into_owned();
    let status = command.current_dir(rust_dir()).status().map_err(|error| not_started(&name, &error))?;
    if status.success() { Ok(()) } else { Err(format!("{name} failed ({status})")) }
}

fn not_started(name: &str, error: &std::io::Error) -> String {
    format!(
        "{name}: {error}\n\
         `npm run setup` installs what is missing; `node scripts/wasm-env.mjs cargo xtask wasm` has it on PATH."
    )
}
