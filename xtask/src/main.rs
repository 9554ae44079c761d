//! `cargo xtask`: set-up, demonstration, tests and benchmarks, on a machine that has nothing but Rust.
//!
//! cargo itself refuses a Rust older than the `rust-version` of the workspace.

mod bench_kiosk;
mod bindings;
mod demo;
mod failure;
mod fuzz;
mod machine;
mod packages;
mod page;
mod peers;
mod program;
mod python;
mod schemathesis;
mod setup;
mod workspace;

use failure::Failure;
use program::Program;
use setup::Setup;
use std::process::ExitCode;

const USAGE: &str = "\
usage: cargo xtask COMMAND

  setup   installs and fetches what is missing: Debian packages, networks, ONNX Runtime
  demo    set-up, then one whole identity control and three frauds;
          with --remote: by phone, through the service, with five cases;
          with --kiosk: at the counter and in the booth, with a picture of every screen
  test    set-up, then every test
  bench   set-up, then the benchmarks, as ratios; with chip-read, security-object, face or service: that one;
          with kiosk: what the kiosk's window takes, beside its goals
  fuzz    every parser under libFuzzer: SECONDS [--jobs N] [TARGET ...]; as many at once as there are processors
  bindings  Kotlin, Swift and Python for apps that read a chip by relay (docs/mobile.md), in target/bindings";

/// Every test; what a passing test says is shown, so that a skipped one is seen.
const TESTS: [&str; 4] = ["test", "--workspace", "--", "--show-output"];

/// The benchmarks lie outside the workspace: the peers they measure are no dependencies of ours.
const BENCH: [&str; 5] = ["run", "--release", "--manifest-path", "bench/Cargo.toml", "--"];

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let outcome = match arguments.as_slice() {
        ["setup"] => Setup::run().map(drop),
        ["demo"] => Setup::run().and_then(|setup| demo::run(&setup)),
        ["demo", "--kiosk"] => Setup::run().and_then(|setup| demo::kiosk::run(&setup)),
        ["demo", "--remote"] => Setup::run().and_then(|setup| demo::remote::run(&setup)),
        ["test"] => Setup::run().and_then(|setup| test(&setup)),
        ["bindings"] => bindings::run(),
        ["bench", "kiosk"] => Setup::run().and_then(|setup| bench_kiosk::run(&setup)),
        ["bench", name @ ("chip-read" | "security-object" | "face" | "service")] => {
            Setup::run().and_then(|setup| bench(&setup, &[name]))
        }
        ["fuzz", order @ ..] => match fuzz::Order::parse(order) {
            Some(order) => fuzz::run(&order),
            None => Err(Failure::Usage(USAGE)),
        },
        ["bench"] => Setup::run().and_then(|setup| bench(&setup, &[])),
        ["help" | "--help" | "-h"] => {
            println!("{USAGE}");
            Ok(())
        }
        _ => Err(Failure::Usage(USAGE)),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => failure.report(),
    }
}

fn test(setup: &Setup) -> Result<(), Failure> {
    if in_ci() && workspace::test_data().is_none() {
        return Err(Failure::Program(
            "finding the test data (IDK_TESTDATA): CI lets nothing be skipped".into(),
        ));
    }
    packages::install(&packages::READERS)?;
    packages::install(&packages::FACES)?;
    let tests = Program::cargo().arguments(&TESTS).environment("IDK_BINDINGS", bindings::make()?);
    let tests = match schemathesis::program() {
        Some(program) => tests.environment("IDK_SCHEMATHESIS", program),
        None if in_ci() => {
            return Err(Failure::Program("installing schemathesis".into()));
        }
        None => tests,
    };
    setup.equip(tests).run()?;
    page::test(setup)?;
    demo::remote::run(setup)?;
    demo::kiosk::test(setup)
}

/// CI has every tool and all data: what is missing there is a failure, not a skip.
fn in_ci() -> bool {
    std::env::var("CI").is_ok_and(|value| value == "true")
}

fn bench(setup: &Setup, names: &[&str]) -> Result<(), Failure> {
    let bench = Program::cargo().arguments(&BENCH).arguments(names);
    let bench = match peers::python() {
        Some(python) => bench.environment("IDK_PEER_PYTHON", python),
        None => bench,
    };
    setup.equip(bench).run()
}
