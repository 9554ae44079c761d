//! Readers by libnfc: Debian's library, a simulated PN532 on a pseudo-terminal and a simulated chip.

#![allow(clippy::unwrap_used, clippy::panic, reason = "these are tests")]

mod libnfc_reader;
mod support;

use libnfc_reader::{Desk, READER};
use std::fs;
use std::process::{Command, Stdio};
use std::thread;
use std::time::Instant;
use support::document::COMBINATIONS;
use support::{Run, run};

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
