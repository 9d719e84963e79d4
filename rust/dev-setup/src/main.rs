//! `fedzk-dev-setup` makes a development key of a circuit, see the library. In the folder rust:
//! `cargo run --release -p fedzk-dev-setup -- CIRCUIT.r1cs --seed TEXT --zkey OUT.zkey --vkey OUT.json`.

#![forbid(unsafe_code)]

use fedzk_dev_setup::{Result, WARNING, make};
use std::{
    fs,
    path::{Path, PathBuf},
    process::ExitCode,
    time::Instant,
};

const USAGE: &str = "\
usage: fedzk-dev-setup CIRCUIT.r1cs --seed TEXT --zkey OUT.zkey --vkey OUT.json

Makes a Groth16 proving key, as snarkjs reads it, and its verification key from a circuit that circom compiled for BN254
or BLS12-381.
INSECURE: for tests and demonstrations only. Same circuit, same seed: same files.";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if arguments.iter().any(|argument| argument == "--help" || argument == "-h") {
        println!("{USAGE}");
        return ExitCode::SUCCESS;
    }
    let Some(arguments) = Arguments::read(&arguments) else {
        eprintln!("{USAGE}");
        return ExitCode::from(2);
    };
    match run(&arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("fedzk-dev-setup: {message}");
            ExitCode::FAILURE
        }
    }
}

struct Arguments {
    r1cs: PathBuf,
    seed: String,
    zkey: PathBuf,
    vkey: PathBuf,
}

impl Arguments {
    /// Reads the options, each once, in any order.
    fn read(arguments: &[String]) -> Option<Self> {
        let (mut r1cs, mut seed, mut zkey, mut vkey) = (None, None, None, None);
        let mut rest = arguments.iter();
        while let Some(argument) = rest.next() {
            let (place, value) = match argument.as_str() {
                "--seed" => (&mut seed, rest.next()?),
                "--zkey" => (&mut zkey, rest.next()?),
                "--vkey" => (&mut vkey, rest.next()?),
                other if other.starts_with('-') => return None,
                _ => (&mut r1cs, argument),
            };
            if place.replace(value.clone()).is_some() {
                return None;
            }
        }
        Some(Self { r1cs: r1cs?.into(), seed: seed?, zkey: zkey?.into(), vkey: vkey?.into() })
    }
}

fn run(arguments: &Arguments) -> Result<()> {
    let Arguments { r1cs, seed, zkey, vkey } = arguments;
    let started = Instant::now();
    let in_circuit = |error: String| format!("{}: {error}", r1cs.display());
    let file = fs::read(r1cs).map_err(|error| in_circuit(error.to_string()))?;
    let key = make(&file, seed).map_err(in_circuit)?;
    println!("{}: {}", r1cs.display(), key.summary);

    write(vkey, key.vkey.as_bytes())?;
    write(zkey, &key.zkey)?;
    let seconds = started.elapsed().as_secs_f64();
    println!("{}: {} bytes; {}; {seconds:.2} s", zkey.display(), key.zkey.len(), vkey.display());
    eprintln!("{WARNING}");
    Ok(())
}

/// Writes a file under another name in its folder, and renames it, so that nobody reads half a file.
fn write(path: &Path, content: &[u8]) -> Result<()> {
    let name = path.file_name().ok_or_else(|| format!("{}: not the name of a file", path.display()))?;
    let temporary = path.with_file_name(format!(".{}.{}.tmp", name.display(), std::process::id()));
    fs::write(&temporary, content).and_then(|()| fs::rename(&temporary, path)).map_err(|error| {
        let _ = fs::remove_file(&temporary);
        format!("{}: {error}", path.display())
    })
}
