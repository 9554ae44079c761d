//! PACE with chip authentication mapping judged from the record of a chip session, by the authenticated EF.CardSecurity.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod specimen;

use emrtd::crypto::Cipher;
use emrtd::domain_parameters::Curve;
use emrtd::file::{DataGroup, ElementaryFile};
use emrtd::record::ChipRecord;
use emrtd_simulator::{Access, IssueOptions, PaceParameters, Specimen};
use specimen::{data_group, issued, judge, read, trust};
use verifier::access;
use verifier::genuineness::{ChipOutcome, ChipProtocol, ChipReport, authenticate};
use verifier::reason::Reason;

const MAPPING: ChipProtocol = ChipProtocol::PaceChipAuthenticationMapping;

fn cam() -> PaceParameters {
    PaceParameters::ecdh_cam(Cipher::Aes128, Curve::BrainpoolP256r1)
}

/// A document whose chip proves itself by the mapping alone.
fn document() -> Specimen {
    issued(&IssueOptions {
        access: Access::PaceAndBac(cam()),
        further_pace: vec![PaceParameters::default()],
        chip_authentication: None,
        ..IssueOptions::default()
    })
}

fn report(document: &Specimen, record: &ChipRecord) -> ChipReport {
    authenticate(&judge(record, &trust(document)).unwrap(), record).report()
}

fn refused(document: &Specimen, record: &ChipRecord) -> bool {
    let report = report(document, record);
    report.verdict == ChipOutcome::Refused
        && report.reasons == [Reason::ChipNotGenuine].into()
        && report.protocols.is_empty()
}

fn downgraded(document: &Specimen, record: &ChipRecord) -> bool {
    access::assess(Some(&judge(record, &trust(document)).unwrap()), record).downgrade
}

#[test]
fn a_chip_that_maps_with_its_key_is_genuine() {
    let document = document();
    let record = read(&document);
    assert_eq!(record.access.used, "pace-ecdh-cam-aes-cbc-cmac-128/13");
    let report = report(&document, &record);
    assert_eq!((report.verdict, report.protocols), (ChipOutcome::Genuine, [MAPPING].into()));
    assert!(!downgraded(&document, &record));
    // The record as evidence keeps it proves the same.
    let kept: ChipRecord = serde_json::from_str(&serde_json::to_string(&record).unwrap()).unwrap();
    assert_eq!(kept, record);
}

#[test]
fn it_is_proven_beside_chip_authentication() {
    let document = issued(&IssueOptions { access: Access::Pace(cam()), ..IssueOptions::default() });
    let report = report(&document, &read(&document));
    assert_eq!(report.protocols, [ChipProtocol::ChipAuthentication, MAPPING].into());
}

#[test]
fn a_clone_without_the_key_is_refused() {
    let document = document();
    assert!(refused(&document, &read(&document.clone_without_keys())));
}

#[test]
fn a_transcript_one_byte_off_or_of_another_variant_is_refused() {
    let document = document();
    let whole = read(&document);
    let mut twin = whole.clone();
    twin.access.pace_chip_authentication.as_mut().unwrap().encrypted_chip_authentication_data[0] ^= 1;
    assert!(refused(&document, &twin));
    let mut twin = whole;
    twin.access.used = "pace-ecdh-gm-aes-cbc-cmac-128/13".into();
    assert_eq!(report(&document, &twin).reasons, [Reason::Malformed, Reason::ChipNotGenuine].into());
}

/// Only what a document signer of the issuing state signed names the chip's key.
#[test]
fn an_ef_card_security_that_is_changed_foreign_or_missing_proves_nothing() {
    let document = document();
    let whole = read(&document);
    let mut changed = whole.clone();
    let file = changed.files.get_mut(&ElementaryFile::CardSecurity).unwrap();
    *file.last_mut().unwrap() ^= 1;
    assert!(refused(&document, &changed));
    let mut missing = whole.clone();
    missing.files.remove(&ElementaryFile::CardSecurity);
    assert!(refused(&document, &missing));
    // A chip of another, unknown issuer with its own EF.CardSecurity beside the copied data groups.
    let mut foreign = read(&self::document());
    foreign.files = whole
        .files
        .clone()
        .into_iter()
        .chain(foreign.files.into_iter().filter(|(file, _)| *file == ElementaryFile::CardSecurity))
        .collect();
    assert!(refused(&document, &foreign));
}

#[test]
fn a_mapping_that_was_announced_but_not_run_is_refused_and_a_downgrade() {
    let document = document();
    let mut record = read(&document);
    record.access.pace_chip_authentication = None;
    record.access.used = "pace-ecdh-gm-aes-cbc-cmac-128/13".into();
    assert!(refused(&document, &record) && downgraded(&document, &record));
    // Where DG14 hides it too, EF.CardSecurity still names it; with neither EF.SOD says that DG14 is hidden.
    record.files.remove(&data_group(DataGroup::DG14));
    assert!(downgraded(&document, &record));
    record.access.used = "bac".into();
    assert!(downgraded(&document, &record));
}

/// EF.CardAccess is not signed: struck of the mapping it leads terminals to another.
#[test]
fn an_ef_card_access_that_hides_the_mapping_is_seen() {
    let mut document = document();
    let plain = issued(&IssueOptions {
        access: Access::PaceAndBac(PaceParameters::default()),
        ..IssueOptions::default()
    });
    let weak = plain.files()[&ElementaryFile::CardAccess].clone();
    document.files_mut().insert(ElementaryFile::CardAccess, weak);
    let record = read(&document);
    assert_eq!(record.access.used, "pace-ecdh-gm-aes-cbc-cmac-128/13");
    assert!(downgraded(&document, &record) && refused(&document, &record));
    assert!(!downgraded(&plain, &read(&plain)));
}
