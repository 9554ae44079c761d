//! Master lists, certificates and revocation lists into a trust store, ICAO 9303-12 §7 and §9.

mod testdata;

use testdata::{INDONESIA, MASTER_LISTS, TODAY, options, read, trust_store};
use verifier::trust::{ImportSource, ImportStatus, TrustImportError, TrustStore, TrustStoreError, import};

#[test]
fn both_master_lists_are_imported_under_their_roots() {
    let Some((store, reports)) = trust_store() else { return };
    for report in &reports {
        for entry in report.entries.iter().filter(|entry| entry.status == ImportStatus::Refused) {
            println!("{:?}: {} {:?}", report.source, entry.subject, entry.problem);
        }
    }
    println!("{} anchors", store.anchors().len());
    assert_eq!(reports[0].source, ImportSource::MasterList);
    assert_eq!(reports[0].entries.len(), 588);
    assert_eq!(reports[1].entries.len(), 411);
}
