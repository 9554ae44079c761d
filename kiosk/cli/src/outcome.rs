//! How a command that ran ends: with what it found, on standard output.

pub use crate::failure::{Failure, failure};
use serde::Serialize;
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
