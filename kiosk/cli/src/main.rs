//! `idkontroll`: identity control from the command line.
//!
//! Exit 0: accepted or done. 1: refused, inconclusive or not matched, reasons printed. 2: could not run.

mod arguments;
mod commands;
mod failure;
mod files;
mod interrupt;
mod keys;
mod networks;
mod outcome;
mod reading;
mod scanning;
mod terminal;
mod writing;

use arguments::{Arguments, Command};
use clap::Parser;
use failure::Failure;
use outcome::Outcome;
use std::process::ExitCode;

fn main() -> ExitCode {
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(error) if error.use_stderr() => return Failure::of_arguments(&error).report(),
        Err(help) => help.exit(),
    };
    match dispatch(arguments.command) {
        Ok(outcome) => outcome.report(arguments.json),
        Err(failure) => failure.report(),
    }
}

fn dispatch(command: Command) -> Result<Outcome, Failure> {
    match command {
        Command::Check(check) => commands::check::run(&check),
        Command::Chip { command } => commands::chip::run(&command),
        Command::Passive(passive) => commands::passive::run(&passive),
        Command::Trust { command } => commands::trust::run(&command),
        Command::Mrz { command } => commands::mrz::run(&command),
        Command::Face { command } => commands::face::run(&command),
        Command::Evidence { command } => commands::evidence::run(&command),
        Command::Result { command } => commands::result::run(&command),
        Command::Key { command } => commands::key::run(&command),
        Command::Simulate { command } => commands::simulate::run(&command),
        Command::Serve(serve) => commands::serve::run(&serve),
        Command::Tenant { command } => commands::tenant::run(&command),
        Command::Events { command } => commands::events::run(&command),
        Command::Models { command } => commands::models::run(&command),
        Command::Relay(relay) => commands::relay::run(&relay),
    }
}
