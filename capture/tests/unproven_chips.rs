//! A chip that fails to prove itself is read to its end all the same, so that the record shows whose copy it is; nothing that
//! it does after that makes it genuine or the record vanish.

#![allow(clippy::unwrap_used, clippy::panic, reason = "these are tests")]

mod support;

use capture::{Card, CardError, Reading, read_chip, read_chip_put_back};
use emrtd::domain_parameters::Curve;
use emrtd::file::{DataGroup, ElementaryFile};
use emrtd::record::ChipRecord;
use emrtd::session::{ReadPlan, Selection};
use emrtd_simulator::{
    Access, ActiveAuthenticationKey, IssueOptions, PaceParameters, SimulatedChip, Specimen,
};
use support::*;

/// What a chip does when it is asked to prove itself.
#[derive(Clone, Copy, PartialEq)]
enum Fault {
    /// It has the files and not the keys.
    NoKeys,
    /// It breaks off Chip Authentication.
    BreaksOffAgreement,
    /// It breaks off Active Authentication.
    BreaksOffSignature,
}

const FAULTS: [Fault; 3] = [Fault::NoKeys, Fault::BreaksOffAgreement, Fault::BreaksOffSignature];

/// What it does once its proof has failed.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Then {
    /// It opens again.
    Opens,
    /// It never answers again.
    Silent,
    /// It answers nothing but errors.
    Refuses,
    /// It shows another EF.SOD.
    Changes,
    /// It has gone over to the genuine chip: as a copy with the original at the end of a line would.
    Genuine,
}

/// A copy of a document.
struct Copy {
    chip: SimulatedChip,
    fault: Fault,
    then: Option<(Then, SimulatedChip)>,
    /// It answers no more, or nothing but errors.
    ended: bool,
    silent: bool,
    proofs: usize,
}

impl Copy {
    fn new(specimen: &Specimen, fault: Fault, then: Then) -> Self {
        let keyless = specimen.clone_without_keys();
        let first = if fault == Fault::BreaksOffSignature { specimen } else { &keyless };
        let other = match then {
            Then::Changes => issued(&options(Access::Bac)),
            _ => specimen.clone(),
        };
        let silent = then == Then::Silent;
        let then = Some((then, chip(&other)));
        Self { chip: chip(first), fault, then, ended: false, silent, proofs: 0 }
    }

    /// It is opened again after its proof.
    fn turns(&mut self) {
        match self.then.take() {
            Some((Then::Changes | Then::Genuine, other)) => self.chip = other,
            Some((Then::Silent | Then::Refuses, _)) => self.ended = true,
            Some((Then::Opens, _)) | None => {}
        }
    }
}

impl Card for Copy {
    fn transmit(&mut self, command: &[u8]) -> Result<Vec<u8>, CardError> {
        if self.proofs > 0 && command.starts_with(&[0x00, 0xA4, 0x00, 0x0C]) {
            self.turns();
        }
        if self.ended {
            return if self.silent { Err(CardError::Reader) } else { Ok(vec![0x6A, 0x82]) };
        }
        let proof = match command {
            [0x0C | 0x1C, instruction @ (0x86 | 0x88), ..] => Some(*instruction),
            _ => None,
        };
        self.proofs += usize::from(proof.is_some());
        match (self.fault, proof) {
            (Fault::BreaksOffAgreement, Some(0x86)) | (Fault::BreaksOffSignature, Some(0x88)) => {
                Ok(vec![0x69, 0x88])
            }
            _ => Ok(self.chip.respond(command)),
        }
    }
}

fn options(access: Access) -> IssueOptions {
    IssueOptions {
        access,
        active_authentication: Some(ActiveAuthenticationKey::Ecdsa(Curve::P256)),
        ..IssueOptions::default()
    }
}

fn documents() -> [Specimen; 2] {
    [Access::Bac, Access::Pace(PaceParameters::default())].map(|access| issued(&options(access)))
}

fn has_failed(record: &ChipRecord, fault: Fault) -> bool {
    match fault {
        Fault::BreaksOffSignature => record.active_authentication.as_ref().unwrap().signature.is_empty(),
        _ => judged(record).is_err(),
    }
}

#[test]
fn it_is_read_to_its_end_and_asked_for_no_second_proof() {
    for document in documents() {
        for fault in FAULTS {
            let mut copy = Copy::new(&document, fault, Then::Opens);
            let record = read_chip(&mut copy, plan(mrz(&document)), &mut |_| ()).unwrap().record;
            assert_eq!(&record.files, document.files());
            assert!(has_failed(&record, fault));
            assert_eq!(copy.proofs, if fault == Fault::BreaksOffSignature { 2 } else { 1 });
        }
    }
}

#[test]
fn nothing_of_a_person_is_read_before_the_proof_has_failed() {
    for document in documents() {
        for fault in FAULTS {
            let mut copy = Copy::new(&document, fault, Then::Refuses);
            let record = read_chip(&mut copy, plan(mrz(&document)), &mut |_| ()).unwrap().record;
            assert!(
                record.data_group(DataGroup::DG1).is_none() && record.data_group(DataGroup::DG2).is_none()
            );
            assert!(has_failed(&record, fault));
        }
    }
}

#[test]
fn what_it_does_afterwards_changes_nothing() {
    for document in documents() {
        for fault in FAULTS {
            for then in [Then::Silent, Then::Refuses, Then::Changes, Then::Genuine] {
                let mut copy = Copy::new(&document, fault, then);
                let record = read_chip(&mut copy, plan(mrz(&document)), &mut |_| ())
                    .unwrap_or_else(|error| panic!("{then:?}: {error}"))
                    .record;
                assert!(has_failed(&record, fault), "{then:?}");
                assert_eq!(
                    record.file(ElementaryFile::Sod),
                    document.files().get(&ElementaryFile::Sod).map(Vec::as_slice)
                );
            }
        }
    }
}

#[test]
fn a_genuine_document_put_back_after_a_failed_proof_does_not_stand_in_for_the_copy() {
    let [_, document] = documents();
    let reading =
        put_back(&document, Copy::new(&document, Fault::NoKeys, Then::Silent), Some(chip(&document)));
    let record = reading.unwrap().record;
    assert_eq!(&record.files, document.files());
    assert!(has_failed(&record, Fault::NoKeys));
}

/// A copy that falls silent is no document taken away: this one vanishes.
struct Vanishing(Copy);

impl Card for Vanishing {
    fn transmit(&mut self, command: &[u8]) -> Result<Vec<u8>, CardError> {
        self.0.transmit(command).map_err(|_| CardError::Lost)
    }
}

fn put_back(document: &Specimen, copy: Copy, genuine: Option<SimulatedChip>) -> Option<Reading> {
    let mut genuine = genuine.map(|chip| Box::new(Watched::new(chip)) as Box<dyn Card>);
    let copy = Box::new(Vanishing(copy));
    read_chip_put_back(copy, plan(mrz(document)), &mut |_| (), &mut || genuine.take()).ok()
}

#[test]
fn where_nothing_more_is_wanted_the_chip_is_not_opened_again() {
    let [_, document] = documents();
    let keys = vec![DataGroup::DG14, DataGroup::DG15];
    let plan = ReadPlan { data_groups: Selection::Only(keys), ..plan(mrz(&document)) };
    let mut copy = Watched::new(chip(&document.clone_without_keys()));
    let record = read_chip(&mut copy, plan, &mut |_| ()).unwrap().record;
    assert!(has_failed(&record, Fault::NoKeys));
    let openings =
        copy.commands.iter().filter(|command| command.starts_with(&[0x00, 0xA4, 0x00, 0x0C])).count();
    assert_eq!(openings, 1);
}
