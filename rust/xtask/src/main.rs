//! The repository's own build steps that need Rust: `cargo xtask wasm`, `cargo xtask codegen`, and `cargo xtask test`, which
//! cargo calls for tests as WebAssembly.

mod bind;
mod build;
mod codegen;
mod committed;
mod files;
mod lock;
mod module;
mod remap;
mod stamp;
mod test;
mod tools;
mod wasm;
mod workspace;

use std::process::ExitCode;

/// An error is only its message, since people read it.
type Result<T> = std::result::Result<T, String>;

const USAGE: &str = "\
usage: cargo xtask wasm [--put | --lock | --check]
                                             build the WebAssembly modules into target/pkg
                          --put              copy them to packages/*/wasm, if the tools are those of wasm.lock.json
                          --lock             copy them there, and write this machine's tools into wasm.lock.json
                          --check            fail if they differ from those of packages/*/wasm
       cargo xtask wasm --bench              build the modules that are not published
       cargo xtask wasm --wasm-pack          compare the files of wasm-bindgen with those of wasm-pack
       cargo xtask bind MODULE NAME FOLDER   write a module's glue for the web, as `wasm-bindgen --target web` does
       cargo xtask test MODULE [PART]        run the tests of a module in Node, or those with PART in their names
       cargo xtask codegen [--check]         write the TypeScript that is generated from Rust, or only compare it";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let result = match arguments[..] {
        ["wasm"] => wasm::run(wasm::Mode::Tell),
        ["wasm", "--put"] => wasm::run(wasm::Mode::Put),
        ["wasm", "--lock"] => wasm::run(wasm::Mode::Lock),
        ["wasm", "--check"] => wasm::run(wasm::Mode::Check),
        ["wasm", "--bench"] => wasm::run_bench(),
        ["wasm", "--wasm-pack"] => wasm::compare_with_wasm_pack(),
        ["bind", module, name, folder] => bind::bind(module.as_ref(), name, folder.as_ref()).map(drop),
        ["test", module] => test::run(module.as_ref(), ""),
        ["test", module, part] => test::run(module.as_ref(), part),
        ["codegen"] => codegen::run(codegen::Mode::Write),
        ["codegen", "--check"] => codegen::run(codegen::Mode::Check),
        _ => {
            eprintln!("{USAGE}");
            return ExitCode::from(2);
        }
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("xtask: {message}");
            ExitCode::FAILURE
        }
    }
}
