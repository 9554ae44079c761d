//! Passive authentication of specimen documents, by every algorithm; each with twins that differ in one byte.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod specimen;

use emrtd::file::{DataGroup, ElementaryFile};
use emrtd::mrz::CalendarDate;
use emrtd_simulator::{IssueOptions, SignerAlgorithm};
use specimen::{TODAY, data_group, files, flip, issued, judge, trust};
use std::collections::BTreeMap;
use time::macros::datetime;
use verifier::passive::{AcceptedAlgorithms, DataGroupStatus, PassiveRefusal, SecurityObject, authenticate};
use verifier::reason::Reason;
use verifier::trust::TrustStore;

fn reasons(refusal: &PassiveRefusal) -> Vec<Reason> {
    refusal.report().reasons.iter().copied().collect()
}

#[test]
fn every_signature_algorithm_and_its_twins() {
    for signer in SignerAlgorithm::ALL {
        let document = issued(&IssueOptions { signer, ..IssueOptions::default() });
        let (store, record) = (trust(&document), files(&document));
        let proven = judge(&record, &store).unwrap();
        let name = signer.name();
        assert_eq!(proven.issuing_state(), "UT", "{name}");
        assert!(proven.specimen() && proven.lists(DataGroup::DG14), "{name}");
        let weak = proven.report().warnings.contains(&Reason::AlgorithmNotAccepted);
        assert_eq!(weak, name.contains("sha1"), "{name}");

        let mut twin = record.clone();
        let last = record.file(ElementaryFile::Sod).unwrap().len() - 1;
        flip(&mut twin, ElementaryFile::Sod, last);
        assert_eq!(reasons(&judge(&twin, &store).unwrap_err()), [Reason::SignatureInvalid], "{name}");
        let strict: AcceptedAlgorithms = toml::from_str("sha1 = 'refused'").unwrap();
        assert_eq!(authenticate(&record, &store, &strict, TODAY).is_err(), weak, "{name}");
    }
}

#[test]
fn another_documents_csca_is_not_this_ones() {
    let (document, other) = (issued(&IssueOptions::default()), issued(&IssueOptions::default()));
    let record = files(&document);
    let refusal = judge(&record, &trust(&other)).unwrap_err();
    assert_eq!(reasons(&refusal), [Reason::CscaNotFound]);
    assert_eq!(reasons(&judge(&record, &TrustStore::new()).unwrap_err()), [Reason::CscaNotFound]);
}

#[test]
fn one_byte_of_a_data_group_is_a_hash_mismatch_only() {
    let document = issued(&IssueOptions::default());
    let (store, record) = (trust(&document), files(&document));
    for group in [DataGroup::DG1, DataGroup::DG2, DataGroup::DG14] {
        let mut twin = record.clone();
        let last = record.data_group(group).unwrap().len() - 1;
        flip(&mut twin, data_group(group), last);
        let refusal = judge(&twin, &store).unwrap_err();
        assert_eq!(reasons(&refusal), [Reason::DataGroupHashMismatch], "{group}");
        assert_eq!(refusal.report().data_groups[&group], DataGroupStatus::Mismatch);
    }
}

#[test]
fn a_document_needs_its_security_object_and_both_first_data_groups() {
    let document = issued(&IssueOptions::default());
    let (store, record) = (trust(&document), files(&document));
    for file in [ElementaryFile::Sod, data_group(DataGroup::DG1), data_group(DataGroup::DG2)] {
        let mut twin = record.clone();
        twin.files.remove(&file);
        assert_eq!(reasons(&judge(&twin, &store).unwrap_err()), [Reason::DataGroupMissing], "{file}");
    }
    let mut without_com = record.clone();
    without_com.files.remove(&ElementaryFile::Com);
    assert!(judge(&without_com, &store).is_ok());
}

#[test]
fn a_data_group_that_was_not_signed_is_refused() {
    let document = issued(&IssueOptions::default());
    let (store, mut record) = (trust(&document), files(&document));
    record.files.insert(data_group(DataGroup::DG11), vec![0x6B, 0x00]);
    let refusal = judge(&record, &store).unwrap_err();
    assert_eq!(reasons(&refusal), [Reason::DataGroupHashMismatch]);
    assert_eq!(refusal.report().data_groups[&DataGroup::DG11], DataGroupStatus::NotInSod);
}

/// The zone says Norway, but a Utopian document signer signed it.
#[test]
fn a_foreign_issuing_state_is_refused() {
    let document = issued(&IssueOptions { issuing_state: "NOR".into(), ..IssueOptions::default() });
    let refusal = judge(&files(&document), &trust(&document)).unwrap_err();
    assert_eq!(reasons(&refusal), [Reason::IssuingStateMismatch]);
}

#[test]
fn every_reason_is_reported() {
    let document = issued(&IssueOptions::default());
    let mut record = files(&document);
    let last = record.file(ElementaryFile::Sod).unwrap().len() - 1;
    flip(&mut record, ElementaryFile::Sod, last);
    flip(&mut record, data_group(DataGroup::DG2), 100);
    let refusal = judge(&record, &TrustStore::new()).unwrap_err();
    let expected = [Reason::SignatureInvalid, Reason::CscaNotFound, Reason::DataGroupHashMismatch];
    assert_eq!(reasons(&refusal), expected);
}

#[test]
fn data_groups_given_beside_the_security_object() {
    let document = issued(&IssueOptions::default());
    let (store, record) = (trust(&document), files(&document));
    let sod = record.file(ElementaryFile::Sod).unwrap();
    let algorithms = AcceptedAlgorithms::default();
    let dg1 = record.data_group(DataGroup::DG1).unwrap();
    let given = BTreeMap::from([(DataGroup::DG1, dg1)]);
    let proven = SecurityObject::verify_with(sod, &given, &store, &algorithms, TODAY).unwrap();
    assert_eq!(proven.report().data_groups[&DataGroup::DG1], DataGroupStatus::Match);
    assert_eq!(proven.report().data_groups[&DataGroup::DG2], DataGroupStatus::NotGiven);
    let wrong = BTreeMap::from([(DataGroup::DG2, dg1)]);
    let refusal = SecurityObject::verify_with(sod, &wrong, &store, &algorithms, TODAY).unwrap_err();
    assert_eq!(reasons(&refusal), [Reason::DataGroupHashMismatch]);
}

#[test]
fn what_the_proven_document_says() {
    let document = issued(&IssueOptions::default());
    let proven = judge(&files(&document), &trust(&document)).unwrap();
    assert_eq!(proven.holder().fields().surname, "ERIKSSON");
    assert_eq!(proven.date_of_expiry().unwrap().to_string(), "2036-01-04");
    assert_eq!(proven.date_of_birth(TODAY.date()).unwrap().to_string(), "1974-08-12");
    assert!(!proven.portrait().image().is_empty());
    assert!(!format!("{proven:?}{:?}", proven.portrait()).contains("ERIKSSON"));
}

/// The zone writes no century: a birth is never to come, and a passport that expired stays expired for ever.
#[test]
fn centuries_of_birth_and_expiry() {
    let born = |year, month, day| {
        let mut options = IssueOptions::default();
        options.holder.date_of_birth = CalendarDate::new(year, month, day).unwrap();
        let document = issued(&options);
        judge(&files(&document), &trust(&document)).unwrap()
    };
    let today = TODAY.date();
    let of_today = born(2026, 11, 24);
    assert_eq!(of_today.date_of_birth(today).unwrap().to_string(), "2026-11-24");
    assert_eq!(of_today.date_of_birth(today.previous_day().unwrap()).unwrap().to_string(), "1926-11-24");
    let old = born(1926, 12, 31);
    assert_eq!(old.date_of_birth(today).unwrap().to_string(), "1926-12-31");

    let document = issued(&IssueOptions::default());
    let record = files(&document);
    for at in [datetime!(2036-01-05 0:00 UTC), datetime!(2090-01-01 0:00 UTC), datetime!(2300-01-01 0:00 UTC)]
    {
        let late = authenticate(&record, &trust(&document), &AcceptedAlgorithms::default(), at).unwrap();
        assert_eq!(late.date_of_expiry().unwrap().to_string(), "2036-01-04", "{at}");
    }
}
