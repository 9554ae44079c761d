//! A specimen on the simulated reader, and how it is read.

#![allow(dead_code, reason = "each test file uses its part")]
#![allow(clippy::unwrap_used, reason = "these are tests")]

pub mod terminal;

use capture::transport::SimulatedCard;
use capture::{Card, CardError, ReadError, Reading, SystemRandomness, read_chip};
use emrtd::chip::chip_authentication::{self, ChipAuthenticationError};
use emrtd::file::{DataGroup, ElementaryFile};
use emrtd::password::Password;
use emrtd::record::ChipRecord;
use emrtd::security_info::SecurityInfos;
use emrtd::session::{ReadPlan, Selection, SessionError};
use emrtd_simulator::{
    Access, ChipAuthenticationKey, EcParameters, IssueOptions, SimulatedChip, Specimen, issue,
};

pub const CHALLENGE: [u8; 8] = *b"fresh it";

pub fn issued(options: &IssueOptions) -> Specimen {
    issue(options, &mut SystemRandomness::new()).unwrap()
}

/// A specimen with the files of a Norwegian passport: DG2 and EF.SOD are filled up to its lengths with zeros inside their
/// outermost data object, DG1 has the one length of a passport's, and explicit parameters make DG14 as long.
pub fn norwegian(access: Access) -> Specimen {
    let key =
        ChipAuthenticationKey { parameters: EcParameters::Explicit, ..ChipAuthenticationKey::default() };
    let options = IssueOptions { access, chip_authentication: Some(key), ..IssueOptions::default() };
    let mut specimen = issued(&options);
    for (file, length) in [(ElementaryFile::Sod, 2_026), (ElementaryFile::DataGroup(DataGroup::DG2), 17_659)]
    {
        let content = specimen.files_mut().get_mut(&file).unwrap();
        *content = padded(content, length);
        assert_eq!(content.len(), length);
    }
    assert!(specimen.files()[&ElementaryFile::DataGroup(DataGroup::DG14)].len() >= 350);
    specimen
}

fn padded(file: &[u8], length: usize) -> Vec<u8> {
    let object = emrtd::tlv::Reader::new(file).next_object().unwrap().unwrap();
    let mut value = object.value.to_vec();
    while emrtd::tlv::encode(object.tag, &value).len() < length {
        value.push(0);
    }
    emrtd::tlv::encode(object.tag, &value)
}

pub fn mrz(specimen: &Specimen) -> Password {
    Password::Mrz(specimen.passwords().mrz().unwrap())
}

pub fn can(specimen: &Specimen) -> Password {
    Password::Can(specimen.passwords().can().unwrap())
}

pub fn plan(password: Password) -> ReadPlan {
    ReadPlan {
        password,
        data_groups: Selection::All,
        challenge: CHALLENGE,
        maximum_response: ReadPlan::SHORT_RESPONSE,
        terminal: None,
    }
}

pub fn read(specimen: &Specimen, password: Password) -> Result<Reading, ReadError<SessionError>> {
    read_chip(&mut SimulatedCard::new(specimen.clone()), plan(password), &mut |_| ())
}

pub fn denied(outcome: Result<Reading, ReadError<SessionError>>) -> bool {
    matches!(outcome, Err(ReadError::Protocol(SessionError::AccessDenied(_))))
}

pub fn judged(record: &ChipRecord) -> Result<(), ChipAuthenticationError> {
    let infos = SecurityInfos::from_data_group_14(record.data_group(DataGroup::DG14).unwrap()).unwrap();
    chip_authentication::verify(&infos, record.chip_authentication.as_ref().unwrap()).map(|_| ())
}

/// Flips one bit of the answers to one command, counted from zero.
pub struct Flipping {
    pub card: SimulatedCard,
    pub at: usize,
    pub sent: usize,
}

impl Card for Flipping {
    fn transmit(&mut self, command: &[u8]) -> Result<Vec<u8>, CardError> {
        let mut answer = self.card.transmit(command)?;
        if self.sent == self.at {
            let byte = answer.len().saturating_sub(4);
            answer[byte] ^= 1;
        }
        self.sent += 1;
        Ok(answer)
    }
}

/// Keeps the commands.
pub struct Watched {
    pub chip: SimulatedChip,
    pub commands: Vec<Vec<u8>>,
}

impl Watched {
    pub fn new(chip: SimulatedChip) -> Self {
        Self { chip, commands: Vec::new() }
    }
}

impl Card for Watched {
    fn transmit(&mut self, command: &[u8]) -> Result<Vec<u8>, CardError> {
        self.commands.push(command.to_vec());
        Ok(self.chip.respond(command))
    }
}

pub fn chip(specimen: &Specimen) -> SimulatedChip {
    SimulatedChip::new(specimen.clone(), Box::new(SystemRandomness::new()))
}
