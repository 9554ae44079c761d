//! A simulated PN532 on a pseudo-terminal for Debian's libnfc, and a document on it.

#![allow(dead_code, reason = "each test file uses its part")]
#![allow(clippy::unwrap_used, clippy::panic, reason = "these are tests")]

use crate::support::document::Document;
use crate::support::{Run, run};
use std::fs;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

pub const READER: &str = "nfc:pn532_uart:reader";

/// A reader with a document on it, both in one folder.
pub struct Desk {
    pub document: Document,
    playing: Option<Child>,
}

impl Desk {
    /// Nothing, said aloud, where libnfc is not installed.
    pub fn set_up(access: &str, issue: &[&str]) -> Option<Self> {
        let mut desk = Self { document: Document::issue(access, issue), playing: None };
        let absent = desk.read("nfc:pn532_uart:absent", "absent");
        absent.assert_could_not_run();
        if absent.err.contains("libnfc is not installed") {
            let demanded = std::env::var("CI").is_ok_and(|value| value == "true");
            assert!(!demanded, "libnfc is not installed, and CI lets nothing be skipped");
            eprintln!("skipped: libnfc is not installed (cargo xtask setup installs it)");
            return None;
        }
        assert!(absent.err.contains("no such reader"), "{}", absent.err);
        desk.play();
        Some(desk)
    }

    pub fn path(&self) -> &Path {
        self.document.path()
    }

    pub fn play(&mut self) {
        self.play_with(&[]);
    }

    /// The same, with more arguments to `simulate chip`.
    pub fn play_with(&mut self, more: &[&str]) {
        let child = Command::new(env!("CARGO_BIN_EXE_idkontroll"))
            .args(["simulate", "chip", "--json", "--document", "passport", "--pn532", "reader"])
            .args(more)
            .current_dir(self.path())
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        self.playing = Some(child);
        let until = Instant::now() + Duration::from_secs(20);
        while fs::symlink_metadata(self.path().join("reader")).is_err() {
            assert!(Instant::now() < until, "the reader does not come up");
            thread::sleep(Duration::from_millis(20));
        }
    }

    pub fn read(&self, reader: &str, out: &str) -> Run {
        run(self.path(), &self.document.reading(reader, out))
    }

    /// Asks the reader to end, and gives how it did.
    pub fn unplug(&mut self) -> Run {
        let child = self.playing.take().unwrap();
        let sent = Command::new("kill").args(["-s", "TERM", &child.id().to_string()]).status();
        assert!(sent.unwrap().success());
        Run::of(child.wait_with_output().unwrap())
    }
}

impl Drop for Desk {
    fn drop(&mut self) {
        if let Some(child) = &mut self.playing {
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}
