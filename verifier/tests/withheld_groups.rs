//! A chip whose proof failed is told to be a copy, whatever it withholds or changes of the document afterwards.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod specimen;

use emrtd::crypto::Cipher;
use emrtd::domain_parameters::Curve;
use emrtd::file::{DataGroup, ElementaryFile};
use emrtd::record::ChipRecord;
use emrtd_simulator::{Access, ActiveAuthenticationKey, IssueOptions, PaceParameters, Specimen};
use specimen::{data_group, flip, issued, judge, read, trust};
use std::collections::BTreeSet;
use verifier::genuineness::{ChipOutcome, ChipReport, authenticate, disprove};
use verifier::passive::{self, AcceptedAlgorithms};
use verifier::reason::Reason;
use verifier::trust::TrustStore;

/// What a chip does once it has been asked for its proof.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Then {
    GivesAll,
    Withholds(&'static [DataGroup]),
    GivesAnother(DataGroup),
}

const THEN: [Then; 6] = [
    Then::GivesAll,
    Then::Withholds(&[DataGroup::DG1]),
    Then::Withholds(&[DataGroup::DG2]),
    Then::Withholds(&[DataGroup::DG1, DataGroup::DG2]),
    Then::GivesAnother(DataGroup::DG1),
    Then::GivesAnother(DataGroup::DG2),
];

impl Then {
    /// The record of a chip that did so.
    fn of(self, whole: &ChipRecord) -> ChipRecord {
        let mut record = whole.clone();
        match self {
            Self::GivesAll => {}
            Self::Withholds(groups) => {
                groups.iter().for_each(|group| drop(record.files.remove(&data_group(*group))));
            }
            Self::GivesAnother(group) => {
                let last = record.data_group(group).unwrap().len() - 1;
                flip(&mut record, data_group(group), last);
            }
        }
        record
    }

    /// What passive authentication has against it.
    fn reasons(self) -> BTreeSet<Reason> {
        match self {
            Self::GivesAll => [].into(),
            Self::Withholds(_) => [Reason::DataGroupMissing].into(),
            Self::GivesAnother(_) => [Reason::DataGroupHashMismatch].into(),
        }
    }
}

/// The reasons of passive authentication, and the chip's report beside them.
fn judged(record: &ChipRecord, store: &TrustStore) -> (BTreeSet<Reason>, ChipReport) {
    match judge(record, store) {
        Ok(document) => (document.report().reasons.clone(), authenticate(&document, record).report()),
        Err(refusal) => (refusal.report().reasons.clone(), disprove(&refusal, record)),
    }
}

fn not_checked(record: &ChipRecord, store: &TrustStore) -> bool {
    judged(record, store).1 == ChipReport::not_checked()
}

/// Documents whose chips prove themselves in each way, and in two.
fn documents() -> [Specimen; 5] {
    let mapping = PaceParameters::ecdh_cam(Cipher::Aes128, Curve::BrainpoolP256r1);
    let of = |chip: bool, active| {
        let chip_authentication = IssueOptions::default().chip_authentication.filter(|_| chip);
        let access = Access::Bac;
        issued(&IssueOptions {
            access,
            chip_authentication,
            active_authentication: active,
            ..IssueOptions::default()
        })
    };
    [
        of(true, None),
        of(false, Some(ActiveAuthenticationKey::Rsa(1024))),
        of(false, Some(ActiveAuthenticationKey::Ecdsa(Curve::P256))),
        of(true, Some(ActiveAuthenticationKey::Ecdsa(Curve::BrainpoolP384r1))),
        issued(&IssueOptions {
            access: Access::Pace(mapping),
            chip_authentication: None,
            ..IssueOptions::default()
        }),
    ]
}

#[test]
fn a_copy_is_told_whatever_it_withholds() {
    for document in documents() {
        let (store, copied) = (trust(&document), read(&document.clone_without_keys()));
        for then in THEN {
            let (passive, chip) = judged(&then.of(&copied), &store);
            assert_eq!(passive, then.reasons(), "{then:?}");
            assert_eq!(chip.verdict, ChipOutcome::Refused, "{then:?}");
            assert_eq!(chip.reasons, [Reason::ChipNotGenuine].into(), "{then:?}");
            assert!(chip.protocols.is_empty(), "{then:?}");
        }
    }
}

/// The genuine chip of a document that cannot be read whole is no copy, and is not proven genuine either.
#[test]
fn a_genuine_chip_is_called_no_copy() {
    for document in documents() {
        let (store, whole) = (trust(&document), read(&document));
        for then in THEN {
            let (passive, chip) = judged(&then.of(&whole), &store);
            let expected =
                if then == Then::GivesAll { ChipOutcome::Genuine } else { ChipOutcome::NotChecked };
            assert_eq!((passive, chip.verdict), (then.reasons(), expected), "{then:?}");
            assert!(chip.reasons.is_empty(), "{then:?}");
        }
    }
}

#[test]
fn a_chip_that_was_not_asked_is_called_no_copy() {
    for document in documents() {
        let store = trust(&document);
        let mut unasked = read(&document);
        (unasked.chip_authentication, unasked.active_authentication) = (None, None);
        unasked.access.pace_chip_authentication = None;
        // Of a document that is read whole the proof is demanded.
        assert!(judged(&unasked, &store).1.reasons.contains(&Reason::ChipNotGenuine));
        for then in THEN.into_iter().filter(|then| *then != Then::GivesAll) {
            assert!(not_checked(&then.of(&unasked), &store), "{then:?}");
        }
    }
}

/// A proof counts against a chip only by keys that the issuing state signed.
#[test]
fn by_keys_that_are_not_proven_nothing_is_told() {
    let withholds = Then::Withholds(&[DataGroup::DG2]);
    for document in documents() {
        let store = trust(&document);
        let record = withholds.of(&read(&document.clone_without_keys()));
        assert!(!not_checked(&record, &store));
        assert!(not_checked(&record, &TrustStore::new()));

        let mut forged = record.clone();
        let last = forged.file(ElementaryFile::Sod).unwrap().len() - 1;
        flip(&mut forged, ElementaryFile::Sod, last);
        let (passive, chip) = judged(&forged, &store);
        assert!(passive.contains(&Reason::SignatureInvalid) && chip == ChipReport::not_checked());

        let strict: AcceptedAlgorithms = toml::from_str("sha256 = 'refused'").unwrap();
        let refusal = passive::authenticate(&record, &store, &strict, specimen::TODAY).unwrap_err();
        assert!(refusal.keys().is_none() && disprove(&refusal, &record) == ChipReport::not_checked());
    }
}

/// Another document's EF.SOD signs other keys. The mapping alone is left out: its DG14 names no key and may be the same.
#[test]
fn by_the_keys_of_another_document_nothing_is_told() {
    let [with_keys @ .., _] = documents();
    for (document, other) in with_keys.into_iter().zip(documents()) {
        let mut foreign = read(&document.clone_without_keys());
        foreign.files.insert(ElementaryFile::Sod, other.files()[&ElementaryFile::Sod].clone());
        for then in THEN {
            let record = then.of(&foreign);
            assert!(
                not_checked(&record, &trust(&other)) && not_checked(&record, &trust(&document)),
                "{then:?}"
            );
        }
    }
}

/// A chip that mapped and then shows no signed key has been asked, and has proven nothing.
#[test]
fn a_mapping_whose_key_is_withheld_is_told() {
    let [.., document] = documents();
    let mut record = Then::Withholds(&[DataGroup::DG2]).of(&read(&document));
    assert!(not_checked(&record, &trust(&document)));
    record.files.remove(&ElementaryFile::CardSecurity);
    assert_eq!(judged(&record, &trust(&document)).1.reasons, [Reason::ChipNotGenuine].into());
}

/// The genuine chip beside a DG14 or DG15 that is missing or another one.
#[test]
fn a_changed_or_missing_key_file_makes_no_copy() {
    for document in documents() {
        let (store, whole) = (trust(&document), read(&document));
        for group in [DataGroup::DG14, DataGroup::DG15] {
            let Some(last) = whole.data_group(group).map(|file| file.len() - 1) else { continue };
            let mut changed = whole.clone();
            flip(&mut changed, data_group(group), last);
            assert!(not_checked(&changed, &store), "{group}");
            let mut missing = Then::Withholds(&[DataGroup::DG2]).of(&whole);
            missing.files.remove(&data_group(group));
            assert!(not_checked(&missing, &store), "{group}");
        }
    }
}

/// One proof that fails is enough, and what another one proved is not told of a refused document.
#[test]
fn a_copy_of_half_the_keys_is_told() {
    let [.., document, _] = documents();
    let whole = read(&document);
    let mut half = whole.clone();
    *half.active_authentication.as_mut().unwrap().signature.last_mut().unwrap() ^= 1;
    let (_, chip) = judged(&Then::Withholds(&[DataGroup::DG1]).of(&half), &trust(&document));
    assert_eq!((chip.reasons, chip.protocols.len()), ([Reason::ChipNotGenuine].into(), 0));
}
