//! Commands and answers longer than short length fields hold: extended ones, command chaining and GET RESPONSE, at chips of
//! every kind.

#![allow(clippy::unwrap_used, clippy::panic)]

mod support;

use capture::{Card, CardError, ReadError, Reading, read_chip};
use emrtd::access::pace::PaceError;
use emrtd::apdu::StatusWord;
use emrtd::crypto::Cipher;
use emrtd::domain_parameters::ModpGroup;
use emrtd::security_info::PaceMapping;
use emrtd::session::{ReadPlan, SessionError};
use emrtd_simulator::{
    Access, ActiveAuthenticationKey, ChipAuthenticationKey, IssueOptions, LengthFields, PaceParameters,
    SimulatedChip, Specimen,
};
use support::*;

const SHORT: u32 = ReadPlan::SHORT_RESPONSE;
const LONG: u32 = ReadPlan::LONGEST_RESPONSE;

/// What a reader passed on; it takes no more than a short command where it is a short one.
struct Reader {
    chip: SimulatedChip,
    takes: u32,
    chained: usize,
    fetched: usize,
}

impl Card for Reader {
    fn transmit(&mut self, command: &[u8]) -> Result<Vec<u8>, CardError> {
        if self.takes == SHORT && command.len() > 4 + 1 + 255 + 1 {
            return Err(CardError::Reader);
        }
        // The steps of PACE in the clear have this bit anyway.
        self.chained += usize::from(command[0] == 0x1C);
        self.fetched += usize::from(command[1] == 0xC0);
        Ok(self.chip.respond(command))
    }

    fn maximum_response(&self) -> u32 {
        self.takes
    }
}

fn document(mapping: PaceMapping, cipher: Cipher) -> Specimen {
    let domain = ModpGroup::Modp2048Order256.into();
    issued(&IssueOptions {
        access: Access::Pace(PaceParameters { mapping, cipher: Cipher::Aes128, domain }),
        chip_authentication: Some(ChipAuthenticationKey::new(cipher, ModpGroup::Modp2048Order224)),
        active_authentication: Some(ActiveAuthenticationKey::Rsa(2048)),
        ..IssueOptions::default()
    })
}

type Outcome = Result<Reading, ReadError<SessionError>>;

fn read_by(takes: u32, specimen: &Specimen, chip: SimulatedChip) -> (Outcome, Reader) {
    let mut reader = Reader { chip, takes, chained: 0, fetched: 0 };
    let plan = ReadPlan { maximum_response: LONG, ..plan(mrz(specimen)) };
    (read_chip(&mut reader, plan, &mut |_| ()), reader)
}

#[test]
fn integers_of_2048_bits_pass_whatever_reader_and_chip_take() {
    for (mapping, cipher) in [(PaceMapping::DhGm, Cipher::TripleDes), (PaceMapping::DhIm, Cipher::Aes256)] {
        let specimen = document(mapping, cipher);
        for (length_fields, chains) in [
            (LengthFields::Extended(u16::MAX), false),
            (LengthFields::Extended(u16::MAX), true),
            (LengthFields::Short, true),
            (LengthFields::OnlyAnnounced, true),
            (LengthFields::EndSession, true),
        ] {
            for takes in [LONG, SHORT] {
                let chip = chip(&specimen).with_length_fields(length_fields);
                let chip = if chains { chip } else { chip.without_chaining() };
                if takes == SHORT && !chains {
                    continue;
                }
                let (outcome, reader) = read_by(takes, &specimen, chip);
                let name = format!("{mapping:?} {length_fields:?} {takes}");
                let record = outcome.unwrap_or_else(|error| panic!("{name}: {error}")).record;
                assert_eq!(&record.files, specimen.files(), "{name}");
                assert_eq!(judged(&record), Ok(()), "{name}");
                assert_eq!(record.active_authentication.unwrap().signature.len(), 256, "{name}");
                let extended = takes == LONG && matches!(length_fields, LengthFields::Extended(_));
                assert_eq!((reader.chained > 0, reader.fetched > 0), (!extended, !extended), "{name}");
            }
        }
    }
}

#[test]
fn a_chip_that_takes_long_commands_in_no_form_is_refused_for_that() {
    let specimen = document(PaceMapping::DhGm, Cipher::Aes128);
    for takes in [LONG, SHORT] {
        let chip = chip(&specimen).with_length_fields(LengthFields::Short).without_chaining();
        let (outcome, _) = read_by(takes, &specimen, chip);
        let refusal = PaceError::Refused(StatusWord(0x6884));
        assert!(matches!(outcome, Err(ReadError::Protocol(SessionError::Pace(found))) if found == refusal));
    }
}
