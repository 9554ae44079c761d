//! `cargo xtask fuzz`: every target under libFuzzer for so many seconds, several at once, from the seeds there are.

mod run;

use crate::failure::Failure;
use crate::program::Program;
use crate::{machine, packages, workspace};
use run::{Finding, Run};
use std::collections::VecDeque;
use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};
use std::{fs, thread};

/// What libFuzzer's programs are built for.
const MACHINE: &str = "x86_64-unknown-linux-gnu";

/// What was asked for.
pub struct Order {
    seconds: u32,
    jobs: usize,
    targets: Vec<String>,
}

impl Order {
    /// Reads `SECONDS [--jobs N] [TARGET …]`.
    pub fn parse(arguments: &[&str]) -> Option<Self> {
        let (seconds, mut rest) = arguments.split_first()?;
        let mut jobs = processors();
        let mut targets = Vec::new();
        while let Some((first, others)) = rest.split_first() {
            rest = match *first {
                "--jobs" => {
                    let (count, others) = others.split_first()?;
                    jobs = count.parse().ok().filter(|jobs| *jobs > 0)?;
                    others
                }
                option if option.starts_with('-') => return None,
                target => {
                    targets.push(target.to_owned());
                    others
                }
            };
        }
        Some(Self { seconds: seconds.parse().ok()?, jobs, targets })
    }

    /// How many targets run on one processor.
    fn crowd(&self) -> usize {
        self.jobs.div_ceil(processors())
    }
}

fn processors() -> usize {
    thread::available_parallelism().map_or(1, usize::from)
}

/// Where everything of fuzzing lies: nothing else is built into it.
fn folder() -> PathBuf {
    workspace::target().join("fuzz")
}

/// Runs the targets; fails where one has a finding.
pub fn run(order: &Order) -> Result<(), Failure> {
    let names = chosen(&order.targets)?;
    machine::check()?;
    packages::install(&packages::BUILD)?;
    install()?;
    match order.targets.as_slice() {
        [] => build(None)?,
        asked => asked.iter().try_for_each(|target| build(Some(target)))?,
    }
    seed()?;
    println!("{} targets for {} seconds each, {} at once", names.len(), order.seconds, order.jobs);
    let waiting = Mutex::new(VecDeque::from(names));
    let findings = Mutex::new(Vec::new());
    thread::scope(|scope| {
        for _ in 0..order.jobs {
            scope.spawn(|| work(order, &waiting, &findings));
        }
    });
    conclude(findings.into_inner().unwrap_or_else(PoisonError::into_inner))
}

/// The targets asked for, or all: each is a file in `fuzz/fuzz_targets`.
fn chosen(asked: &[String]) -> Result<Vec<String>, Failure> {
    let place = workspace::root().join("fuzz/fuzz_targets");
    let files = fs::read_dir(&place).map_err(|error| Failure::File(place, error))?;
    let mut names: Vec<String> = files
        .flatten()
        .filter_map(|file| Some(file.path().file_stem()?.to_str()?.to_owned()))
        .filter(|name| asked.is_empty() || asked.contains(name))
        .collect();
    names.sort();
    match asked.iter().find(|name| !names.contains(name)) {
        Some(unknown) => Err(Failure::Target(unknown.clone())),
        None => Ok(names),
    }
}

/// cargo-fuzz, and a nightly Rust: only that has the sanitizers.
fn install() -> Result<(), Failure> {
    let nightly = || Program::new("rustup").arguments(&["run", "nightly", "rustc", "--version"]);
    if !nightly().answers() {
        let line = ["toolchain", "install", "nightly", "--profile", "minimal"];
        Program::new("rustup").arguments(&line).run()?;
    }
    if Program::new("cargo-fuzz").argument("--version").answers() {
        return Ok(());
    }
    Program::cargo().arguments(&["install", "cargo-fuzz", "--locked"]).run()
}

/// Builds this target, or all.
fn build(target: Option<&str>) -> Result<(), Failure> {
    let program = Program::nightly_cargo()
        .arguments(&["fuzz", "build", "--fuzz-dir", "fuzz", "--target", MACHINE])
        .arguments(&["--features", "libfuzzer", "--target-dir"])
        .argument(folder().join("build"));
    target.into_iter().fold(program, Program::argument).run()
}

/// Adds the seeds to what earlier runs have found.
fn seed() -> Result<(), Failure> {
    let seeds = ["run", "--quiet", "--package", "fuzz", "--example", "seeds", "--"];
    let seeds = Program::cargo().arguments(&seeds).argument(folder().join("corpus"));
    match workspace::test_data() {
        Some(data) => seeds.argument(data).run(),
        None => seeds.run(),
    }
}

fn work(order: &Order, waiting: &Mutex<VecDeque<String>>, findings: &Mutex<Vec<Finding>>) {
    let next = || waiting.lock().unwrap_or_else(PoisonError::into_inner).pop_front();
    while let Some(target) = next() {
        let run = Run::new(&target, order.crowd());
        match run.finish(order.seconds) {
            Ok(figures) => println!("{target:<26} {figures}"),
            Err(finding) => {
                println!("{target:<26} {finding}");
                findings.lock().unwrap_or_else(PoisonError::into_inner).push(finding);
            }
        }
    }
}

fn conclude(findings: Vec<Finding>) -> Result<(), Failure> {
    for finding in &findings {
        eprintln!("\n{}", finding.told());
    }
    match findings.len() {
        0 => Ok(()),
        count => Err(Failure::Findings(count)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_order_is_seconds_then_jobs_and_targets_in_any_order() {
        let order = Order::parse(&["600", "tlv", "--jobs", "8", "mrz"]).unwrap();
        assert_eq!((order.seconds, order.jobs), (600, 8));
        assert_eq!(order.targets, ["tlv", "mrz"]);
        let of = |jobs| Order { seconds: 1, jobs, targets: vec![] }.crowd();
        assert_eq!([of(1), of(processors()), of(processors() * 8)], [1, 1, 8]);
        for wrong in
            [&[][..], &["tlv"], &["-1"], &["600", "--jobs"], &["600", "--jobs", "0"], &["600", "--all"]]
        {
            assert!(Order::parse(wrong).is_none(), "{wrong:?}");
        }
    }

    #[test]
    fn every_target_is_known_and_no_other() {
        assert!(chosen(&[]).unwrap().len() > 24);
        assert_eq!(chosen(&["tlv".to_owned()]).unwrap(), ["tlv"]);
        assert!(matches!(chosen(&["tvl".to_owned()]), Err(Failure::Target(name)) if name == "tvl"));
    }
}
