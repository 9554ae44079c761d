//! No bytes make the trust store, its importer or passive authentication panic.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod specimen;

use emrtd::file::ElementaryFile;
use emrtd_simulator::{IssueOptions, Specimen};
use proptest::prelude::*;
use specimen::{TODAY, issued, trust};
use std::sync::OnceLock;
use verifier::passive::{AcceptedAlgorithms, SecurityObject};
use verifier::trust::{ImportOptions, RevocationList, TrustStore, import};

fn document() -> &'static Specimen {
    static DOCUMENT: OnceLock<Specimen> = OnceLock::new();
    DOCUMENT.get_or_init(|| issued(&IssueOptions::default()))
}

fn changed(bytes: &[u8], changes: &[(usize, u8)], cut: usize) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    for (position, value) in changes {
        let position = position % bytes.len();
        bytes[position] = *value;
    }
    bytes.truncate(bytes.len() - cut % bytes.len());
    bytes
}

fn changes() -> impl Strategy<Value = Vec<(usize, u8)>> {
    proptest::collection::vec((any::<usize>(), any::<u8>()), 1..4)
}

proptest! {
    #[test]
    fn a_changed_security_object_never_panics_and_is_authentic_only_unchanged(
        changes in changes(), cut in prop_oneof![Just(0), any::<usize>()]
    ) {
        let store = trust(document());
        let original = &document().files()[&ElementaryFile::Sod];
        let sod = changed(original, &changes, cut);
        let verdict = SecurityObject::verify(&sod, &store, &AcceptedAlgorithms::default(), TODAY);
        if let Err(refusal) = verdict {
            prop_assert!(!refusal.report().reasons.is_empty());
        } else {
            // Versions, unsigned lists and the like are covered by no signature; what was signed is.
            let parsed = |bytes| emrtd::lds::security_object::EfSod::parse(bytes).unwrap();
            prop_assert_eq!(parsed(&sod).lds, parsed(original).lds);
        }
        let _ = store.subset_for(&sod, &[]);
    }

    #[test]
    fn a_changed_certificate_is_imported_or_refused(changes in changes(), cut in prop_oneof![Just(0), any::<usize>()]) {
        let der = changed(&document().trust_anchors()[0], &changes, cut);
        let mut store = TrustStore::new();
        let options = ImportOptions { roots: vec![der.clone()], specimen: false, at: TODAY };
        let before = store.id();
        if import(&mut store, &der, &options).is_err() { prop_assert_eq!(store.id(), before); }
    }

    #[test]
    fn arbitrary_bytes_are_nothing(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        let options = ImportOptions { roots: vec![], specimen: false, at: TODAY };
        prop_assert!(import(&mut TrustStore::new(), &bytes, &options).is_err());
        prop_assert!(TrustStore::from_bytes(&bytes).is_err());
        prop_assert!(RevocationList::parse(&bytes).is_err());
    }

    #[test]
    fn a_changed_store_is_damaged(position in any::<usize>(), value in any::<u8>()) {
        let bytes = trust(document()).to_bytes();
        let twin = changed(&bytes, &[(position, value)], 0);
        prop_assert_eq!(TrustStore::from_bytes(&twin).is_ok(), twin == bytes);
    }
}
