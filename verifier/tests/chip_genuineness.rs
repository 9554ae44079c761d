//! Chip and Active Authentication judged from the record of a chip session, and the access protocol it was read by.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod specimen;

use emrtd::chip::active_authentication::ActiveAuthenticationPublicKey;
use emrtd::crypto::Cipher;
use emrtd::domain_parameters::Curve;
use emrtd::file::{DataGroup, ElementaryFile};
use emrtd::record::ChipRecord;
use emrtd_simulator::{Access, ActiveAuthenticationKey, IssueOptions, PaceParameters, Specimen};
use specimen::{data_group, files, hostile, issued, judge, read, trust};
use std::collections::BTreeSet;
use verifier::access::{self, AccessReport, ZoneComparison};
use verifier::genuineness::{ChipOutcome, ChipProtocol, ChipReport, authenticate};
use verifier::reason::Reason;

const CHIP: ChipProtocol = ChipProtocol::ChipAuthentication;
const ACTIVE: ChipProtocol = ChipProtocol::ActiveAuthentication;

fn chip_report(document: &Specimen, record: &ChipRecord) -> ChipReport {
    authenticate(&judge(record, &trust(document)).unwrap(), record).report()
}

fn access_report(document: &Specimen, record: &ChipRecord) -> AccessReport {
    access::assess(Some(&judge(record, &trust(document)).unwrap()), record)
}

fn with_keys(chip: bool, active: Option<ActiveAuthenticationKey>) -> Specimen {
    let chip_authentication = IssueOptions::default().chip_authentication.filter(|_| chip);
    issued(&IssueOptions { chip_authentication, active_authentication: active, ..IssueOptions::default() })
}

#[test]
fn a_chip_that_runs_what_its_document_announces_is_genuine() {
    for (chip, active, protocols) in [
        (true, None, BTreeSet::from([CHIP])),
        (false, Some(ActiveAuthenticationKey::Rsa(1024)), BTreeSet::from([ACTIVE])),
        (false, Some(ActiveAuthenticationKey::Ecdsa(Curve::P256)), BTreeSet::from([ACTIVE])),
        (true, Some(ActiveAuthenticationKey::Ecdsa(Curve::BrainpoolP256r1)), BTreeSet::from([CHIP, ACTIVE])),
    ] {
        let document = with_keys(chip, active);
        let report = chip_report(&document, &read(&document));
        assert_eq!((report.verdict, report.protocols), (ChipOutcome::Genuine, protocols));
        assert!(report.reasons.is_empty());
    }
}

#[test]
fn a_document_without_keys_offers_nothing() {
    let document = with_keys(false, None);
    assert!(chip_report(&document, &read(&document)).is_not_offered());
}

#[test]
fn a_clone_without_the_keys_is_refused() {
    for (chip, active, name, proven) in [
        (true, None, "chip_authentication_by_another_key", None),
        (false, Some(ActiveAuthenticationKey::Rsa(1024)), "active_authentication_by_another_key", None),
        (true, Some(ActiveAuthenticationKey::Rsa(1024)), "active_authentication_by_another_key", Some(CHIP)),
    ] {
        let document = with_keys(chip, active);
        let report = chip_report(&document, &read(&hostile(&document, name)));
        assert_eq!(report.verdict, ChipOutcome::Refused);
        assert_eq!(report.reasons, [Reason::ChipNotGenuine].into());
        assert_eq!(report.protocols, proven.into_iter().collect());
    }
}

/// EF.COM and the files of a clone may hide DG14 and DG15: the signed list does not.
#[test]
fn a_clone_that_hides_the_data_group_is_refused() {
    let document = with_keys(true, Some(ActiveAuthenticationKey::Rsa(1024)));
    for (hidden, proven) in [(DataGroup::DG14, ACTIVE), (DataGroup::DG15, CHIP)] {
        let mut record = read(&document);
        record.files.remove(&data_group(hidden));
        record.files.remove(&ElementaryFile::Com);
        let report = chip_report(&document, &record);
        assert_eq!(report.verdict, ChipOutcome::Refused);
        assert_eq!(report.reasons, [Reason::DataGroupMissing, Reason::ChipNotGenuine].into());
        assert_eq!(report.protocols, [proven].into());
    }
    let report = chip_report(&document, &read(&hostile(&document, "clone_without_proofs")));
    assert_eq!(report.reasons, [Reason::DataGroupMissing, Reason::ChipNotGenuine].into());
    assert!(report.protocols.is_empty());
}

#[test]
fn a_protocol_that_was_announced_but_not_run_is_refused() {
    let document = with_keys(true, Some(ActiveAuthenticationKey::Rsa(1024)));
    let whole = read(&document);
    let without_chip = ChipRecord { chip_authentication: None, ..whole.clone() };
    let without_active = ChipRecord { active_authentication: None, ..whole.clone() };
    for (record, proven) in [(without_chip, ACTIVE), (without_active, CHIP)] {
        let report = chip_report(&document, &record);
        assert_eq!(report.reasons, [Reason::ChipNotGenuine].into());
        assert_eq!(report.protocols, [proven].into());
    }
    assert_eq!(chip_report(&document, &files(&document)).verdict, ChipOutcome::Refused);
}

#[test]
fn a_transcript_with_one_byte_changed_is_refused() {
    let document = with_keys(true, Some(ActiveAuthenticationKey::Ecdsa(Curve::P256)));
    let whole = read(&document);
    let mut twin = whole.clone();
    *twin.active_authentication.as_mut().unwrap().signature.last_mut().unwrap() ^= 1;
    assert_eq!(chip_report(&document, &twin).protocols, [CHIP].into());
    let mut twin = whole.clone();
    twin.active_authentication.as_mut().unwrap().challenge[0] ^= 1;
    assert_eq!(chip_report(&document, &twin).protocols, [CHIP].into());
    let mut twin = whole;
    let response = &mut twin.chip_authentication.as_mut().unwrap().confirmation_response;
    let middle = response.len() / 2;
    response[middle] ^= 1;
    assert_eq!(chip_report(&document, &twin).protocols, [ACTIVE].into());
}

#[test]
fn the_key_of_active_authentication_comes_from_the_document() {
    let document = with_keys(false, Some(ActiveAuthenticationKey::Rsa(1024)));
    let proven = judge(&read(&document), &trust(&document)).unwrap();
    assert_eq!(
        proven.active_authentication_key().map(ActiveAuthenticationPublicKey::signature_length),
        Some(128)
    );
}

#[test]
fn reading_by_pace_is_no_downgrade_and_by_bac_is_one() {
    let parameters = PaceParameters::default();
    let document =
        issued(&IssueOptions { access: Access::PaceAndBac(parameters), ..IssueOptions::default() });
    let record = read(&document);
    let report = access_report(&document, &record);
    assert!(report.used.starts_with("pace-ecdh-gm-"), "{}", report.used);
    assert!(report.offered.contains(&report.used) && !report.downgrade);

    let mut by_bac = record.clone();
    by_bac.access.used = "bac".into();
    assert!(access_report(&document, &by_bac).downgrade);
    assert!(access::assess(None, &by_bac).downgrade);

    // A chip that hides EF.CardAccess: the authenticated DG14 still offers PACE.
    let hidden = read(&hostile(&document, "access_downgrade"));
    assert!(hidden.access.used == "bac" && access_report(&document, &hidden).downgrade);
    assert_eq!(access_report(&document, &hidden).strictly(), [Reason::AccessDowngrade].into());
}

/// EF.CardAccess is not signed: a copy of it without the strong variant leads terminals to the weak one.
#[test]
fn a_strong_variant_struck_from_ef_card_access_is_a_downgrade() {
    let pace = |cipher| PaceParameters { cipher, ..PaceParameters::default() };
    let weak = Access::Pace(pace(Cipher::TripleDes));
    let options = |further_pace| IssueOptions { access: weak, further_pace, ..IssueOptions::default() };
    let plain = issued(&options(vec![]));
    let mut document = issued(&options(vec![pace(Cipher::Aes256)]));
    let report = access_report(&document, &read(&document));
    assert_eq!((report.used.as_str(), report.downgrade), ("pace-ecdh-gm-aes-cbc-cmac-256/13", false));

    document
        .files_mut()
        .insert(ElementaryFile::CardAccess, plain.files()[&ElementaryFile::CardAccess].clone());
    let report = access_report(&document, &read(&document));
    assert_eq!((report.used.as_str(), report.downgrade), ("pace-ecdh-gm-3des-cbc-cbc/13", true));
    assert!(!access_report(&plain, &read(&plain)).downgrade);
}

#[test]
fn a_chip_without_pace_is_rightly_read_by_bac() {
    let document = issued(&IssueOptions { access: Access::Bac, ..IssueOptions::default() });
    let report = access_report(&document, &read(&document));
    assert_eq!((report.offered.len(), report.used.as_str()), (0, "bac"));
    assert_eq!((report.strictly(), report.warnings), ([].into(), [].into()));
    assert_eq!(report.zone, ZoneComparison::Match);
}
