//! A chip that fails to prove itself is read to its end all the same, so that the record shows whose copy it is; nothing that
//! it does after that makes it genuine or the record vanish.

#![allow(clippy::unwrap_used, clippy::panic, reason = "these are tests")]

mod support;

use capture::{Card, CardError, Reading, SystemRandomness, read_chip, read_chip_put_back};
use emrtd::chip::active_authentication::{self, ActiveAuthenticationPublicKey};
use emrtd::domain_parameters::Curve;
use emrtd::file::{DataGroup, ElementaryFile};
use emrtd::lds::DataGroup15;
use emrtd::record::ChipRecord;
use emrtd::security_info::SecurityInfos;
use emrtd::session::{ReadPlan, Selection};
use emrtd_simulator::{
    Access, ActiveAuthenticationKey, HostileDocument, IssueOptions, PaceParameters, SimulatedChip, Specimen,
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
    /// It signs with another key than the one in DG15; the channel stands.
    OtherSignature,
}

/// Those that end the channel.
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
        let first = match fault {
            Fault::NoKeys | Fault::BreaksOffAgreement => specimen.clone_without_keys(),
            Fault::BreaksOffSignature => specimen.clone(),
            Fault::OtherSignature => signing_with_another_key(specimen),
        };
        let other = match then {
            Then::Changes => issued(&options(Access::Bac)),
            _ => specimen.clone(),
        };
        let silent = then == Then::Silent;
        let then = Some((then, chip(&other)));
        Self { chip: chip(&first), fault, then, ended: false, silent, proofs: 0 }
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
        Fault::OtherSignature => judged(record).is_ok() && !signature_holds(record),
        Fault::NoKeys | Fault::BreaksOffAgreement => judged(record).is_err(),
    }
}

fn signature_holds(record: &ChipRecord) -> bool {
    let group = DataGroup15::parse(record.data_group(DataGroup::DG15).unwrap()).unwrap();
    let key = ActiveAuthenticationPublicKey::from_subject_public_key_info(group.subject_public_key_info());
    let infos = SecurityInfos::from_data_group_14(record.data_group(DataGroup::DG14).unwrap()).unwrap();
    let transcript = record.active_authentication.as_ref().unwrap();
    active_authentication::verify(&key.unwrap(), Some(&infos), transcript).is_ok()
}

fn signing_with_another_key(specimen: &Specimen) -> Specimen {
    let cheat = vec!["active_authentication_by_another_key".parse().unwrap()];
    let copy = HostileDocument::new(specimen.clone(), None, cheat, &mut SystemRandomness::new()).unwrap();
    copy.specimen().clone()
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

/// A copy that gives out so many commands after its proof.
struct Dying {
    copy: Copy,
    /// The proofs it is asked for, the failed one the last.
    asked: usize,
    left: usize,
    then: End,
}

type End = fn() -> Result<Vec<u8>, CardError>;

const ENDS: [End; 5] = [
    || Err(CardError::Lost),
    || Err(CardError::Hung),
    || Ok(vec![0x6F, 0x00]),
    || Ok(vec![0x90, 0x00]),
    || Ok(vec![0x90]),
];

impl Dying {
    fn new(document: &Specimen, fault: Fault, left: usize, then: End) -> Self {
        let asked = match fault {
            Fault::NoKeys | Fault::BreaksOffAgreement => 1,
            Fault::BreaksOffSignature | Fault::OtherSignature => 2,
        };
        Self { copy: Copy::new(document, fault, Then::Opens), asked, left, then }
    }
}

impl Card for Dying {
    fn transmit(&mut self, command: &[u8]) -> Result<Vec<u8>, CardError> {
        let failed = self.copy.proofs == self.asked;
        if failed && self.left == 0 {
            return (self.then)();
        }
        self.left -= usize::from(failed);
        self.copy.transmit(command)
    }
}

#[test]
fn wherever_it_gives_out_its_record_stands() {
    for document in documents() {
        for fault in [&FAULTS[..], &[Fault::OtherSignature]].concat() {
            // The answer to the first command under the new keys is what shows that it has none.
            let first = usize::from(fault == Fault::NoKeys);
            for (left, end) in (first..50).step_by(4).flat_map(|left| ENDS.map(|end| (left, end))) {
                let mut copy = Dying::new(&document, fault, left, end);
                let record = read_chip(&mut copy, plan(mrz(&document)), &mut |_| ())
                    .unwrap_or_else(|error| panic!("after {left}: {error}"))
                    .record;
                assert!(has_failed(&record, fault), "after {left}");
            }
        }
    }
}

#[test]
fn what_was_read_whole_is_in_the_record() {
    let [_, document] = documents();
    let has_name_alone = |left: &usize| {
        let mut copy = Dying::new(&document, Fault::NoKeys, *left, ENDS[2]);
        let record = read_chip(&mut copy, plan(mrz(&document)), &mut |_| ()).unwrap().record;
        record.data_group(DataGroup::DG1).is_some() && record.data_group(DataGroup::DG2).is_none()
    };
    let moments = (1..60).filter(has_name_alone).count();
    assert!(moments > 20, "{moments}");
}

fn put_back(document: &Specimen, genuine: Option<SimulatedChip>) -> Reading {
    let mut genuine = genuine.map(|chip| Box::new(Watched::new(chip)) as Box<dyn Card>);
    let copy = Box::new(Dying::new(document, Fault::NoKeys, 3, ENDS[0]));
    read_chip_put_back(copy, plan(mrz(document)), &mut |_| (), &mut || genuine.take()).unwrap()
}

#[test]
fn a_copy_that_nobody_puts_back_is_the_copy_that_it_was() {
    let [_, document] = documents();
    assert!(has_failed(&put_back(&document, None).record, Fault::NoKeys));
}

#[test]
fn a_genuine_document_put_back_after_a_failed_proof_does_not_stand_in_for_the_copy() {
    let [_, document] = documents();
    let record = put_back(&document, Some(chip(&document))).record;
    assert_eq!(&record.files, document.files());
    assert!(has_failed(&record, Fault::NoKeys));
}

/// Opened anew, a chip that shows another document at a long command is not that document.
#[test]
fn a_restart_forgets_nothing_that_was_read() {
    let [document, _] = documents();
    let other = issued(&IssueOptions {
        access: Access::Bac,
        active_authentication: None,
        chip_authentication: None,
        ..IssueOptions::default()
    });
    let mut turns = Turning {
        copy: chip(&document.clone_without_keys()),
        other: chip(&other),
        openings: 0,
        turned: false,
    };
    let plan = ReadPlan { maximum_response: ReadPlan::LONGEST_RESPONSE, ..plan(mrz(&document)) };
    let record = read_chip(&mut turns, plan, &mut |_| ()).unwrap().record;
    assert!(turns.turned && has_failed(&record, Fault::NoKeys));
    assert_eq!(record.files[&ElementaryFile::Sod], document.files()[&ElementaryFile::Sod]);
}

/// Opened anew, it answers a long READ BINARY in the clear and turns into another document.
struct Turning {
    copy: SimulatedChip,
    other: SimulatedChip,
    openings: usize,
    turned: bool,
}

impl Card for Turning {
    fn transmit(&mut self, command: &[u8]) -> Result<Vec<u8>, CardError> {
        let opens = command.starts_with(&[0x00, 0xA4, 0x00, 0x0C]);
        self.openings += usize::from(opens);
        let long = matches!(command, [0x0C, 0xB0, _, _, 0x00, ..]);
        if self.openings >= 3 && long && !self.turned {
            std::mem::swap(&mut self.copy, &mut self.other);
            self.turned = true;
            return Ok(vec![0x67, 0x00]);
        }
        Ok(self.copy.respond(command))
    }

    fn maximum_response(&self) -> u32 {
        ReadPlan::LONGEST_RESPONSE
    }
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
