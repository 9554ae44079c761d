//! Replays the corpora: every committed input, every seed, and mutations of them, on whatever Rust there is.
//!
//! A panic, an input that takes too long, and memory without bounds all fail, with the input in hexadecimal.

#![allow(clippy::unwrap_used, clippy::panic, clippy::expect_used, reason = "a test fails by panicking")]

use fuzz::mutation::Mutations;
use fuzz::seeds::Seeds;
use fuzz::{TARGETS, Target};
use rustix::process::{Resource, Rlimit, setrlimit};
use std::collections::VecDeque;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, mpsc};
use std::time::{Duration, Instant};
use std::{env, fs, thread};

/// One input in a build without optimization, on a machine that has other things to do.
const PATIENCE: Duration = Duration::from_secs(20);
/// Mutations of one target end when this is over, or when there are so many.
const MUTATING: Duration = Duration::from_millis(1500);
const MUTATIONS: u64 = 2000;
/// What the whole replay may have of addresses.
const MEMORY: u64 = 4 << 30;

fn folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(name)
}

/// The files of a folder by name; none where there is no such folder.
fn files(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let mut files: Vec<(String, Vec<u8>)> =
        entries.map(|entry| (entry.path().display().to_string(), fs::read(entry.path()).unwrap())).collect();
    files.sort();
    files
}

fn seeds() -> Seeds {
    let default = folder("../../shared");
    let data = env::var_os("IDK_TESTDATA").map_or(default, PathBuf::from);
    if data.join("emrtd").is_dir() {
        return Seeds::with_test_data(&data);
    }
    eprintln!("skipped: no IDK_TESTDATA (its seeds; all others are replayed)");
    Seeds::own()
}

/// Committed inputs, found crashes, seeds.
fn inputs(target: &Target, seeds: &Seeds) -> Vec<(String, Vec<u8>)> {
    let mut inputs = files(&folder("corpus").join(target.name));
    inputs.extend(files(&folder("regressions").join(target.name)));
    let seeds = seeds.of(target.name).iter().enumerate();
    inputs.extend(seeds.map(|(number, seed)| (format!("seed {number}"), seed.clone())));
    inputs
}

fn run(target: &Target, name: &str, input: &[u8]) {
    if catch_unwind(AssertUnwindSafe(|| (target.run)(input))).is_err() {
        panic!("{}, {name}: {}", target.name, hex::encode(input));
    }
}

/// All of one target; each input is shown before it is run, so that whoever watches can tell which one hangs.
fn replay(target: &Target, inputs: &[(String, Vec<u8>)], show: &dyn Fn(&str, &[u8])) -> usize {
    for (name, input) in inputs {
        show(name, input);
        run(target, name, input);
    }
    let (mut mutations, begun) = (Mutations::new(1), Instant::now());
    let mut done = inputs.len();
    for number in 0..MUTATIONS {
        let Some((_, input)) = inputs.get(usize::try_from(number).unwrap() % inputs.len().max(1)) else {
            break;
        };
        if begun.elapsed() > MUTATING {
            break;
        }
        let mutation = mutations.of(input);
        show("mutation", &mutation);
        run(target, "mutation", &mutation);
        done += 1;
    }
    done
}

/// Runs targets one after the other and tells whoever watches what it is at.
fn work(waiting: &Mutex<VecDeque<&'static Target>>, seeds: &Seeds, watch: &mpsc::Sender<(String, Vec<u8>)>) {
    while let Some(target) = { waiting.lock().unwrap().pop_front() } {
        let inputs = inputs(target, seeds);
        let show = |name: &str, input: &[u8]| {
            let _ = watch.send((format!("{}, {name}", target.name), input.to_vec()));
        };
        let done = replay(target, &inputs, &show);
        println!("{:<26} {done:>5} inputs", target.name);
    }
}

/// A thread cannot be ended from outside, so the whole replay is.
fn watch_over(watched: &mpsc::Receiver<(String, Vec<u8>)>) {
    let (mut name, mut input) = (String::new(), Vec::new());
    loop {
        match watched.recv_timeout(PATIENCE) {
            Ok(next) => (name, input) = next,
            Err(mpsc::RecvTimeoutError::Disconnected) => return,
            Err(mpsc::RecvTimeoutError::Timeout) => {
                eprintln!("takes too long: {name}: {}", hex::encode(input));
                std::process::exit(1);
            }
        }
    }
}

#[test]
fn every_input_and_its_mutations_end_well_in_time_and_in_bounded_memory() {
    setrlimit(Resource::As, Rlimit { current: Some(MEMORY), maximum: Some(MEMORY) }).unwrap();
    let seeds = seeds();
    let waiting = Mutex::new(TARGETS.iter().collect::<VecDeque<_>>());
    thread::scope(|scope| {
        for _ in 0..thread::available_parallelism().map_or(1, usize::from) {
            let (watch, watched) = mpsc::channel();
            let (waiting, seeds) = (&waiting, &seeds);
            scope.spawn(move || work(waiting, seeds, &watch));
            scope.spawn(move || watch_over(&watched));
        }
    });
}

#[test]
fn every_target_has_a_program_a_corpus_and_seeds() {
    let manifest = fs::read_to_string(folder("Cargo.toml")).unwrap();
    let own = Seeds::own();
    for target in TARGETS {
        let name = target.name;
        let program = fs::read_to_string(folder("fuzz_targets").join(name).with_extension("rs")).unwrap();
        assert!(program.contains(&format!("fuzz::{name}(bytes)")), "{name}");
        assert!(manifest.contains(&format!("path = \"fuzz_targets/{name}.rs\"")), "{name}");
        assert!(!own.of(name).is_empty(), "{name} has no seed of our own");
        assert!(!files(&folder("corpus").join(name)).is_empty(), "{name} has no committed input");
    }
    assert_eq!(files(&folder("fuzz_targets")).len(), TARGETS.len());
}

#[test]
fn the_committed_corpus_is_small() {
    let size = |target: &Target| -> usize {
        files(&folder("corpus").join(target.name)).iter().map(|(_, input)| input.len()).sum()
    };
    assert!(TARGETS.iter().map(size).sum::<usize>() <= 1 << 20);
}
