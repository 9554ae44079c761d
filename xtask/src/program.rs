//! Running other programs, saying which.

use crate::failure::Failure;
use crate::workspace;
use std::env;
use std::ffi::OsStr;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Output, Stdio};

/// A program and its arguments.
pub struct Program {
    command: Command,
    line: String,
}

impl Program {
    /// The program of this name or path, run in the workspace's folder.
    pub fn new(name: impl AsRef<OsStr>) -> Self {
        let mut command = Command::new(&name);
        command.current_dir(workspace::root()).stdin(Stdio::null());
        Self { command, line: shown(name.as_ref()) }
    }

    /// The cargo that runs this.
    pub fn cargo() -> Self {
        let program = Self::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
        Self { line: "cargo".into(), ..program.unnamed() }
    }

    /// The cargo of the nightly Rust.
    pub fn nightly_cargo() -> Self {
        Self::new("rustup").arguments(&["run", "nightly", "cargo"]).unnamed()
    }

    /// Without what cargo says about this program: dependencies whose build looks at that would be built again and again.
    fn unnamed(mut self) -> Self {
        for (name, _) in env::vars_os() {
            if ["CARGO_PKG_", "CARGO_MANIFEST_"].iter().any(|own| name.to_string_lossy().starts_with(own)) {
                self.command.env_remove(name);
            }
        }
        self
    }

    /// With one more argument.
    pub fn argument(self, argument: impl AsRef<OsStr>) -> Self {
        let shown = shown(argument.as_ref());
        self.argument_typed_as(argument, &shown)
    }

    /// With one more argument, for which a person would type something else.
    pub fn argument_typed_as(mut self, argument: impl AsRef<OsStr>, typed: &str) -> Self {
        self.line = format!("{} {typed}", self.line);
        self.command.arg(argument);
        self
    }

    /// With more arguments.
    pub fn arguments(self, arguments: &[&str]) -> Self {
        arguments.iter().fold(self, Self::argument)
    }

    /// With this in its environment.
    pub fn environment(mut self, name: &str, value: impl AsRef<OsStr>) -> Self {
        self.command.env(name, value);
        self
    }

    /// Says the line, runs it, and fails as it fails.
    pub fn run(mut self) -> Result<(), Failure> {
        self.say();
        let status = self.command.status().map_err(|error| Failure::Start(self.line.clone(), error))?;
        if status.success() { Ok(()) } else { Err(Failure::Program(self.line)) }
    }

    /// Says the line, runs it with this on its standard input, and fails as it fails.
    pub fn fed(mut self, input: &str) -> Result<(), Failure> {
        self.say();
        let failed = |error| Failure::Start(self.line.clone(), error);
        let mut running = self.command.stdin(Stdio::piped()).spawn().map_err(failed)?;
        if let Some(mut pipe) = running.stdin.take() {
            pipe.write_all(input.as_bytes()).map_err(failed)?;
        }
        let status = running.wait().map_err(failed)?;
        if status.success() { Ok(()) } else { Err(Failure::Program(self.line)) }
    }

    /// Says the line.
    pub fn say(&self) {
        println!("$ {}", self.line);
    }

    /// Runs it and keeps what it says.
    pub fn output(mut self) -> Result<Output, Failure> {
        self.command.output().map_err(|error| Failure::Start(self.line, error))
    }

    /// Whether it is there and ends well; what it says is not shown.
    pub fn answers(self) -> bool {
        self.output().is_ok_and(|output| output.status.success())
    }
}

/// An argument as it would be typed: a path below the workspace without the workspace.
pub fn shown(argument: &OsStr) -> String {
    let path = Path::new(argument);
    let short = path.strip_prefix(workspace::root()).unwrap_or(path).to_string_lossy().into_owned();
    match short.contains(char::is_whitespace) {
        true => format!("{short:?}"),
        false => short,
    }
}
