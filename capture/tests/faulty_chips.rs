//! Honest chips with the faults of the field: they are read whole, and the send sequence counter is never lost.

#![allow(clippy::unwrap_used, clippy::panic)]

mod support;

use capture::{Card, CardError, ReadError, Reading, read_chip};
use emrtd::apdu::StatusWord;
use emrtd::crypto::Cipher;
use emrtd::quirk::Quirk;
use emrtd::session::{ReadPlan, SessionError};
use emrtd_simulator::{
    Access, ChipAuthenticationKey, IssueOptions, LengthFields, PaceParameters, SimulatedChip, Specimen,
};
use support::*;

/// A chip in a reader that takes extended length fields.
struct Wide(SimulatedChip);

impl Card for Wide {
    fn transmit(&mut self, command: &[u8]) -> Result<Vec<u8>, CardError> {
        Ok(self.0.respond(command))
    }

    fn maximum_response(&self) -> u32 {
        ReadPlan::LONGEST_RESPONSE
    }
}

fn documents() -> [Specimen; 2] {
    [Access::Bac, Access::Pace(PaceParameters::default())]
        .map(|access| issued(&IssueOptions { access, ..IssueOptions::default() }))
}

fn read_by(
    longest: u32,
    specimen: &Specimen,
    chip: SimulatedChip,
) -> Result<Reading, ReadError<SessionError>> {
    let plan = ReadPlan { maximum_response: longest, ..plan(mrz(specimen)) };
    read_chip(&mut Wide(chip), plan, &mut |_| ())
}

/// The document was read whole, and these faults were met.
fn whole(specimen: &Specimen, reading: &Reading, quirks: &[Quirk]) {
    assert_eq!(&reading.record.files, specimen.files());
    assert_eq!(judged(&reading.record), Ok(()));
    assert_eq!(reading.record.quirks, quirks.iter().copied().collect());
}

#[test]
fn chips_that_refuse_long_answers_are_read_by_shorter_ones() {
    for specimen in documents() {
        let longest_file = specimen.files().values().map(|content| content.len() - 6).max().unwrap();
        for status in [0x6700, 0x6982, 0x6A80, 0x6B00, 0x6F00].map(StatusWord) {
            for most in [1000, 223, 192, 128] {
                for longest in [ReadPlan::SHORT_RESPONSE, ReadPlan::LONGEST_RESPONSE] {
                    let chip = chip(&specimen).refusing_more_than(most, status);
                    // What is asked for behind the header: where EF.ATR/INFO is refused too, short answers of 223 bytes.
                    let extended = longest > ReadPlan::SHORT_RESPONSE && most >= 256;
                    let asked = longest_file.min(if extended { usize::MAX } else { 223 });
                    let met = asked > most;
                    let quirks = if met { &[Quirk::LongAnswersRefused][..] } else { &[] };
                    whole(&specimen, &read_by(longest, &specimen, chip).unwrap(), quirks);
                }
            }
        }
        // The twin refuses all that is worth waiting for.
        let chip = chip(&specimen).refusing_more_than(95, StatusWord(0x6F00));
        let outcome = read_by(ReadPlan::LONGEST_RESPONSE, &specimen, chip);
        let interrupted =
            matches!(outcome, Err(ReadError::Protocol(SessionError::ReadInterrupted(_, StatusWord(0x6F00)))));
        assert!(interrupted);
    }
}

/// It has learned once: the refusals do not come again with every file.
#[test]
fn what_was_refused_is_not_asked_for_again() {
    let [specimen, _] = documents();
    let apdus = |most| {
        let chip = chip(&specimen).refusing_more_than(most, StatusWord(0x6700));
        read_by(ReadPlan::LONGEST_RESPONSE, &specimen, chip).unwrap().apdus
    };
    let short = read(&specimen, mrz(&specimen)).unwrap().apdus;
    assert!(apdus(223) <= short + 4, "{} {short}", apdus(223));
}

#[test]
fn a_chip_whose_session_ends_at_extended_length_is_opened_anew() {
    for specimen in documents() {
        let faulty = || chip(&specimen).with_length_fields(LengthFields::EndSession);
        let met = [Quirk::ExtendedLengthEndsSession];
        whole(&specimen, &read_by(ReadPlan::LONGEST_RESPONSE, &specimen, faulty()).unwrap(), &met);
        whole(&specimen, &read_by(ReadPlan::SHORT_RESPONSE, &specimen, faulty()).unwrap(), &[]);
    }
}

#[test]
fn a_chip_that_names_no_variant_of_chip_authentication_is_asked_by_triple_des() {
    for (cipher, quirks) in [(None, &[Quirk::ChipAuthenticationInfoMissing][..]), (Some(Cipher::Aes128), &[])]
    {
        let key = ChipAuthenticationKey { cipher, ..ChipAuthenticationKey::default() };
        let specimen = issued(&IssueOptions { chip_authentication: Some(key), ..IssueOptions::default() });
        whole(&specimen, &read_by(ReadPlan::LONGEST_RESPONSE, &specimen, chip(&specimen)).unwrap(), quirks);
    }
}
