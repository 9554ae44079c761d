//! Specimen documents, read through their chip.
#![allow(dead_code, reason = "each test file uses its own part")]

use capture::{Card, CardError, SystemRandomness, read_chip};
use emrtd::file::{DataGroup, ElementaryFile};
use emrtd::password::Password;
use emrtd::record::{AccessRecord, ChipRecord};
use emrtd::session::{ReadPlan, Selection};
use emrtd_simulator::{HostileDocument, IssueOptions, SimulatedChip, Specimen, issue};
use time::{OffsetDateTime, macros::datetime};
use verifier::passive::{AcceptedAlgorithms, AuthenticDocument, PassiveRefusal, authenticate};
use verifier::trust::{ImportOptions, TrustStore, import};

/// The day on which the tests judge.
pub const TODAY: OffsetDateTime = datetime!(2026-11-24 12:00 UTC);

/// A document with these options.
pub fn issued(options: &IssueOptions) -> Specimen {
    issue(options, &mut SystemRandomness::new()).unwrap()
}

/// The document whose chip is hostile in the way of this name.
pub fn hostile(specimen: &Specimen, name: &str) -> Specimen {
    let (hostile, random) = (vec![name.parse().unwrap()], &mut SystemRandomness::new());
    HostileDocument::new(specimen.clone(), None, hostile, random).unwrap().specimen().clone()
}

/// A store that believes the specimen's CSCA.
pub fn trust(specimen: &Specimen) -> TrustStore {
    let mut store = TrustStore::new();
    let options = ImportOptions { roots: vec![], specimen: false, at: TODAY };
    for anchor in specimen.trust_anchors() {
        import(&mut store, anchor, &options).unwrap();
    }
    store
}

/// The files alone, without a chip session.
pub fn files(specimen: &Specimen) -> ChipRecord {
    ChipRecord {
        access: AccessRecord {
            offered: vec![],
            used: "bac".into(),
            password: None,
            pace_chip_authentication: None,
        },
        files: specimen.files().clone(),
        chip_authentication: None,
        active_authentication: None,
        quirks: [].into(),
        reading: None,
        terminal_authentication: None,
    }
}

struct InProcess(SimulatedChip);

impl Card for InProcess {
    fn transmit(&mut self, command: &[u8]) -> Result<Vec<u8>, CardError> {
        Ok(self.0.respond(command))
    }
}

/// The record of reading the specimen's chip.
pub fn read(specimen: &Specimen) -> ChipRecord {
    let password = Password::Mrz(specimen.passwords().mrz().unwrap());
    let plan = ReadPlan {
        password,
        data_groups: Selection::All,
        challenge: *b"8 bytes!",
        maximum_response: ReadPlan::SHORT_RESPONSE,
        terminal: None,
    };
    let chip = SimulatedChip::new(specimen.clone(), Box::new(SystemRandomness::new()));
    read_chip(&mut InProcess(chip), plan, &mut |_| {}).unwrap().record
}

/// Passive authentication with the default algorithms.
pub fn judge(record: &ChipRecord, store: &TrustStore) -> Result<AuthenticDocument, PassiveRefusal> {
    authenticate(record, store, &AcceptedAlgorithms::default(), TODAY)
}

/// Flips the lowest bit of one byte of a file.
pub fn flip(record: &mut ChipRecord, file: ElementaryFile, position: usize) {
    record.files.get_mut(&file).unwrap()[position] ^= 1;
}

/// A data group as a file.
pub fn data_group(group: DataGroup) -> ElementaryFile {
    ElementaryFile::DataGroup(group)
}
