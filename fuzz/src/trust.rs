//! What trust is made of, and a document that is judged by it, ICAO 9303-12.

use crate::specimen;
use emrtd::file::{DataGroup, ElementaryFile};
use emrtd::record::ChipRecord;
use ring::digest::{SHA256, digest};
use std::sync::OnceLock;
use time::{Duration, OffsetDateTime};
use verifier::genuineness;
use verifier::passive::{AcceptedAlgorithms, authenticate};
use verifier::trust::{ImportOptions, RevocationList, TrustStore, import};

/// 2026-06-01, a day within the specimen's validity.
fn today() -> OffsetDateTime {
    OffsetDateTime::UNIX_EPOCH.saturating_add(Duration::seconds(1_780_272_000))
}

fn options(roots: Vec<Vec<u8>>) -> ImportOptions {
    ImportOptions { roots, specimen: false, at: today() }
}

/// The specimen's anchors.
fn anchors() -> &'static TrustStore {
    static STORE: OnceLock<TrustStore> = OnceLock::new();
    STORE.get_or_init(|| {
        let mut store = TrustStore::new();
        for anchor in specimen::specimen().map(|specimen| specimen.trust_anchors()).unwrap_or_default() {
            let _ = import(&mut store, anchor, &options(vec![]));
        }
        store
    })
}

/// A certificate as an import takes it, and as a root.
pub fn certificate(bytes: &[u8]) {
    let mut store = TrustStore::new();
    let Ok(report) = import(&mut store, bytes, &options(vec![])) else { return };
    assert!(store.anchors().len() <= report.entries.len());
    let _ = import(&mut store, bytes, &options(vec![bytes.to_vec()]));
}

/// A revocation list.
pub fn revocation_list(bytes: &[u8]) {
    let Ok(list) = RevocationList::parse(bytes) else { return };
    assert!(list.der() == bytes);
    let _ = (list.revokes(&[1]), list.issuer().len());
}

/// Certificates, PEM, LDIF, master lists and revocation lists into a store: what is refused changes nothing, what is taken is
/// stored and read the same.
pub fn trust_import(bytes: &[u8]) {
    let mut store = anchors().clone();
    let before = store.id();
    if import(&mut store, bytes, &options(vec![])).is_err() {
        assert!(store.id() == before);
    }
    let roots = anchors().anchors().map(|anchor| anchor.der().to_vec()).collect();
    let _ = import(&mut store, bytes, &options(roots));
    let again = TrustStore::from_bytes(&store.to_bytes());
    assert!(again.is_ok_and(|again| again.id() == store.id()));
}

/// A trust store's file, as it is and with a right digest.
pub fn trust_store(bytes: &[u8]) {
    let _ = TrustStore::from_bytes(bytes);
    let content = bytes.len().checked_sub(32).and_then(|end| bytes.get(..end)).unwrap_or(bytes);
    let sealed = [content, digest(&SHA256, content).as_ref()].concat();
    if let Ok(store) = TrustStore::from_bytes(&sealed) {
        assert!(store.to_bytes() == sealed);
    }
}

/// An EF.SOD beside the specimen's data groups: authentic only where the specimen's own list of digests was signed.
pub fn document(bytes: &[u8]) {
    let Some(specimen) = specimen::specimen() else { return };
    let mut files = specimen.files().clone();
    files.insert(ElementaryFile::Sod, bytes.to_vec());
    let Some(record) = specimen::record(files) else { return };
    if let Ok(document) = authenticate(&record, anchors(), &AcceptedAlgorithms::default(), today()) {
        assert!(document.lists(DataGroup::DG1) && document.lists(DataGroup::DG2));
        let own = specimen::file(ElementaryFile::Sod).map(emrtd::lds::security_object::EfSod::parse);
        let read = emrtd::lds::security_object::EfSod::parse(bytes);
        assert!(matches!((own, read), (Some(Ok(own)), Ok(read)) if own.lds == read.lds));
    }
    let _ = anchors().subset_for(bytes, &[]);
}

/// A record of a session with a chip, as JSON, judged whole: what is proven of the chip is proven of an authentic document.
pub fn judged_record(bytes: &[u8]) {
    let Ok(record) = serde_json::from_slice::<ChipRecord>(bytes) else { return };
    let Ok(document) = authenticate(&record, anchors(), &AcceptedAlgorithms::default(), today()) else {
        return;
    };
    let verdict = genuineness::authenticate(&document, &record);
    if let Some(chip) = verdict.into_genuine() {
        assert!(!chip.protocols().is_empty());
    }
}
