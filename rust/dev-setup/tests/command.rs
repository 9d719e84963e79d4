//! The command line: its files, messages and exit codes.

use crate::common::cubic;
use fedzk_curves::{bls12_381::Bls12381, bn254::Bn254};
use std::{
    fs,
    path::PathBuf,
    process::{Command, Output},
};

/// An empty folder that is removed after the test.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("{name}-{}", std::process::id()));
        fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    fn run(&self, arguments: &[&str]) -> Output {
        Command::new(env!("CARGO_BIN_EXE_fedzk-dev-setup")).args(arguments).current_dir(&self.0).output().unwrap()
    }

    fn names(&self) -> Vec<String> {
        let entries = fs::read_dir(&self.0).unwrap();
        let mut names: Vec<_> = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

const ARGUMENTS: [&str; 7] = ["c.r1cs", "--seed", "a test", "--zkey", "c.zkey", "--vkey", "c.json"];

#[test]
fn makes_both_files_and_warns() {
    let folder = Folder::new("both");
    fs::write(folder.0.join("c.r1cs"), cubic::<Bn254>().bytes()).unwrap();
    let output = folder.run(&ARGUMENTS);
    assert!(output.status.success());
    let said = String::from_utf8(output.stdout).unwrap();
    assert!(
        said.starts_with("c.r1cs: BN254, 3 constraints, 5 wires, 1 public signals; domain of 2^3\nc.zkey: "),
        "{said}"
    );
    assert!(String::from_utf8(output.stderr).unwrap().contains("anyone can forge"));
    assert_eq!(folder.names(), ["c.json", "c.r1cs", "c.zkey"], "and nothing temporary");

    let read = |name: &str| fs::read(folder.0.join(name)).unwrap();
    let first = [read("c.zkey"), read("c.json")];
    let swapped = ["--vkey", "d.json", "--zkey", "d.zkey", "--seed", "a test", "c.r1cs"];
    assert!(folder.run(&swapped).status.success());
    assert_eq!([read("d.zkey"), read("d.json")], first, "the same bytes");
    let other = ["c.r1cs", "--seed", "b test", "--zkey", "c.zkey", "--vkey", "c.json"];
    assert!(folder.run(&other).status.success());
    assert!(read("c.zkey") != first[0] && read("c.json") != first[1], "overwritten with another seed's");
}

/// The circuit's prime decides the curve.
#[test]
fn makes_keys_on_the_other_curve() {
    let folder = Folder::new("other");
    fs::write(folder.0.join("c.r1cs"), cubic::<Bls12381>().bytes()).unwrap();
    let output = folder.run(&ARGUMENTS);
    assert!(output.status.success());
    assert!(String::from_utf8(output.stdout).unwrap().starts_with("c.r1cs: BLS12-381, 3 constraints, 5 wires"));
    let vkey: serde_json::Value = serde_json::from_slice(&fs::read(folder.0.join("c.json")).unwrap()).unwrap();
    assert_eq!(vkey["curve"], "bls12381");
}

#[test]
fn says_what_is_wrong() {
    let folder = Folder::new("wrong");
    let failed = |arguments: &[&str]| {
        let output = folder.run(arguments);
        assert_eq!(output.status.code(), Some(1));
        String::from_utf8(output.stderr).unwrap()
    };
    assert!(failed(&ARGUMENTS).starts_with("fedzk-dev-setup: c.r1cs: "), "no such file");
    fs::write(folder.0.join("c.r1cs"), b"{}").unwrap();
    let message = "fedzk-dev-setup: c.r1cs: it doesn't begin with \"r1cs\": not a compiled circuit\n";
    assert_eq!(failed(&ARGUMENTS), message);
    fs::write(folder.0.join("c.r1cs"), cubic::<Bn254>().bytes()).unwrap();
    let mut of_no_curve = cubic::<Bn254>();
    of_no_curve.sections[0].1[4] ^= 2;
    fs::write(folder.0.join("c.r1cs"), of_no_curve.bytes()).unwrap();
    let message = "c.r1cs: its prime is the order of neither BN254 nor BLS12-381; compile it with: circom --prime \
                   bn128, or circom --prime bls12381";
    assert_eq!(failed(&ARGUMENTS), format!("fedzk-dev-setup: {message}\n"));
    fs::write(folder.0.join("c.r1cs"), cubic::<Bn254>().bytes()).unwrap();
    let nowhere = ["c.r1cs", "--seed", "", "--zkey", "c.zkey", "--vkey", "nowhere/c.json"];
    assert!(failed(&nowhere).starts_with("fedzk-dev-setup: nowhere/c.json: "));
    fs::create_dir(folder.0.join("c.zkey")).unwrap();
    assert!(failed(&ARGUMENTS).starts_with("fedzk-dev-setup: c.zkey: "), "a folder of that name");
    assert!(folder.names().iter().all(|name| !name.contains("tmp")), "nothing temporary is left");
}

#[test]
fn tells_how_to_use_it() {
    let folder = Folder::new("usage");
    let wrong: [&[&str]; 7] = [
        &[],
        &ARGUMENTS[..6],
        &ARGUMENTS[1..],
        &[&ARGUMENTS[..], &["d.r1cs"]].concat(),
        &[&ARGUMENTS[..], &["--seed", "b"]].concat(),
        &[&ARGUMENTS[..], &["--verbose"]].concat(),
        &["c.r1cs", "--zkey", "c.zkey", "--vkey", "c.json"],
    ];
    for arguments in wrong {
        let output = folder.run(arguments);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        assert!(String::from_utf8(output.stderr).unwrap().starts_with("usage: fedzk-dev-setup CIRCUIT.r1cs"));
    }
    let help = folder.run(&["--help"]);
    assert!(help.status.success() && String::from_utf8(help.stdout).unwrap().contains("INSECURE"));
}
