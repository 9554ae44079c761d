//! Terminal Authentication in the report: told, never weighed; and what it opens is in no control.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod specimen;

use emrtd::file::{DataGroup, ElementaryFile};
use emrtd::record::{
    ChipRecord, TerminalAuthenticationOutcome as Outcome, TerminalAuthenticationProblem as Problem,
    TerminalAuthenticationTranscript as Transcript,
};
use emrtd_simulator::IssueOptions;
use emrtd_simulator::data_groups::fingers_in_19794_4;
use serde_json::json;
use specimen::{issued, judge, read, trust};
use std::borrow::Cow;
use verifier::genuineness::{ChipOutcome, authenticate};
use verifier::passive::DataGroupStatus;

#[test]
fn it_is_told_and_changes_no_verdict() {
    let document = issued(&IssueOptions::default());
    let record = read(&document);
    let report = |record: &ChipRecord| {
        authenticate(&judge(record, &trust(&document)).unwrap(), record).report().with_terminal(record)
    };
    let plain = report(&record);
    assert_eq!((plain.verdict, &plain.terminal_authentication), (ChipOutcome::Genuine, &None));
    assert!(serde_json::to_value(&plain).unwrap().get("terminal_authentication").is_none());
    let refused = Transcript {
        status: Some("6300".into()),
        terminal: Some("UTSPECIS00001".into()),
        ..Transcript::new(Outcome::Refused, Some(Problem::SignatureRefused))
    };
    let not_run = Transcript::new(Outcome::NotRun, Some(Problem::NotOffered));
    for (transcript, told) in [
        (Transcript::new(Outcome::Performed, None), json!({"outcome": "performed"})),
        (not_run, json!({"outcome": "not_run", "problem": "not_offered"})),
        (
            refused,
            json!({"outcome": "refused", "problem": "signature_refused", "status": "6300", "terminal": "UTSPECIS00001"}),
        ),
    ] {
        let tried = report(&ChipRecord { terminal_authentication: Some(transcript), ..record.clone() });
        let json = serde_json::to_value(&tried).unwrap();
        assert_eq!(json["terminal_authentication"], told);
        assert_eq!(serde_json::from_value::<verifier::genuineness::ChipReport>(json).unwrap(), tried);
        assert_eq!(verifier::genuineness::ChipReport { terminal_authentication: None, ..tried }, plain);
    }
}

#[test]
fn a_control_keeps_no_fingerprints() {
    const DG3: ElementaryFile = ElementaryFile::DataGroup(DataGroup::DG3);
    let fingers = fingers_in_19794_4(&[(2, &[0xFF, 0xA0, 0xFF, 0xA4, 1])], 500, 600).unwrap();
    let further_data_groups = [(DataGroup::DG3, fingers.clone())].into();
    let document = issued(&IssueOptions { further_data_groups, ..IssueOptions::default() });
    let mut record = read(&document);
    assert!(matches!(record.for_control(), Cow::Borrowed(_)));
    record.files.insert(DG3, fingers);
    let status = |record: &ChipRecord| {
        judge(record, &trust(&document)).unwrap().report().data_groups.get(&DataGroup::DG3).copied()
    };
    assert_eq!(status(&record), Some(DataGroupStatus::Match));
    let kept = record.for_control();
    assert_eq!((kept.file(DG3), kept.files.len()), (None, record.files.len() - 1));
    assert_eq!(status(&kept), Some(DataGroupStatus::NotGiven));
    record.files.get_mut(&DG3).unwrap()[9] ^= 1;
    assert!(judge(&record, &trust(&document)).is_err());
}
