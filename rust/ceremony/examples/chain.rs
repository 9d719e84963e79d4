//! `chain CURVE PEOPLE FOLDER` makes a ceremony of so many people and a beacon, whose secrets anyone can compute, and writes
//! `section10.bin` and `key.bin` into a folder. It prints how long each check of it takes.
#![allow(clippy::unwrap_used)]

#[path = "../tests/common/chain.rs"]
#[allow(dead_code, missing_docs)]
mod made;

use fedzk_ceremony::{Ceremony, Chain, key::Key};
use fedzk_curves::{bls12_381::Bls12381, bn254::Bn254};
use made::Made;
use std::{env, fs, hint::black_box, path::Path, process::ExitCode, time::Instant};

const TIMES: u32 = 20;

fn main() -> ExitCode {
    let args: Vec<String> = env::args().skip(1).collect();
    let [curve, people, folder] = &args[..] else {
        eprintln!("usage: chain bn254|bls12-381 PEOPLE FOLDER");
        return ExitCode::from(2);
    };
    let people = people.parse().expect("a number of people, at most 255");
    match curve.as_str() {
        "bn254" => run::<Bn254>(people, Path::new(folder)),
        "bls12-381" => run::<Bls12381>(people, Path::new(folder)),
        _ => return ExitCode::from(2),
    }
    ExitCode::SUCCESS
}

fn run<S: Ceremony>(people: u8, folder: &Path) {
    let made = Made::<S>::of(people);
    let (section, key) = (made.section(), made.key());
    fs::create_dir_all(folder).unwrap();
    fs::write(folder.join("section10.bin"), &section).unwrap();
    fs::write(folder.join("key.bin"), &key).unwrap();

    let chain = Chain::<S>::read(&section).ok().unwrap();
    let points = chain.check_points().ok().unwrap();
    let key = Key::read::<S>(&key).unwrap();
    let delta = key.delta::<S>().unwrap();
    time("read", || {
        assert!(Chain::<S>::read(black_box(&section)).is_ok());
    });
    time("points", || {
        assert!(chain.check_points().is_ok());
    });
    time("key", || assert_eq!(key.wrong_point::<S>(), None));
    time("beacon", || assert!(chain.is_beacon(usize::from(people))));
    time("pairing", || assert!(chain.check_pairing(&points, &delta, &[1; 32]).is_empty()));
}

fn time(name: &str, check: impl Fn()) {
    check();
    let start = Instant::now();
    (0..TIMES).for_each(|_| check());
    println!("{name:>8}  {:.2} ms", start.elapsed().as_secs_f64() * 1e3 / f64::from(TIMES));
}
