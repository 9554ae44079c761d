//! Readers by libnfc: Debian's library, a simulated PN532 on a pseudo-terminal and a simulated chip.

#![allow(clippy::unwrap_used, clippy::panic, reason = "these are tests")]

mod support;

use std::fs;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};
use support::document::{COMBINATIONS, Document};
use support::{Run, run};

const READER: &str = "nfc:pn532_uart:reader";

/// A reader with a document on it, both in one folder.
struct Desk {
    document: Document,
    playing: Option<Child>,
}

impl Desk {
    /// Nothing, said aloud, where libnfc is not installed.
    fn set_up(access: &str, issue: &[&str]) -> Option<Self> {
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

    fn path(&self) -> &Path {
        self.document.path()
    }

    fn play(&mut self) {
        let child = Command::new(env!("CARGO_BIN_EXE_idkontroll"))
            .args(["simulate", "chip", "--json", "--document", "passport", "--pn532", "reader"])
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

    fn read(&self, reader: &str, out: &str) -> Run {
        run(self.path(), &self.document.reading(reader, out))
    }

    /// Asks the reader to end, and gives how it did.
    fn unplug(&mut self) -> Run {
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

#[test]
fn documents_are_read_as_issued() {
    for combination in &COMBINATIONS {
        let Some(desk) = Desk::set_up(combination.access, &["--format", combination.format]) else { return };
        for out in ["out", "again"] {
            let run = run(desk.path(), &desk.document.reading_by(READER, out, combination.can));
            desk.document.assert_opened(&run, out, combination);
        }
    }
}

#[test]
fn a_document_that_is_not_there_is_missed_and_comes_back() {
    let Some(mut desk) = Desk::set_up("pace", &[]) else { return };
    let (lying, taken) = (desk.path().join("passport"), desk.path().join("taken"));
    fs::rename(&lying, &taken).unwrap();
    let missed = desk.read(READER, "out");
    missed.assert_could_not_run();
    assert!(missed.err.contains("no document lies on the reader"), "{}", missed.err);
    fs::rename(&taken, &lying).unwrap();
    desk.document.assert_read(&desk.read(READER, "out"), "out");
    let ended = desk.unplug();
    assert_eq!(ended.code, 0, "{}", ended.err);
    assert_eq!(ended.json()["ended"], "unplugged");
    assert!(fs::symlink_metadata(desk.path().join("reader")).is_err());
    desk.read(READER, "gone").assert_could_not_run();
    desk.play();
    desk.document.assert_read(&desk.read(READER, "back"), "back");
}

/// The moment is found by halving: a read that ended before the document was taken away proves nothing.
#[test]
fn a_document_that_is_taken_away_midway_is_lost() {
    let Some(desk) = Desk::set_up("pace", &[]) else { return };
    let (lying, taken) = (desk.path().join("passport"), desk.path().join("taken"));
    let started = Instant::now();
    desk.document.assert_read(&desk.read(READER, "whole"), "whole");
    let mut moment = started.elapsed() * 3 / 4;
    for _ in 0..12 {
        let reading = Command::new(env!("CARGO_BIN_EXE_idkontroll"))
            .args(desk.document.reading(READER, "out"))
            .current_dir(desk.path())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        thread::sleep(moment);
        fs::rename(&lying, &taken).unwrap();
        let run = Run::of(reading.wait_with_output().unwrap());
        fs::rename(&taken, &lying).unwrap();
        if run.code == 0 {
            fs::remove_dir_all(desk.path().join("out")).unwrap();
            moment = moment * 4 / 5;
            continue;
        }
        run.assert_could_not_run();
        assert!(!desk.path().join("out").exists());
        if run.err.contains("the card is gone") {
            return desk.document.assert_read(&desk.read(READER, "again"), "again");
        }
        assert!(run.err.contains("no document lies on the reader"), "{}", run.err);
        moment = moment * 11 / 10;
    }
    panic!("the moment was never found");
}
