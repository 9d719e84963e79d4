//! `campaign seeds` writes inputs into `corpus`, from which libFuzzer starts.
//!
//! `campaign TARGET COUNT [SEED]` runs COUNT inputs of a seeded generator on a target, without libFuzzer, and prints
//! their outcomes. The same arguments give the same inputs. A failure panics with the input.

use std::{collections::BTreeMap, env, fs, path::Path, process::ExitCode, time::Instant};

/// The number of bytes that choices are taken from.
const LENGTH: usize = 512;

fn main() -> ExitCode {
    let args: Vec<String> = env::args().skip(1).collect();
    if args == ["seeds"] {
        return write_seeds();
    }
    let target = args.first().and_then(|name| fedzk_fuzz::TARGETS.iter().find(|(target, _)| target == name));
    let count = args.get(1).and_then(|count| count.parse::<u64>().ok());
    let (Some((name, run)), Some(count)) = (target, count) else {
        eprintln!(
            "usage: campaign seeds, or campaign {} COUNT [SEED]",
            fedzk_fuzz::TARGETS.map(|(name, _)| name).join("|")
        );
        return ExitCode::from(2);
    };
    let seed = args.get(2).and_then(|seed| seed.parse().ok()).unwrap_or(1);
    let mut choices = fedzk_fuzz::Seeded::new(seed);
    let mut outcomes: BTreeMap<&str, u64> = BTreeMap::new();
    let start = Instant::now();
    for _ in 0..count {
        *outcomes.entry(run(&fedzk_fuzz::input(&mut choices, LENGTH))).or_default() += 1;
    }
    let seconds = start.elapsed().as_secs();
    println!("{name}: {count} inputs from seed {seed} in {seconds} s");
    for (outcome, count) in outcomes {
        println!("{count:>10}  {outcome}");
    }
    ExitCode::SUCCESS
}

fn write_seeds() -> ExitCode {
    for (target, name, bytes) in fedzk_fuzz::seeds() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus").join(target);
        if let Err(error) = fs::create_dir_all(&folder).and_then(|()| fs::write(folder.join(name), bytes)) {
            eprintln!("{}: {error}", folder.display());
            return ExitCode::FAILURE;
        }
    }
    ExitCode::SUCCESS
}
