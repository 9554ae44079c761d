//! Why a task ended, in words for whoever typed the command.

use std::fmt;
use std::io;
use std::path::PathBuf;
use std::process::ExitCode;

/// Why a task ended.
#[derive(Debug)]
pub enum Failure {
    /// No such task.
    Usage(&'static str),
    /// The networks' runtime library is built for another machine.
    Machine,
    /// Something must be installed by someone who may.
    Packages {
        /// What is missing.
        missing: Vec<&'static str>,
        /// The line that installs it.
        line: String,
    },
    /// A program did not start.
    Start(String, io::Error),
    /// A program ended with an error of its own, which it has said.
    Program(String),
    /// A file or folder could not be read or written.
    File(PathBuf, io::Error),
    /// The demonstration did not end as it should.
    Demonstration(usize),
    /// No fuzz target has this name.
    Target(String),
    /// So many fuzz targets have a finding.
    Findings(usize),
}

impl Failure {
    /// Says it on standard error: 1 when something ran and ended wrongly, 2 when it could not run.
    pub fn report(&self) -> ExitCode {
        eprintln!("\n{self}");
        match self {
            Self::Program(_) | Self::Demonstration(_) | Self::Findings(_) => ExitCode::from(1),
            _ => ExitCode::from(2),
        }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Usage(usage) => f.write_str(usage),
            Self::Machine => f.write_str("xtask: this needs Linux on x86-64"),
            Self::Packages { missing, line } => {
                write!(
                    f,
                    "xtask: missing: {}. Install it, then start again:\n\n    {line}",
                    missing.join(", ")
                )
            }
            Self::Start(program, error) => write!(f, "xtask: {program}: {error}"),
            Self::Program(line) => write!(f, "xtask: failed: {line}"),
            Self::File(path, error) => write!(f, "xtask: {}: {error}", path.display()),
            Self::Demonstration(1) => f.write_str("xtask: 1 case did not end as it should"),
            Self::Target(name) => write!(f, "xtask: no fuzz target is called {name}"),
            Self::Findings(1) => f.write_str("xtask: 1 fuzz target has a finding"),
            Self::Findings(targets) => write!(f, "xtask: {targets} fuzz targets have a finding"),
            Self::Demonstration(cases) => write!(f, "xtask: {cases} cases did not end as they should"),
        }
    }
}
