//! libnfc itself against a simulated PN532 on a pseudo-terminal: what happens in the field.

#![allow(clippy::unwrap_used, clippy::panic)]

use capture::{Card, CardError, ExchangeError, OpenError, ReadError, Reading, SystemRandomness, open, watch};
use emrtd::password::Password;
use emrtd::session::{ReadPlan, Selection, SessionError};
use emrtd_simulator::connection::pn532::{Air, Field, Pn532Reader, Terminal};
use emrtd_simulator::{IssueOptions, SimulatedChip, Specimen, issue};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

/// What becomes of everything that is sent, by how much was sent before since the test said so.
type Script = Box<dyn FnMut(usize) -> Air + Send>;

/// A field that a test rules.
#[derive(Clone)]
struct Ruled {
    specimen: Specimen,
    script: Arc<Mutex<(usize, Script)>>,
}

impl Field for Ruled {
    fn air(&mut self) -> Air {
        let (count, script) = &mut *self.script.lock().unwrap();
        *count += 1;
        script(*count - 1)
    }

    fn fresh(&mut self) -> SimulatedChip {
        SimulatedChip::new(self.specimen.clone(), Box::new(SystemRandomness::new()))
    }
}

impl Ruled {
    fn rule(&self, script: impl FnMut(usize) -> Air + Send + 'static) {
        *self.script.lock().unwrap() = (0, Box::new(script));
    }

    fn sent(&self) -> usize {
        self.script.lock().unwrap().0
    }
}

/// A reader on a line of its own; nothing, said aloud, where libnfc is not installed.
fn reader() -> Option<(Ruled, String)> {
    if matches!(open("nfc:pn532_uart:/no/such/line").err(), Some(OpenError::NoLibrary)) {
        let demanded = std::env::var("CI").is_ok_and(|value| value == "true");
        assert!(!demanded, "libnfc is not installed, and CI lets nothing be skipped");
        eprintln!("skipped: libnfc is not installed (cargo xtask setup installs it)");
        return None;
    }
    let specimen = issue(&IssueOptions::default(), &mut SystemRandomness::new()).unwrap();
    let field = Ruled { specimen, script: Arc::new(Mutex::new((0, Box::new(|_| Air::Clear)))) };
    let terminal = Terminal::open().unwrap();
    let uri = format!("nfc:pn532_uart:{}", terminal.path().display());
    let reader = Pn532Reader::new(terminal, field.clone());
    thread::spawn(move || reader.play());
    Some((field, uri))
}

fn plan(field: &Ruled) -> ReadPlan {
    ReadPlan {
        password: Password::Mrz(field.specimen.passwords().mrz().unwrap()),
        data_groups: Selection::All,
        challenge: [1; 8],
        maximum_response: ReadPlan::LONGEST_RESPONSE,
        terminal: None,
    }
}

fn read(field: &Ruled, uri: &str) -> Result<Reading, ReadError<SessionError>> {
    capture::read_chip(&mut open(uri).unwrap(), plan(field), &mut |_| ())
}

fn lost(result: Result<Reading, ReadError<SessionError>>) -> CardError {
    match result {
        Err(ReadError::Exchange(ExchangeError::Card(error))) => error,
        Err(error) => panic!("{error}"),
        Ok(_) => panic!("it was read"),
    }
}

#[test]
fn a_chip_is_read_though_blocks_are_lost_and_doubled() {
    let Some((field, uri)) = reader() else { return };
    assert_eq!(&read(&field, &uri).unwrap().record.files, field.specimen.files());
    for mishap in [Air::CommandLost, Air::AnswerLost, Air::Doubled] {
        field.rule(move |count| if count % 3 == 2 { mishap } else { Air::Clear });
        assert_eq!(&read(&field, &uri).unwrap().record.files, field.specimen.files(), "{mishap:?}");
    }
}

#[test]
fn commands_and_answers_of_extended_length_pass() {
    let Some((_, uri)) = reader() else { return };
    let mut card = open(&uri).unwrap();
    let select = [0x00, 0xA4, 0x04, 0x0C, 0x07, 0xA0, 0x00, 0x00, 0x02, 0x47, 0x10, 0x01];
    assert_eq!(card.transmit(&select).unwrap(), [0x90, 0x00]);
    for length in [254_u16, 255, 256, 263, 264, 2000, 65_000] {
        let [high, low] = length.to_be_bytes();
        let mut command = vec![0x00, 0x88, 0x00, 0x00, 0x00, high, low];
        command.resize(7 + usize::from(length), 0xAA);
        assert_eq!(card.transmit(&command).unwrap().len(), 2, "{length}");
    }
    assert_eq!(card.transmit(&select).unwrap(), [0x90, 0x00]);
}

#[test]
fn a_document_that_is_taken_away_is_lost_wherever_that_happens() {
    let Some((field, uri)) = reader() else { return };
    field.rule(|_| Air::Clear);
    read(&field, &uri).unwrap();
    let whole = field.sent();
    for place in (1..whole).step_by(5) {
        field.rule(move |count| if count < place { Air::Clear } else { Air::Empty });
        assert_eq!(lost(read(&field, &uri)), CardError::Lost, "after {place} of {whole}");
    }
    field.rule(|_| Air::Clear);
    assert_eq!(&read(&field, &uri).unwrap().record.files, field.specimen.files());
}

#[test]
fn a_card_that_failed_answers_no_more() {
    let Some((field, uri)) = reader() else { return };
    let mut card = open(&uri).unwrap();
    field.rule(|_| Air::Empty);
    assert_eq!(card.transmit(&[0x00, 0xA4, 0x00, 0x0C]), Err(CardError::Lost));
    field.rule(|_| Air::Clear);
    assert_eq!(card.transmit(&[0x00, 0xA4, 0x00, 0x0C]), Err(CardError::Lost));
}

#[test]
fn a_reader_that_hangs_is_left() {
    let Some((field, uri)) = reader() else { return };
    field.rule(|count| if count < 12 { Air::Clear } else { Air::Hung });
    assert_eq!(lost(read(&field, &uri)), CardError::Hung);
    field.rule(|_| Air::Clear);
    assert_eq!(&read(&field, &uri).unwrap().record.files, field.specimen.files());
}

#[test]
fn an_empty_field_holds_no_document() {
    let Some((field, uri)) = reader() else { return };
    let mut presence = watch(&uri).unwrap();
    let mut comes = |present| {
        let until = Instant::now() + Duration::from_secs(20);
        while presence.document_present() != present {
            assert!(Instant::now() < until, "{present}");
            thread::sleep(Duration::from_millis(10));
        }
    };
    comes(true);
    let card = open(&uri).unwrap();
    field.rule(|_| Air::Empty);
    comes(true);
    drop(card);
    comes(false);
    assert!(matches!(open(&uri).err(), Some(OpenError::NoDocument)));
}

#[test]
fn a_reader_that_is_unplugged_fails() {
    let Some((field, uri)) = reader() else { return };
    field.rule(|count| if count < 12 { Air::Clear } else { Air::Unplugged });
    assert_eq!(lost(read(&field, &uri)), CardError::Reader);
    assert!(matches!(open(&uri).err(), Some(OpenError::NoDevice)));
    assert!(!watch(&uri).unwrap().document_present());
}

#[test]
fn a_damaged_frame_on_the_line_is_asked_for_again_and_a_damaged_line_is_left() {
    let Some((field, uri)) = reader() else { return };
    field.rule(|_| Air::Clear);
    read(&field, &uri).unwrap();
    let whole = field.sent();
    for place in (1..whole).step_by(7) {
        field.rule(move |count| if count == place { Air::Garbled } else { Air::Clear });
        assert_eq!(&read(&field, &uri).unwrap().record.files, field.specimen.files(), "{place} of {whole}");
    }
    field.rule(|count| if count < 9 { Air::Clear } else { Air::Garbled });
    assert_eq!(lost(read(&field, &uri)), CardError::Reader);
    field.rule(|_| Air::Clear);
    assert_eq!(&read(&field, &uri).unwrap().record.files, field.specimen.files());
}

#[test]
fn a_reader_whose_answers_are_cut_or_that_falls_silent_is_left() {
    let Some((field, uri)) = reader() else { return };
    for mishap in [Air::Cut, Air::Hung] {
        field.rule(move |count| if count < 9 { Air::Clear } else { mishap });
        let asked = Instant::now();
        assert_eq!(lost(read(&field, &uri)), CardError::Hung, "{mishap:?}");
        assert!(asked.elapsed() < Duration::from_secs(30));
        field.rule(move |_| mishap);
        let opened = open(&uri).err();
        assert!(matches!(opened, Some(OpenError::Hung)), "{mishap:?}: {opened:?}");
    }
    field.rule(|_| Air::Clear);
    assert_eq!(&read(&field, &uri).unwrap().record.files, field.specimen.files());
}

#[test]
fn a_line_on_which_nobody_answers_is_no_reader() {
    if reader().is_none() {
        return;
    }
    let terminal = Terminal::open().unwrap();
    let uri = format!("nfc:pn532_uart:{}", terminal.path().display());
    assert!(matches!(open(&uri).err(), Some(OpenError::NoDevice)));
    assert!(!watch(&uri).unwrap().document_present());
}

#[test]
fn a_document_that_is_put_back_on_the_reader_is_read_on() {
    let Some((field, uri)) = reader() else { return };
    read(&field, &uri).unwrap();
    field.rule(|count| if count < 25 { Air::Clear } else { Air::Empty });
    let mut put_back = || {
        field.rule(|_| Air::Clear);
        capture::transport::wait_until_put_back(&uri, Duration::from_secs(20), &mut || true)
    };
    let card = open(&uri).unwrap();
    let reading = capture::read_chip_put_back(card, plan(&field), &mut |_| (), &mut put_back).unwrap();
    assert_eq!(&reading.record.files, field.specimen.files());
}
