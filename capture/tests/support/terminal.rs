//! A passport that keeps fingerprints and irises for terminals of an authority, and how such a terminal reads it.

use super::{issued, judged, mrz, plan};
use capture::transport::SimulatedCard;
use capture::{Card, SystemRandomness, read_chip};
use emrtd::chip::terminal_authentication::TerminalCredentials;
use emrtd::cv_certificate::CvCertificate;
use emrtd::file::{DataGroup, ElementaryFile};
use emrtd::hash::DigestAlgorithm;
use emrtd::mrz::CalendarDate;
use emrtd::record::{
    ChipRecord, TerminalAuthenticationOutcome as Outcome, TerminalAuthenticationProblem as Problem,
};
use emrtd::session::{ReadPlan, Selection};
use emrtd::signing::SignatureAlgorithm;
use emrtd_simulator::data_groups::{fingers_in_19794_4, irises_in_39794_6};
use emrtd_simulator::{IssueOptions, Specimen, TerminalHierarchy, TerminalRights};

pub const WSQ: &[u8] = &[0xFF, 0xA0, 0xFF, 0xA4, 1];
pub const CODESTREAM: &[u8] = &[0xFF, 0x4F, 0xFF, 0x51, 1];
pub const ECDSA: SignatureAlgorithm = SignatureAlgorithm::Ecdsa(DigestAlgorithm::Sha256);
pub const DG3: ElementaryFile = ElementaryFile::DataGroup(DataGroup::DG3);
pub const DG4: ElementaryFile = ElementaryFile::DataGroup(DataGroup::DG4);
pub const TODAY: CalendarDate = CalendarDate { year: 2026, month: 11, day: 24 };
pub const BEGIN: CalendarDate = CalendarDate { year: 2026, month: 1, day: 5 };
pub const END: CalendarDate = CalendarDate { year: 2027, month: 1, day: 4 };

pub fn hierarchy(algorithm: SignatureAlgorithm, rights: TerminalRights) -> TerminalHierarchy {
    TerminalHierarchy::issue(algorithm, rights, (BEGIN, END), &mut SystemRandomness::new()).unwrap()
}

/// A passport with fingerprints long enough for several answers, guarded for this authority.
pub fn passport(house: &TerminalHierarchy, options: IssueOptions) -> Specimen {
    let image = [WSQ, &[7; 2000]].concat();
    let fingers = fingers_in_19794_4(&[(2, &image), (7, &image)], 500, 600).unwrap();
    let irises = irises_in_39794_6(&[(1, CODESTREAM)], 2026).unwrap();
    issued(&IssueOptions {
        terminal_authority: Some(house.authority.clone()),
        further_data_groups: [(DataGroup::DG3, fingers), (DataGroup::DG4, irises)].into(),
        ..options
    })
}

/// The certificates in the least helpful order.
pub fn certificates(house: &TerminalHierarchy) -> Vec<CvCertificate> {
    house.certificates().into_iter().rev().map(|(_, certificate)| certificate.clone()).collect()
}

pub fn asking(specimen: &Specimen, terminal: TerminalCredentials) -> ReadPlan {
    let groups = vec![DataGroup::DG1, DataGroup::DG2, DataGroup::DG3, DataGroup::DG4, DataGroup::DG15];
    ReadPlan { data_groups: Selection::Only(groups), terminal: Some(terminal), ..plan(mrz(specimen)) }
}

pub fn read_by(mut card: impl Card, specimen: &Specimen, terminal: TerminalCredentials) -> ChipRecord {
    read_chip(&mut card, asking(specimen, terminal), &mut |_| ()).unwrap().record
}

pub fn card(specimen: &Specimen) -> SimulatedCard {
    SimulatedCard::new(specimen.clone())
}

/// What can be read without authorization was read, and nothing of what cannot.
pub fn assert_rest(record: &ChipRecord, specimen: &Specimen) {
    for group in [DataGroup::DG1, DataGroup::DG2, DataGroup::DG14] {
        assert_eq!(
            record.data_group(group),
            specimen.files().get(&ElementaryFile::DataGroup(group)).map(Vec::as_slice)
        );
    }
    assert_eq!((record.file(DG3), record.file(DG4)), (None, None));
    assert_eq!(judged(record), Ok(()));
}

pub fn assert_problem(record: &ChipRecord, outcome: Outcome, problem: Problem, status: Option<&str>) {
    let transcript = record.terminal_authentication.as_ref().unwrap();
    let told = (transcript.outcome, transcript.problem, transcript.status.as_deref());
    assert_eq!(told, (outcome, Some(problem), status));
}

/// The house's certificates and key, today.
pub fn credentials(house: &TerminalHierarchy) -> TerminalCredentials {
    TerminalCredentials::new(certificates(house), house.key.signer(), TODAY)
}
