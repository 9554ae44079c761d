//! Documents with each fault of the field: read whole, accepted, and the fault named; a forged twin of each is refused.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod specimen;

use capture::{Card, CardError, Reading, SystemRandomness, read_chip};
use emrtd::file::{DataGroup, ElementaryFile};
use emrtd::password::Password;
use emrtd::quirk::{DocumentKind, IssuedDocument, Quirk, QuirkTable};
use emrtd::record::ChipRecord;
use emrtd::session::{ReadPlan, Selection};
use emrtd_simulator::{IssueOptions, SimulatedChip, Specimen};
use specimen::{data_group, flip, issued, judge, trust};
use std::collections::BTreeSet;
use verifier::access;
use verifier::genuineness::{self, ChipOutcome};
use verifier::reason::Reason;

/// A reader that takes answers of any length.
struct Wide(SimulatedChip);

impl Card for Wide {
    fn transmit(&mut self, command: &[u8]) -> Result<Vec<u8>, CardError> {
        Ok(self.0.respond(command))
    }

    fn maximum_response(&self) -> u32 {
        ReadPlan::LONGEST_RESPONSE
    }
}

fn read(specimen: &Specimen, document: Option<IssuedDocument>) -> Reading {
    let key = specimen.passwords().mrz().unwrap();
    let key = document.map_or(key.clone(), |document| key.of_document(document));
    let plan = ReadPlan {
        password: Password::Mrz(key),
        data_groups: Selection::All,
        challenge: *b"8 bytes!",
        maximum_response: ReadPlan::LONGEST_RESPONSE,
        terminal: None,
    };
    let chip = SimulatedChip::new(specimen.clone(), Box::new(SystemRandomness::new()));
    read_chip(&mut Wide(chip), plan, &mut |_| ()).unwrap()
}

fn passport(issuing_state: &str) -> Option<IssuedDocument> {
    Some(IssuedDocument { issuing_state: issuing_state.to_owned(), kind: DocumentKind::Passport })
}

/// What cannot be met by asking, since it is never asked for, is known from the table.
fn known(quirk: Quirk) -> Option<IssuedDocument> {
    match quirk {
        Quirk::ParameterReferenceDemanded => passport("UKR"),
        Quirk::LeOnSelectRefused => passport("D"),
        _ => None,
    }
}

/// The quirks that the record and the reports name, in a document that nothing speaks against.
fn accepted(specimen: &Specimen, record: &ChipRecord) -> BTreeSet<Quirk> {
    assert_eq!(&record.files, specimen.files());
    let document = judge(record, &trust(specimen)).unwrap();
    let chip = genuineness::authenticate(&document, record).report();
    assert_eq!(chip.verdict, ChipOutcome::Genuine);
    assert!(!access::assess(Some(&document), record).downgrade);
    let report = document.report();
    let loosened = report.quirks.iter().any(|quirk| quirk.loosens());
    assert_eq!(report.warnings.contains(&Reason::CheckLoosened), loosened);
    let listed_for_none = report.quirks.contains(&Quirk::ContentTypeData);
    assert_eq!(report.warnings.contains(&Reason::LoosenedUnlisted), listed_for_none);
    assert_eq!(chip.is_loosened(), chip.quirks.iter().any(|quirk| quirk.loosens()));
    let named = record.quirks.iter().chain(&report.quirks).chain(&chip.quirks);
    named.copied().collect()
}

#[test]
fn every_quirk_is_read_whole_accepted_and_named() {
    assert_eq!(accepted_default(), BTreeSet::new());
    for quirk in Quirk::ALL {
        let specimen = issued(&IssueOptions::default().with_quirk(quirk));
        let reading = read(&specimen, known(quirk));
        assert_eq!(accepted(&specimen, &reading.record), [quirk].into(), "{quirk}");
        let mut forged = reading.record;
        flip(&mut forged, data_group(DataGroup::DG1), 10);
        let refusal = judge(&forged, &trust(&specimen)).unwrap_err();
        assert!(refusal.report().reasons.contains(&Reason::DataGroupHashMismatch), "{quirk}");
    }
}

fn accepted_default() -> BTreeSet<Quirk> {
    let specimen = issued(&IssueOptions::default());
    accepted(&specimen, &read(&specimen, None).record)
}

#[test]
fn all_quirks_that_go_together_are_read_at_once() {
    let together = [
        Quirk::CardAccessWithWarning,
        Quirk::LongAnswersRefused,
        Quirk::ChipAuthenticationInfoMissing,
        Quirk::EcdsaZeroPrefixed,
        Quirk::SecurityObjectInBer,
        Quirk::ContentTypeOfOldArc,
        Quirk::DigestDiffersFromSigner,
        Quirk::FaceRecordLengthWrong,
        Quirk::OptionalCheckDigitFiller,
    ];
    let options = together.into_iter().fold(IssueOptions::default(), IssueOptions::with_quirk);
    let specimen = issued(&options);
    assert_eq!(accepted(&specimen, &read(&specimen, None).record), together.into());
}

#[test]
fn the_table_saves_the_asking() {
    for (quirk, state) in [
        (Quirk::ExtendedLengthEndsSession, "CHN"),
        (Quirk::LongestLeAnsweredWrongOffset, "RUS"),
        (Quirk::ActiveAuthenticationEmpty, "CHN"),
    ] {
        let specimen = issued(&IssueOptions::default().with_quirk(quirk));
        let (asked, told) = (read(&specimen, None), read(&specimen, passport(state)));
        assert!(told.record.quirks.contains(&quirk) && asked.record.quirks.contains(&quirk), "{quirk}");
        assert_eq!(told.record.files, asked.record.files);
        accepted(&specimen, &told.record);
        let fewer = told.apdus < asked.apdus || quirk == Quirk::ActiveAuthenticationEmpty;
        assert!(fewer, "{quirk}: {} of {}", told.apdus, asked.apdus);
    }
    assert!(QuirkTable::built_in().quirks().len() == Quirk::ALL.len());
}

/// A folder keeps the quirk, and a record written with one is read again.
#[test]
fn quirks_are_stored_with_the_document_and_in_the_record() {
    let specimen = issued(&IssueOptions::default().with_quirk(Quirk::CardAccessWithWarning));
    let folder = std::env::temp_dir().join(format!("quirks-{}", std::process::id()));
    specimen.store(&folder).unwrap();
    let loaded = Specimen::load(&folder).unwrap();
    std::fs::remove_dir_all(&folder).unwrap();
    let record = read(&loaded, None).record;
    assert_eq!(accepted(&specimen, &record), [Quirk::CardAccessWithWarning].into());
    assert!(record.file(ElementaryFile::CardAccess).is_some());
    let json = serde_json::to_string(&record).unwrap();
    assert_eq!(serde_json::from_str::<ChipRecord>(&json).unwrap(), record);
}
