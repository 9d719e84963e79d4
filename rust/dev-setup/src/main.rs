//! `fedzk-dev-setup`: a development key of a circuit, see the library. In the folder rust:
//! `cargo run --release -p fedzk-dev-setup -- CIRCUIT.r1cs --seed TEXT --zkey OUT.zkey --vkey OUT.json`.

#![forbid(unsafe_code)]

use fedzk_curves::{
    bls12_381::{Bls12381, Bls12381Scalar},
    bn254::{Bn254, Bn254Scalar},
    field::Prime,
};
use fedzk_dev_setup::{
    Result, WARNING,
    key::Key,
    r1cs::{self, R1cs},
    setup::{Scalars, domain_log2},
    suite::Suite,
    trapdoor::Trapdoor,
    vkey, zkey,
};
use sha2::{Digest, Sha256};
use std::{
    fs::{self, File},
    io::{BufWriter, Write},
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
    /// Each once, in any order.
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
    let clock = Clock::start();
    let path = arguments.r1cs.display();
    let in_circuit = |error: String| format!("{path}: {error}");
    let file = fs::read(&arguments.r1cs).map_err(|error| in_circuit(error.to_string()))?;
    match r1cs::prime(&file).map_err(in_circuit)? {
        Bn254Scalar::MODULUS => make::<Bn254>(arguments, &file, clock),
        Bls12381Scalar::MODULUS => make::<Bls12381>(arguments, &file, clock),
        _ => {
            let reason = "its prime is the order of neither BN254 nor BLS12-381; compile it with: circom --prime \
                          bn128, or circom --prime bls12381";
            Err(in_circuit(reason.into()))
        }
    }
}

fn make<S: Suite>(arguments: &Arguments, file: &[u8], mut clock: Clock) -> Result<()> {
    let Arguments { r1cs: path, seed, zkey: zkey_path, vkey: vkey_path } = arguments;
    let r1cs_sha256 = Sha256::digest(file).into();
    let in_circuit = |error| format!("{}: {error}", path.display());
    let r1cs = R1cs::<S>::read(file).map_err(in_circuit)?;
    let k = domain_log2(&r1cs).map_err(in_circuit)?;
    println!(
        "{}: {}, {} constraints, {} wires, {} public signals; domain of 2^{k}",
        path.display(),
        S::NAME,
        r1cs.constraints.len(),
        r1cs.wires,
        r1cs.public
    );
    clock.lap("read");

    let trapdoor = Trapdoor::derive(seed, &r1cs_sha256);
    let scalars = Scalars::of(&r1cs, &trapdoor).map_err(in_circuit)?;
    clock.lap("polynomials");
    let key = Key::of(&scalars, &trapdoor);
    clock.lap("points");

    write(vkey_path, |out| out.write_all(vkey::json(&key).as_bytes()))?;
    let bytes = write(zkey_path, |out| zkey::write(out, &r1cs, &key, &r1cs_sha256))?;
    clock.lap("files");
    println!("{}: {bytes} bytes; {}; {}", zkey_path.display(), vkey_path.display(), clock.finish());
    eprintln!("{WARNING}");
    Ok(())
}

/// Writes a file under another name in its folder and renames it, so that nobody reads half of it. Its length.
fn write(path: &Path, content: impl FnOnce(&mut BufWriter<File>) -> std::io::Result<()>) -> Result<u64> {
    let name = path.file_name().ok_or_else(|| format!("{}: not the name of a file", path.display()))?;
    let temporary = path.with_file_name(format!(".{}.{}.tmp", name.display(), std::process::id()));
    let written = File::create(&temporary).and_then(|file| {
        let mut out = BufWriter::new(file);
        content(&mut out)?;
        let file = out.into_inner()?;
        fs::rename(&temporary, path)?;
        Ok(file.metadata()?.len())
    });
    written.map_err(|error| {
        let _ = fs::remove_file(&temporary);
        format!("{}: {error}", path.display())
    })
}

/// How long each part took.
struct Clock {
    start: Instant,
    last: Instant,
    laps: Vec<String>,
}

impl Clock {
    fn start() -> Self {
        let now = Instant::now();
        Self { start: now, last: now, laps: Vec::new() }
    }

    fn lap(&mut self, name: &str) {
        let now = Instant::now();
        let seconds = (now - self.last).as_secs_f64();
        self.laps.push(format!("{name} {seconds:.2}"));
        self.last = now;
    }

    fn finish(self) -> String {
        format!("{:.2} s ({})", self.start.elapsed().as_secs_f64(), self.laps.join(", "))
    }
}
