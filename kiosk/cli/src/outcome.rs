//! How a command ends: with an outcome on standard output, or with a failure in one line on standard error.

use serde::Serialize;
use std::fmt::Display;
use std::io::Write;
use std::process::ExitCode;

/// A command that ran: what it found, as JSON and for people.
pub struct Outcome {
    positive: bool,
    json: String,
    text: String,
}

impl Outcome {
    /// Accepted or done: exit 0.
    pub fn done(report: &impl Serialize, text: impl Into<String>) -> Result<Self, Failure> {
        Self::new(true, report, text)
    }

    /// `positive` decides between exit 0 and exit 1.
    pub fn new(positive: bool, report: &impl Serialize, text: impl Into<String>) -> Result<Self, Failure> {
        let json = serde_json::to_string(report)
            .map_err(|_| Failure::new("the report cannot be written as JSON"))?;
        Ok(Self { positive, json, text: text.into() })
    }

    /// Prints it and gives the exit code. A closed standard output is a failure to run.
    pub fn report(self, json: bool) -> ExitCode {
        let text = if json { self.json } else { self.text };
        let mut out = std::io::stdout().lock();
        if writeln!(out, "{}", text.trim_end()).and_then(|()| out.flush()).is_err() {
            return Failure::new("standard output cannot be written").report();
        }
        if self.positive { ExitCode::SUCCESS } else { ExitCode::from(1) }
    }
}

/// A command that could not run: exit 2 and one clear line.
#[derive(Debug)]
pub struct Failure {
    line: String,
}

impl Failure {
    /// A failure with this line.
    pub fn new(line: impl Into<String>) -> Self {
        Self { line: line.into() }
    }

    /// A failure about a file.
    pub fn about(path: &std::path::Path, reason: impl Display) -> Self {
        Self::new(format!("{}: {reason}", path.display()))
    }

    /// What is wrong with the command line, without the usage that `--help` shows.
    pub fn of_arguments(error: &clap::Error) -> Self {
        let text = error.to_string();
        let lines = text.lines().map(str::trim).take_while(|line| !line.starts_with("Usage:"));
        let words: Vec<&str> =
            lines.filter(|line| !line.is_empty() && !line.starts_with("For more information")).collect();
        let line = words.join(" ");
        Self::new(format!("{} (see --help)", line.strip_prefix("error: ").unwrap_or(&line)))
    }

    /// Prints the line and gives the exit code.
    pub fn report(self) -> ExitCode {
        let _ = writeln!(std::io::stderr(), "idkontroll: {}", self.line.replace('\n', " "));
        ExitCode::from(2)
    }
}

/// The JSON words of a value, for people.
pub fn words(value: &impl Serialize) -> String {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(word)) => word,
        Ok(serde_json::Value::Array(items)) => {
            items.iter().filter_map(serde_json::Value::as_str).collect::<Vec<_>>().join(", ")
        }
        _ => String::new(),
    }
}

/// Turns any error into a failure.
pub fn failure(error: impl Display) -> Failure {
    Failure::new(error.to_string())
}
