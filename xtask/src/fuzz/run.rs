//! One target under libFuzzer, and what it says at its end.

use super::{MACHINE, folder};
use crate::workspace;
use std::fmt;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// The longest input, in bytes: files of a chip are longer only because of their pictures.
const LONGEST: &str = "65536";
/// The most memory that one target may take, in MiB, and the most that it may ask for at once.
const MEMORY: &str = "1024";
const ALLOCATION: &str = "256";
/// An input that takes a processor longer than this, in seconds, is a finding.
const PATIENCE: usize = 10;

/// A target's program and its folders.
pub struct Run {
    target: String,
    corpus: PathBuf,
    findings: PathBuf,
    log: PathBuf,
    /// By the clock, in seconds: targets that share a processor wait for each other.
    patience: usize,
}

/// What a run that found nothing did.
#[derive(Debug, PartialEq, Eq)]
pub struct Figures {
    executions: u64,
    coverage: u64,
    inputs: usize,
}

impl fmt::Display for Figures {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { executions, coverage, inputs } = self;
        write!(f, "{executions:>12} executions, coverage {coverage:>5}, corpus {inputs:>5}, no finding")
    }
}

/// A target ended otherwise than it should.
#[derive(Debug)]
pub struct Finding {
    target: String,
    input: Option<PathBuf>,
    log: PathBuf,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("A FINDING")
    }
}

impl Finding {
    /// Where it is, and how it is seen again.
    pub fn told(&self) -> String {
        let log = self.log.display();
        let Some(input) = &self.input else {
            return format!("{}: no input was kept; see {log}", self.target);
        };
        let (target, input) = (&self.target, input.display());
        format!("{target}: {input}\n  said:   {log}\n  replay: {} {input}", program(target).display())
    }
}

fn program(target: &str) -> PathBuf {
    folder().join("build").join(MACHINE).join("release").join(target)
}

impl Run {
    /// The run of a target while so many run on a processor.
    pub fn new(target: &str, crowd: usize) -> Self {
        let below = |name: &str| folder().join(name).join(target);
        let log = folder().join("log").join(target).with_extension("log");
        let patience = PATIENCE.saturating_mul(crowd);
        Self {
            target: target.to_owned(),
            corpus: below("corpus"),
            findings: below("findings"),
            log,
            patience,
        }
    }

    /// Runs it for so long.
    pub fn finish(&self, seconds: u32) -> Result<Figures, Finding> {
        let ended = self.prepare().and_then(|log| self.program(seconds, log).status());
        let said = fs::read_to_string(&self.log).unwrap_or_default();
        match (ended, figures(&said, &self.corpus)) {
            (Ok(status), Some(figures)) if status.success() => Ok(figures),
            _ => Err(Finding { target: self.target.clone(), input: kept(&said), log: self.log.clone() }),
        }
    }

    fn prepare(&self) -> std::io::Result<File> {
        for folder in [Some(self.corpus.as_path()), Some(self.findings.as_path()), self.log.parent()] {
            folder.map_or(Ok(()), fs::create_dir_all)?;
        }
        File::create(&self.log)
    }

    /// New inputs go into the first folder; the committed ones are only read.
    fn program(&self, seconds: u32, log: File) -> Command {
        let mut command = Command::new(program(&self.target));
        command.arg(&self.corpus);
        command.args(
            ["corpus", "regressions"]
                .map(|folder| workspace::root().join("fuzz").join(folder))
                .map(|folder| folder.join(&self.target))
                .iter()
                .filter(|folder| folder.is_dir()),
        );
        command.arg(format!("-max_total_time={seconds}"));
        command.arg(format!("-artifact_prefix={}/", self.findings.display()));
        command.args(
            [("max_len", LONGEST), ("rss_limit_mb", MEMORY), ("malloc_limit_mb", ALLOCATION)]
                .map(|(name, value)| format!("-{name}={value}")),
        );
        command.args([format!("-timeout={}", self.patience), "-print_final_stats=1".to_owned()]);
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(log);
        command
    }
}

/// What libFuzzer said last of executions and coverage.
fn figures(said: &str, corpus: &Path) -> Option<Figures> {
    let executions =
        said.lines().rev().find_map(|line| line.strip_prefix("stat::number_of_executed_units:"))?;
    let coverage = said.lines().rev().find_map(|line| line.split_once(" cov: "))?.1;
    Some(Figures {
        executions: executions.trim().parse().ok()?,
        coverage: coverage.split(' ').next()?.parse().ok()?,
        inputs: fs::read_dir(corpus).map_or(0, Iterator::count),
    })
}

/// The input that libFuzzer kept.
fn kept(said: &str) -> Option<PathBuf> {
    let line = said.lines().rev().find_map(|line| line.split_once("Test unit written to "))?;
    Some(PathBuf::from(line.1.trim()))
}

#[cfg(test)]
mod tests {
    use super::*;

    const END: &str = "#1000\tpulse  cov: 7 ft: 9 corp: 3/9b\n#123456\tDONE   cov: 511 ft: 2200 corp: 300/12Kb lim: 4096 \
                       exec/s: 30000 rss: 90Mb\nDone 123456 runs in 11 second(s)\nstat::number_of_executed_units: 123456\n";
    const CRASH: &str = "==1==ERROR: libFuzzer: deadly signal\nartifact_prefix='/f/tlv/'; Test unit written to /f/tlv/crash-ab\nBase64: AA==\n";

    #[test]
    fn the_end_of_a_run_is_read() {
        let read = figures(END, Path::new("/nowhere"));
        assert_eq!(read, Some(Figures { executions: 123_456, coverage: 511, inputs: 0 }));
        assert_eq!(kept(END), None);
        assert_eq!(figures("", Path::new("/nowhere")), None);
    }

    #[test]
    fn a_finding_names_its_input_and_how_it_is_replayed() {
        assert_eq!(kept(CRASH), Some(PathBuf::from("/f/tlv/crash-ab")));
        let finding = Finding { target: "tlv".into(), input: kept(CRASH), log: "/f/log".into() };
        assert!(finding.told().contains("release/tlv /f/tlv/crash-ab"));
    }
}
