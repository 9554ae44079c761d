//! A command that could not run: exit 2 and one clear line, which repeats no value that was given.

use clap::error::{ContextKind, ContextValue, ErrorKind as ArgumentError};
use std::error::Error;
use std::fmt::Display;
use std::io::{ErrorKind, Write};
use std::path::Path;
use std::process::ExitCode;

/// A command that could not run.
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
    pub fn about(path: &Path, reason: impl Display) -> Self {
        Self::new(format!("{}: {reason}", path.display()))
    }

    /// A failure of the operating system about a file.
    pub fn of_io(path: &Path, error: &std::io::Error) -> Self {
        Self::about(path, in_words(error))
    }

    /// What is wrong with the command line. It may hold what is printed on a document: no value is repeated.
    pub fn of_arguments(error: &clap::Error) -> Self {
        Self::new(format!("{} (see --help)", arguments_in_words(error)))
    }

    /// The same failure, told of the place that stands for another.
    pub fn in_place_of(self, hidden: &Path, named: &Path) -> Self {
        Self::new(self.line.replace(&hidden.display().to_string(), &named.display().to_string()))
    }

    /// Prints the line and gives the exit code.
    pub fn report(self) -> ExitCode {
        let _ = writeln!(std::io::stderr(), "idkontroll: {}", self.line.replace('\n', " "));
        ExitCode::from(2)
    }
}

/// Turns any error into a failure.
pub fn failure(error: impl Display) -> Failure {
    Failure::new(error.to_string())
}

/// An operating system's error without its number and without the name of a temporary file.
fn in_words(error: &std::io::Error) -> String {
    let words = match error.kind() {
        ErrorKind::NotFound => "no such file or folder",
        ErrorKind::PermissionDenied => "permission denied",
        ErrorKind::AlreadyExists => "exists already",
        ErrorKind::IsADirectory => "is a folder",
        ErrorKind::NotADirectory => "a part of the path is not a folder",
        ErrorKind::DirectoryNotEmpty => "holds files already; name a new folder",
        ErrorKind::StorageFull => "no space left",
        ErrorKind::QuotaExceeded => "the quota is used up",
        ErrorKind::FileTooLarge => "larger than a file may be",
        ErrorKind::ReadOnlyFilesystem => "the file system is read-only",
        ErrorKind::ResourceBusy => "in use",
        ErrorKind::InvalidFilename => "the name is too long or not allowed",
        _ => return before(before(&error.to_string(), " (os error"), " at path").to_owned(),
    };
    words.to_owned()
}

fn before<'a>(text: &'a str, mark: &str) -> &'a str {
    text.split_once(mark).map_or(text, |(before, _)| before)
}

fn arguments_in_words(error: &clap::Error) -> String {
    let named = |kind| named(error, kind);
    match error.kind() {
        ArgumentError::UnknownArgument => match named(ContextKind::SuggestedArg) {
            Some(similar) => format!("unexpected argument; there is {similar}"),
            None => "unexpected argument".into(),
        },
        ArgumentError::InvalidSubcommand => match named(ContextKind::SuggestedSubcommand) {
            Some(similar) => format!("no such command; there is {similar}"),
            None => "no such command".into(),
        },
        ArgumentError::MissingSubcommand | ArgumentError::DisplayHelpOnMissingArgumentOrSubcommand => {
            "a command is missing".into()
        }
        ArgumentError::InvalidUtf8 => "an argument is not in UTF-8".into(),
        kind => {
            let argument = named(ContextKind::InvalidArg).unwrap_or_else(|| "an argument".into());
            format!("{argument}: {}", value_in_words(error, kind))
        }
    }
}

/// What is wrong with an argument that exists.
fn value_in_words(error: &clap::Error, kind: ArgumentError) -> String {
    let named = |kind| named(error, kind);
    match kind {
        ArgumentError::MissingRequiredArgument => "missing".into(),
        ArgumentError::ArgumentConflict => match named(ContextKind::PriorArg) {
            Some(prior) if Some(&prior) != named(ContextKind::InvalidArg).as_ref() => {
                format!("cannot stand beside {prior}")
            }
            _ => "given more than once".into(),
        },
        ArgumentError::InvalidValue => match named(ContextKind::ValidValue) {
            Some(values) if !values.is_empty() => format!("not one of {values}"),
            _ => "the value is missing".into(),
        },
        ArgumentError::ValueValidation => {
            let given = named(ContextKind::InvalidValue).unwrap_or_default();
            let source = error.source().map(ToString::to_string).unwrap_or_default();
            let telling = !source.is_empty() && (given.is_empty() || !source.contains(&given));
            if telling { source } else { "the value cannot be used".into() }
        }
        _ => "not the right number of values".into(),
    }
}

/// What clap names in an error; never ask it for a value that was given.
fn named(error: &clap::Error, kind: ContextKind) -> Option<String> {
    match error.get(kind)? {
        ContextValue::String(name) => Some(name.clone()),
        ContextValue::Strings(names) => Some(names.join(", ")),
        _ => None,
    }
}
