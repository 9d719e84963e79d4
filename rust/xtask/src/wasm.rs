//! `cargo xtask wasm`: wasm-pack, wasm-opt, and the files that the TypeScript packages import.
//!
//! Each module of the table becomes, in its folder:
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

use crate::files::{files_under, hex, read, read_text, root, rust_dir, sha256, sha256_of, write};
use crate::lock::{self, Built, Mode};
use crate::tools::{Toolchain, call};
use crate::{Result, remap};
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The JavaScript between a module and its callers.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Glue {
    /// wasm-bindgen's.
    Own,
    /// That of the module it is a variant of.
    Of(&'static str),
    /// None: the crate exports functions of numbers, and imports nothing.
    None,
}

/// One module: a crate, compiled for one set of target features.
struct Module {
    name: &'static str,
    /// Its folder in the Rust workspace.
    source: &'static str,
    /// What it may use beside the features that rustc takes for granted, such as `+simd128`; portable when empty.
    target_features: &'static str,
    /// What else the compiler is told.
    rustflags: &'static [&'static str],
    /// The crate's own features, in the place of those that are the default.
    crate_features: &'static str,
    glue: Glue,
    /// Folder that receives the files, from the repository's root.
    out: &'static str,
    /// The most bytes it may have after gzip.
    gzip_budget: usize,
}

const MODULES: &[Module] = &[
    Module {
        name: "fedzk_verify",
        source: "wasm-verify",
        target_features: "",
        rustflags: COMPACT_SHA256,
        crate_features: "",
        glue: Glue::Own,
        out: "packages/verify/wasm",
        gzip_budget: 60_000,
    },
    Module {
        name: "fedzk_verify_fma",
        source: "wasm-verify",
        target_features: "+simd128,+relaxed-simd",
        rustflags: COMPACT_SHA256,
        crate_features: "fma",
        glue: Glue::Of("fedzk_verify"),
        out: "packages/verify/wasm",
        gzip_budget: 72_500,
    },
    Module {
        name: "fedzk_prove_bn254",
        source: "wasm-prove",
        target_features: "",
        rustflags: COMPACT_SHA256,
        crate_features: "bn254",
        glue: Glue::Own,
        out: "packages/prove/wasm",
        gzip_budget: 91_000,
    },
    Module {
        name: "fedzk_prove_bls12_381",
        source: "wasm-prove",
        target_features: "",
        rustflags: COMPACT_SHA256,
        crate_features: "bls12-381",
        glue: Glue::Own,
        out: "packages/prove/wasm",
        gzip_budget: 101_000,
    },
    Module {
        name: "fedzk_keys",
        source: "wasm-keys",
        target_features: "+simd128",
        rustflags: &[],
        crate_features: "",
        glue: Glue::Own,
        out: "packages/keys/wasm",
        gzip_budget: 35_000,
    },
    Module {
        name: "fedzk_keys_relaxed",
        source: "wasm-keys",
        target_features: "+simd128,+relaxed-simd",
        rustflags: &[],
        crate_features: "relaxed",
        glue: Glue::Of("fedzk_keys"),
        out: "packages/keys/wasm",
        gzip_budget: 35_000,
    },
    Module {
        name: "fedzk_argon2",
        source: "wasm-argon2",
        target_features: "",
        rustflags: &[],
        crate_features: "",
        glue: Glue::None,
        out: "packages/keys/wasm",
        gzip_budget: 12_000,
    },
    Module {
        name: "fedzk_audit",
        source: "wasm-audit",
        target_features: "+simd128",
        rustflags: &[],
        crate_features: "",
        glue: Glue::Own,
        out: "packages/audit/wasm",
        gzip_budget: 28_000,
    },
];

/// The bench's own: not published, in no lock, built on request.
const BENCH: Module = Module {
    name: "fedzk_bench",
    source: "wasm-bench",
    target_features: "",
    rustflags: COMPACT_SHA256,
    crate_features: "",
    glue: Glue::Own,
    out: "bench/wasm",
    gzip_budget: usize::MAX,
};

/// One hash a key is no reason for an unrolled SHA-256: 7 KB less.
const COMPACT_SHA256: &[&str] = &["--cfg=sha2_backend=\"soft\"", "--cfg=sha2_backend_soft=\"compact\""];

const WASM_TARGET: &str = "wasm32-unknown-unknown";

/// wasm-opt reads from the module itself which features it may use. `--strip-producers` takes out the list of compilers.
const WASM_OPT: &[&str] = &["-O3", "--strip-producers"];

/// Builds what changed, holds each module against its budget, and compares all with the lock.
pub fn run(mode: Mode) -> Result<()> {
    let toolchain = Toolchain::in_use()?;
    let inputs = hash_of_inputs(&toolchain)?;
    let mut built = Vec::new();
    for module in MODULES {
        let current = module.bring_up_to_date(&inputs)?;
        let figures = module.measure()?;
        println!(
            "{}: {} bytes, {} after gzip of at most {}{}",
            module.name,
            figures.bytes,
            figures.gzip,
            module.gzip_budget,
            if current { " (unchanged)" } else { "" }
        );
        built.push(figures);
    }
    let over: Vec<String> =
        MODULES.iter().zip(&built).filter_map(|(module, figures)| module.over_budget(figures)).collect();
    if !over.is_empty() {
        return Err(over.join("\n"));
    }
    lock::compare(mode, &toolchain, &built)
}

/// Builds the bench's module, if something changed.
pub fn run_bench() -> Result<()> {
    let current = BENCH.bring_up_to_date(&hash_of_inputs(&Toolchain::in_use()?)?)?;
    println!("{}: {} bytes{}", BENCH.name, BENCH.measure()?.bytes, if current { " (unchanged)" } else { "" });
    Ok(())
}

/// The whole Rust workspace, so that any change in it builds anew, and the tools' versions.
fn hash_of_inputs(toolchain: &Toolchain) -> Result<String> {
    let skip = ["target", "fuzz", lock::FILE];
    let skip = |path: &Path| path.file_name().is_some_and(|name| skip.iter().any(|skip| name == *skip));
    sha256_of(&format!("{toolchain:?}"), &files_under(&rust_dir(), &skip)?)
}

impl Module {
    fn out_dir(&self) -> PathBuf {
        root().join(self.out)
    }

    fn wasm_file(&self) -> PathBuf {
        self.out_dir().join(format!("{}_bg.wasm", self.name))
    }

    fn work_dir(&self) -> PathBuf {
        rust_dir().join("target/xtask").join(self.name)
    }

    fn stamp_file(&self) -> PathBuf {
        self.work_dir().join("stamp")
    }

    /// The files that a build leaves.
    fn outputs(&self) -> Vec<PathBuf> {
        let glue: &[_] = if self.glue == Glue::Own { &["_bg.wasm.d.ts", ".js", ".d.ts"] } else { &[] };
        ["_bg.wasm", ".hex.js", ".hex.d.ts"]
            .iter()
            .chain(glue)
            .map(|end| self.out_dir().join(format!("{}{end}", self.name)))
            .collect()
    }

    /// What was built from what: it matches as long as neither side was touched. An error when an output is missing.
    fn stamp(&self, inputs: &str) -> Result<String> {
        Ok(format!("{inputs} {}\n", sha256_of("", &self.outputs())?))
    }

    /// Builds unless neither inputs nor outputs have changed since; whether there was nothing to do.
    fn bring_up_to_date(&self, inputs: &str) -> Result<bool> {
        let current = self.stamp(inputs).is_ok_and(|stamp| read_text(&self.stamp_file()).is_ok_and(|old| old == stamp));
        if !current {
            self.build()?;
            write(&self.stamp_file(), self.stamp(inputs)?)?;
        }
        Ok(current)
    }

    fn build(&self) -> Result<()> {
        // The glue names its module, so a variant is built by the name of the one whose glue it has.
        let (base, built) = match self.glue {
            Glue::Own => (self.name, self.wasm_pack(self.name)?),
            Glue::Of(base) => (base, self.wasm_pack(base)?),
            Glue::None => (self.name, self.cargo()?),
        };
        let bg_wasm = format!("{base}_bg.wasm");
        let optimized = self.work_dir().join(&bg_wasm);
        fs::create_dir_all(self.work_dir()).map_err(|error| format!("{}: {error}", self.work_dir().display()))?;
        call(Command::new("wasm-opt").args(WASM_OPT).arg(&built).arg("-o").arg(&optimized))?;
        let wasm = read(&optimized)?;
        remap::check(&bg_wasm, &wasm)?;

        let out = self.out_dir();
        if self.glue != Glue::None {
            let pkg = self.pkg_dir();
            let glue = read_text(&pkg.join(format!("{base}.js")))?;
            self.check_glue(&glue)?;
            if self.glue == Glue::Own {
                write(&out.join(format!("{base}.js")), glue)?;
                for declarations in [".d.ts", "_bg.wasm.d.ts"] {
                    let file = format!("{base}{declarations}");
                    write(&out.join(&file), read(&pkg.join(&file))?)?;
                }
            } else if glue != read_text(&out.join(format!("{base}.js")))? {
                return Err(format!(
                    "the glue of {} is not that of {base}: their entries or imports differ",
                    self.name
                ));
            }
        }
        write(&self.wasm_file(), &wasm)?;
        let head = "// Generated by `cargo xtask wasm`.\n";
        let string = format!("{head}export const hex =\n  '{}';\n", hex(&wasm));
        write(&out.join(format!("{}.hex.js", self.name)), string)?;
        write(&out.join(format!("{}.hex.d.ts", self.name)), format!("{head}export declare const hex: string;\n"))
    }

    /// Where wasm-pack leaves module and glue.
    fn pkg_dir(&self) -> PathBuf {
        self.work_dir().join("pkg")
    }

    /// Flags of rustc, in the form that cargo takes them from the environment.
    fn rustflags(&self) -> Result<String> {
        let mut flags = remap::flags()?;
        flags.extend(self.rustflags.iter().map(ToString::to_string));
        if !self.target_features.is_empty() {
            flags.push(format!("-Ctarget-feature={}", self.target_features));
        }
        Ok(flags.join("\x1f"))
    }

    /// Module and glue; the module's file.
    fn wasm_pack(&self, base: &str) -> Result<PathBuf> {
        let pkg = self.pkg_dir();
        let _ = fs::remove_dir_all(&pkg);
        call(
            Command::new("wasm-pack")
                .args(["build", "--release", "--target", "web", "--no-pack"])
                .args(["--no-opt", "--mode", "no-install"])
                .args(["--out-name", base, "--out-dir"])
                .arg(&pkg)
                .arg(self.source)
                .args(["--", "--no-default-features", "--features", self.crate_features])
                .env("CARGO_ENCODED_RUSTFLAGS", self.rustflags()?),
        )?;
        Ok(pkg.join(format!("{base}_bg.wasm")))
    }

    /// The module alone; its file.
    fn cargo(&self) -> Result<PathBuf> {
        let package = format!("fedzk-{}", self.source);
        let target_dir = rust_dir().join("target");
        call(
            Command::new("cargo")
                .args(["build", "--release", "--lib", "--target", WASM_TARGET])
                .args(["--package", &package, "--no-default-features", "--features", self.crate_features])
                .arg("--target-dir")
                .arg(&target_dir)
                .env("CARGO_ENCODED_RUSTFLAGS", self.rustflags()?),
        )?;
        Ok(target_dir.join(WASM_TARGET).join("release").join(format!("{}.wasm", package.replace('-', "_"))))
    }

    /// A `new URL('…', import.meta.url)` in the glue makes bundlers ship the module twice, and workerd has no such URL.
    fn check_glue(&self, glue: &str) -> Result<()> {
        if !glue.contains("import.meta.url") {
            return Ok(());
        }
        Err(format!(
            "the glue of {} looks for its module beside itself. rust/{}/Cargo.toml needs:\n\
             [package.metadata.wasm-pack.profile.release.wasm-bindgen]\nomit-default-module-path = true",
            self.name, self.source
        ))
    }

    fn measure(&self) -> Result<Built> {
        let wasm = read(&self.wasm_file())?;
        let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
        let packed = gzip.write_all(&wasm).and_then(|()| gzip.finish()).map_err(|error| format!("gzip: {error}"))?;
        Ok(Built { name: self.name, bytes: wasm.len(), gzip: packed.len(), sha256: sha256(&wasm) })
    }

    fn over_budget(&self, figures: &Built) -> Option<String> {
        (figures.gzip > self.gzip_budget).then(|| {
            format!(
                "{} has {} bytes after gzip, {} over its budget of {}",
                self.name,
                figures.gzip,
                figures.gzip - self.gzip_budget,
                self.gzip_budget
            )
        })
    }
}
