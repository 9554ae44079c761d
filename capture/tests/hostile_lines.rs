//! What can happen to any answer of a session: it never comes, comes cut, with a wrong MAC, in endless pieces or byte by byte.
//! Each is done at every command of a session with Basic Access Control and of one with PACE and Chip Authentication.

#![allow(clippy::unwrap_used, clippy::panic)]

mod support;

use capture::transport::SimulatedCard;
use capture::{Card, CardError, ExchangeError, ReadError, Reading, read_chip};
use emrtd::apdu::{ApduError, StatusWord};
use emrtd::chip::chip_authentication::ChipAuthenticationError;
use emrtd::domain_parameters::Curve;
use emrtd::file::ElementaryFile;
use emrtd::record::ChipRecord;
use emrtd::secure_messaging::SecureMessagingError;
use emrtd::session::SessionError;
use emrtd_simulator::{Access, ActiveAuthenticationKey, IssueOptions, Specimen};
use support::*;

type Outcome = Result<Reading, ReadError<SessionError>>;

/// More commands than an honest session of these documents and one endless answer take.
const COMMANDS: usize = 1000;

/// What becomes of the answer to a command, counted from zero.
struct Line<F> {
    card: SimulatedCard,
    sent: usize,
    change: F,
}

impl<F: FnMut(usize, Vec<u8>) -> Result<Vec<u8>, CardError>> Card for Line<F> {
    fn transmit(&mut self, command: &[u8]) -> Result<Vec<u8>, CardError> {
        assert!(self.sent < COMMANDS, "the session has no end");
        let answer = self.card.transmit(command)?;
        self.sent += 1;
        (self.change)(self.sent - 1, answer)
    }
}

/// The outcome, and how many commands were sent.
fn over(
    specimen: &Specimen,
    change: impl FnMut(usize, Vec<u8>) -> Result<Vec<u8>, CardError>,
) -> (Outcome, usize) {
    let mut line = Line { card: SimulatedCard::new(specimen.clone()), sent: 0, change };
    let outcome = read_chip(&mut line, plan(mrz(specimen)), &mut |_| ());
    (outcome, line.sent)
}

/// A document of each kind, and what an undisturbed session reads.
fn sessions() -> [(Specimen, ChipRecord); 2] {
    let active = Some(ActiveAuthenticationKey::Ecdsa(Curve::P256));
    let by_bac = IssueOptions {
        access: Access::Bac,
        chip_authentication: None,
        active_authentication: active,
        ..IssueOptions::default()
    };
    [by_bac, IssueOptions::default()].map(|options| {
        let specimen = issued(&options);
        let record = read(&specimen, mrz(&specimen)).unwrap().record;
        (specimen, record)
    })
}

/// The files a verdict rests on; EF.CardAccess is compared with DG14.
fn signed(record: &ChipRecord) -> Vec<(&ElementaryFile, &Vec<u8>)> {
    record.files.iter().filter(|(file, _)| **file != ElementaryFile::CardAccess).collect()
}

#[test]
fn a_card_taken_away_at_any_command_ends_the_session_at_once() {
    for (specimen, record) in sessions() {
        let apdus = over(&specimen, |_, answer| Ok(answer)).1;
        for at in 0..apdus {
            let (outcome, sent) =
                over(&specimen, |sent, answer| if sent < at { Ok(answer) } else { Err(CardError::Lost) });
            let lost = ReadError::Exchange(ExchangeError::Card(CardError::Lost));
            assert_eq!((outcome.unwrap_err(), sent), (lost, at + 1));
        }
        // The twin: it is taken away after the last command.
        let (outcome, _) =
            over(&specimen, |sent, answer| if sent < apdus { Ok(answer) } else { Err(CardError::Lost) });
        assert_eq!(signed(&outcome.unwrap().record), signed(&record));
    }
}

#[test]
fn an_answer_cut_to_less_than_a_status_word_ends_the_session() {
    for (specimen, _) in sessions() {
        for at in 0..over(&specimen, |_, answer| Ok(answer)).1 {
            for left in [0, 1] {
                let cut = |sent, mut answer: Vec<u8>| {
                    answer.truncate(if sent == at { left } else { usize::MAX });
                    Ok(answer)
                };
                let malformed = ReadError::Exchange(ExchangeError::Apdu(ApduError::Malformed));
                assert_eq!(over(&specimen, cut).0.unwrap_err(), malformed, "answer {at}");
            }
        }
    }
}

/// The data field loses its last byte or its second half; the status word stands.
#[test]
fn an_answer_with_a_cut_data_field_gives_no_other_files() {
    for (specimen, honest) in sessions() {
        let mut refused = 0;
        for at in 0..over(&specimen, |_, answer| Ok(answer)).1 {
            for half in [true, false] {
                let cut = |sent, mut answer: Vec<u8>| {
                    let data = answer.len() - 2;
                    if sent == at && data > 0 {
                        answer.drain(if half { data / 2 } else { data - 1 }..data);
                    }
                    Ok(answer)
                };
                match over(&specimen, cut).0 {
                    Ok(reading) => {
                        let proven =
                            reading.record.chip_authentication.is_none() || judged(&reading.record) == Ok(());
                        assert!(!proven || signed(&reading.record) == signed(&honest), "answer {at}");
                    }
                    Err(ReadError::Protocol(_)) => refused += 1,
                    Err(error) => panic!("answer {at}: {error}"),
                }
            }
        }
        assert!(refused > 30, "{refused}");
    }
}

#[test]
fn a_wrong_mac_on_any_protected_answer_is_refused_for_that() {
    for (specimen, _) in sessions() {
        let mut protected = Vec::new();
        over(&specimen, |sent, answer| {
            // DO'8E' and its eight bytes stand before the status word.
            if answer.len() >= 12 && answer[answer.len() - 12..answer.len() - 10] == [0x8E, 0x08] {
                protected.push(sent);
            }
            Ok(answer)
        })
        .0
        .unwrap();
        assert!(protected.len() > 15);
        let mut unproven = 0;
        for at in protected {
            let flip = |sent, mut answer: Vec<u8>| {
                if sent == at {
                    let last = answer.len() - 3;
                    answer[last] ^= 1;
                }
                Ok(answer)
            };
            match over(&specimen, flip).0 {
                Err(error) => {
                    let wrong = SessionError::SecureMessagingFailed(SecureMessagingError::WrongMac);
                    assert_eq!(error, ReadError::Protocol(wrong), "answer {at}");
                }
                Ok(reading) => {
                    assert_eq!(judged(&reading.record), Err(ChipAuthenticationError::NotProven));
                    unproven += 1;
                }
            }
        }
        // The first answer under the keys of Chip Authentication is the proof itself.
        assert!(unproven <= 1);
    }
}

#[test]
fn an_answer_in_endless_pieces_is_left_at_any_command() {
    for (specimen, _) in sessions() {
        for at in 0..over(&specimen, |_, answer| Ok(answer)).1 {
            for piece in [vec![0x61, 0x00], vec![7, 0x61, 0x01], [vec![7; 256], vec![0x61, 0x00]].concat()] {
                let (outcome, sent) =
                    over(&specimen, |sent, answer| if sent < at { Ok(answer) } else { Ok(piece.clone()) });
                assert_eq!(outcome.unwrap_err(), ReadError::Exchange(ExchangeError::Endless), "answer {at}");
                assert!(sent <= at + 300, "{sent}");
            }
        }
    }
}

#[test]
fn a_chip_that_gives_a_file_byte_by_byte_is_left() {
    for (specimen, honest) in sessions() {
        let read = |most| {
            let mut card = Watched::new(chip(&specimen).giving_at_most(most));
            let outcome = read_chip(&mut card, plan(mrz(&specimen)), &mut |_| ());
            assert!(card.commands.len() < COMMANDS, "{}", card.commands.len());
            outcome
        };
        for most in [1, 7] {
            let outcome = read(most).err();
            let interrupted = matches!(
                outcome,
                Some(ReadError::Protocol(SessionError::ReadInterrupted(_, StatusWord::OK)))
            );
            assert!(interrupted, "{most} bytes at once: {outcome:?}");
        }
        assert_eq!(signed(&read(64).unwrap().record), signed(&honest));
    }
}
