//! Desk readers: the PC/SC service as Debian ships it, with virtual readers and simulated chips.

#![allow(clippy::unwrap_used, clippy::panic, reason = "these are tests")]

mod support;
mod virtual_reader;

use capture::{CardError, OpenError};
use emrtd::session::ReadPlan;
use emrtd_simulator::{LengthFields, SimulatedChip};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};
use support::document::{COMBINATIONS, Document};
use virtual_reader::{CONTACT, CONTACTLESS, Played, VirtualReaders, lay, run_at, signal};

const ADDRESS: &str = "TEST_READER_ADDRESS";
/// A folder in which the two tests tell each other how far they are.
const SIGNS: &str = "TEST_SIGNS";
const SERVICE: &str = "TEST_SERVICE_PROCESS";

#[test]
fn documents_are_read_as_issued() {
    let Some(readers) = VirtualReaders::start() else { return };
    for combination in &COMBINATIONS {
        let document = Document::issue(combination.access, &["--format", combination.format]);
        let played = Played::lay(document.path(), "passport", &readers.address(0));
        let reading = document.reading_by("pcsc", "out", combination.can);
        let run = readers.run_once_it_lies_there(document.path(), &reading);
        document.assert_opened(&run, "out", combination);
        if combination.used == "bac" {
            let again = readers.run(document.path(), &document.reading("pcsc:virtual pcd", "again"));
            document.assert_read(&again, "again");
        }
        let ended = played.take_off();
        assert_eq!((ended.code, ended.err.as_str()), (0, ""));
        assert_eq!(ended.json()["ended"], "taken_off");
        let taken = readers.run_once_it_is_gone(document.path(), &document.reading("pcsc", "none"));
        taken.assert_could_not_run();
        assert!(taken.err.contains("no document lies on the reader"), "{}", taken.err);
        assert!(!document.path().join("none").exists());
    }
}

#[test]
fn what_is_not_there_is_said() {
    let document = Document::issue("pace", &[]);
    let reading = |reader| document.reading(reader, "out");
    let without = run_at(&document.path().join("no-service"), document.path(), &reading("pcsc"));
    without.assert_could_not_run();
    assert!(without.err.contains("pcscd"), "{}", without.err);
    let Some(readers) = VirtualReaders::start() else { return };
    for (reader, said) in [
        ("pcsc", "no document lies on the reader"),
        (
            "pcsc:feitian",
            "no connected reader has this name; there are: Virtual PCD 00 00, Virtual PCD 00 01",
        ),
    ] {
        let run = readers.run(document.path(), &reading(reader));
        run.assert_could_not_run();
        assert!(run.err.contains(said), "{}", run.err);
    }
    assert!(!document.path().join("out").exists());
}

#[test]
fn of_two_documents_the_named_one_is_read_and_reset() {
    let Some(readers) = VirtualReaders::start() else { return };
    let (first, second) = (Document::issue("pace", &[]), Document::issue("bac", &[]));
    let _played = Played::lay(first.path(), "passport", &readers.address(0));
    let mut chip = second.chip();
    let told = lay(readers.address(1), CONTACTLESS, move |command| Some(chip.respond(command)));
    let reading = second.reading("pcsc:00 01", "out");
    let run = readers.run_once_it_lies_there(second.path(), &reading);
    second.assert_read(&run, "out");
    let switches: Vec<u8> = told.try_iter().collect();
    assert!(matches!(switches.last(), Some(0 | 2)) && switches.len() > 1, "{switches:?}");
    let run = readers.run_once_it_lies_there(first.path(), &first.reading("PCSC", "out"));
    run.assert_could_not_run();
    let run = readers.run_once_it_lies_there(first.path(), &first.reading("pcsc:00 00", "out"));
    first.assert_read(&run, "out");
    for several in ["pcsc", "pcsc:virtual"] {
        let run = readers.run(first.path(), &first.reading(several, "either"));
        run.assert_could_not_run();
        assert!(run.err.contains("several readers"), "{}", run.err);
        assert!(run.err.contains("Virtual PCD 00 00, Virtual PCD 00 01"), "{}", run.err);
    }
}

#[test]
fn a_document_that_is_taken_away_is_missed() {
    let Some(readers) = VirtualReaders::start() else { return };
    let document = Document::issue("pace", &[]);
    for last in [0_usize, 3, 12] {
        let (mut chip, mut left) = (document.chip(), last);
        let _told = lay(readers.address(0), CONTACTLESS, move |command| {
            left = left.checked_sub(1)?;
            Some(chip.respond(command))
        });
        let run = readers.run_once_it_lies_there(document.path(), &document.reading("pcsc", "out"));
        run.assert_could_not_run();
        assert!(run.err.contains("the card is gone"), "{last}: {}", run.err);
        let run = readers.run_once_it_is_gone(document.path(), &document.reading("pcsc", "out"));
        assert!(run.err.contains("no document lies"), "{last}: {}", run.err);
    }
    assert!(!document.path().join("out").exists());
}

#[test]
fn a_reader_that_hangs_is_left_and_one_that_is_gone_is_missed() {
    let Some(readers) = VirtualReaders::start() else { return };
    let document = Document::issue("pace", &[]);
    let mut left = 3_usize;
    let mut chip = document.chip();
    let _told = lay(readers.address(0), CONTACTLESS, move |command| {
        left = left.saturating_sub(1);
        if left == 0 {
            std::thread::sleep(Duration::from_secs(60));
        }
        Some(chip.respond(command))
    });
    let run = readers.run_once_it_lies_there(document.path(), &document.reading("pcsc:00 00", "out"));
    run.assert_could_not_run();
    assert!(run.err.contains("the reader does not answer"), "{}", run.err);
    let (service, mut left, mut chip) = (readers.process(), 3_usize, document.chip());
    let _told = lay(readers.address(1), CONTACTLESS, move |command| {
        left = left.saturating_sub(1);
        if left == 0 {
            signal("KILL", service);
        }
        Some(chip.respond(command))
    });
    let run = readers.run_once_it_lies_there(document.path(), &document.reading("pcsc:00 01", "out"));
    run.assert_could_not_run();
    assert!(run.err.contains("the reader failed"), "{}", run.err);
    assert!(!document.path().join("out").exists());
}

/// The socket of the service is told by the environment, which a process sets only for another.
#[test]
fn a_reader_is_watched() {
    let Some(mut readers) = VirtualReaders::start() else { return };
    let signs = tempfile::TempDir::new().unwrap();
    let watching = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "watching", "--ignored", "--nocapture"])
        .env("PCSCLITE_CSOCK_NAME", readers.socket())
        .env(ADDRESS, readers.address(0))
        .env(SERVICE, readers.process().to_string())
        .env(SIGNS, signs.path())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    if appears(&signs.path().join("ended")) {
        readers.start_again();
        fs::write(signs.path().join("begun"), "").unwrap();
    }
    let output = watching.wait_with_output().unwrap();
    let text = String::from_utf8_lossy(&output.stdout) + String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success() && text.contains("1 passed"), "{text}");
}

#[test]
#[ignore = "a part of a_reader_is_watched"]
fn watching() {
    let (address, service) = (std::env::var(ADDRESS).unwrap(), std::env::var(SERVICE).unwrap());
    let document = Document::issue("pace", &[]);
    let mut reader = capture::watch("pcsc:virtual").unwrap();
    let mut other = capture::watch("pcsc:feitian").unwrap();
    let mut comes = |present: bool| {
        let until = Instant::now() + Duration::from_secs(10);
        while reader.document_present() != present {
            assert!(Instant::now() < until, "{present}");
            std::thread::sleep(Duration::from_millis(50));
        }
    };
    comes(false);
    let played = Played::lay(document.path(), "passport", &address);
    comes(true);
    let card = capture::open("pcsc").unwrap();
    assert_eq!(card.maximum_response(), ReadPlan::LONGEST_RESPONSE);
    assert!(matches!(capture::open("pcsc").err(), Some(OpenError::InUse)));
    comes(true);
    drop(card);
    let mut card = capture::open("pcsc").unwrap();
    played.take_off();
    assert_eq!(card.transmit(&[0, 0x84, 0, 0, 8]).err(), Some(CardError::Lost));
    comes(false);
    let _played = Played::lay(document.path(), "passport", &address);
    comes(true);
    assert!(!other.document_present());
    signal("KILL", service.parse().unwrap());
    comes(false);
    assert!(matches!(capture::open("pcsc").err(), Some(OpenError::NoService)));
    let signs = PathBuf::from(std::env::var(SIGNS).unwrap());
    fs::write(signs.join("ended"), "").unwrap();
    assert!(appears(&signs.join("begun")));
    let _played = Played::lay(document.path(), "passport", &address);
    comes(true);
    assert!(capture::open("pcsc").is_ok());
}

fn appears(sign: &Path) -> bool {
    let until = Instant::now() + Duration::from_secs(60);
    while !sign.exists() && Instant::now() < until {
        std::thread::sleep(Duration::from_millis(20));
    }
    sign.exists()
}

#[test]
fn a_service_that_ended_and_began_again_is_used_again() {
    let Some(mut readers) = VirtualReaders::start() else { return };
    let document = Document::issue("pace", &[]);
    let played = Played::lay(document.path(), "passport", &readers.address(0));
    let run = readers.run_once_it_lies_there(document.path(), &document.reading("pcsc", "before"));
    document.assert_read(&run, "before");
    readers.stop();
    assert_eq!(played.ended().code, 0);
    let run = readers.run(document.path(), &document.reading("pcsc", "between"));
    run.assert_could_not_run();
    assert!(run.err.contains("the smart card service (pcscd) is not running"), "{}", run.err);
    readers.start_again();
    let _played = Played::lay(document.path(), "passport", &readers.address(1));
    let run = readers.run_once_it_lies_there(document.path(), &document.reading("pcsc:00 01", "after"));
    document.assert_read(&run, "after");
}

/// No extended length, an Le that is corrected (6Cxx), and with T=0 no answer together with data (61xx).
#[test]
fn chips_with_other_habits_are_read() {
    let Some(readers) = VirtualReaders::start() else { return };
    let document = Document::issue("pace+bac", &[]);
    let modest = |chip: SimulatedChip| chip.with_length_fields(LengthFields::Short);
    let mut chip = modest(document.chip()).with_corrected_lengths();
    let _told = lay(readers.address(0), CONTACTLESS, move |command| Some(chip.respond(command)));
    let run = readers.run_once_it_lies_there(document.path(), &document.reading("pcsc:00 00", "short"));
    document.assert_read(&run, "short");
    let mut card = HalfDuplex { chip: modest(document.chip()), kept: Vec::new() };
    let _told = lay(readers.address(1), CONTACT, move |command| Some(card.respond(command)));
    let run = readers.run_once_it_lies_there(document.path(), &document.reading("pcsc:00 01", "half"));
    document.assert_read(&run, "half");
}

/// A chip behind T=0, ISO/IEC 7816-3 §12.2: a command brings data or fetches some, never both.
struct HalfDuplex {
    chip: SimulatedChip,
    kept: Vec<u8>,
}

impl HalfDuplex {
    fn respond(&mut self, command: &[u8]) -> Vec<u8> {
        let length = usize::from(command[4]);
        if command[1] == 0xC0 {
            let wanted = if length == 0 { 256 } else { length };
            let given = self.kept.drain(..wanted.min(self.kept.len())).collect();
            return self.ended(given);
        }
        match command.len() {
            5 if length == 0 && command[1] != 0xB0 => self.chip.respond(&command[..4]),
            5 => self.chip.respond(command),
            whole => {
                assert_eq!(whole, 5 + length, "T=0 takes no Le behind data");
                self.kept = self.chip.respond(&[command, &[0]].concat());
                let status = self.kept.split_off(self.kept.len() - 2);
                if status == [0x90, 0x00] { self.ended(Vec::new()) } else { status }
            }
        }
    }

    fn ended(&self, mut given: Vec<u8>) -> Vec<u8> {
        let status = match self.kept.len() {
            0 => [0x90, 0x00],
            more => [0x61, u8::try_from(more).unwrap_or(0)],
        };
        given.extend(status);
        given
    }
}
