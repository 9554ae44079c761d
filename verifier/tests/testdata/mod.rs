//! Where the test data lies, and the trust store of its master lists.
#![allow(dead_code, reason = "each test file uses its own part")]

use std::path::PathBuf;
use time::{OffsetDateTime, macros::datetime};
use verifier::trust::{ImportOptions, ImportReport, TrustStore, import};

/// The day on which the tests judge.
pub const TODAY: OffsetDateTime = datetime!(2026-11-24 12:00 UTC);

/// The folder of test data; says so when there is none.
pub fn folder() -> Option<PathBuf> {
    let default = concat!(env!("CARGO_MANIFEST_DIR"), "/../../shared");
    let folder = std::env::var_os("IDK_TESTDATA").map_or_else(|| PathBuf::from(default), PathBuf::from);
    if folder.join("emrtd/sod").is_dir() {
        return Some(folder);
    }
    eprintln!("skipped: no IDK_TESTDATA");
    None
}

/// One file of the test data.
pub fn read(path: &str) -> Option<Vec<u8>> {
    folder().map(|folder| std::fs::read(folder.join(path)).unwrap_or_else(|error| panic!("{path}: {error}")))
}

/// Options with these roots.
pub fn options(roots: &[&str]) -> Option<ImportOptions> {
    let roots = roots.iter().map(|root| read(root)).collect::<Option<Vec<_>>>()?;
    Some(ImportOptions { roots, specimen: false, at: TODAY })
}

/// The master lists with the root of each.
pub const MASTER_LISTS: [(&str, &str); 2] = [
    ("emrtd/master-list/DE_ML_2026-05-28-08-28-45.ml", "emrtd/master-list/DE_ROOT_CA_CSCA07.cer"),
    ("emrtd/master-list/NL_ML_2026-07-22.ml", "emrtd/master-list/NL_ROOT_CA.cer"),
];

/// The Indonesian certificates.
pub const INDONESIA: [&str; 5] = [
    "emrtd/master-list/IDN/2010-12_CSCA.cer",
    "emrtd/master-list/IDN/2016-01_CSCA.cer",
    "emrtd/master-list/IDN/2016-01_CSCA_LINK.cer",
    "emrtd/master-list/IDN/2020-10_CSCA.cer",
    "emrtd/master-list/IDN/2020-10_CSCA_LINK.cer",
];

/// The German and the Dutch master list and the Indonesian certificates.
pub fn trust_store() -> Option<(TrustStore, Vec<ImportReport>)> {
    let mut store = TrustStore::new();
    let mut reports = Vec::new();
    for (list, root) in MASTER_LISTS {
        reports.push(import(&mut store, &read(list)?, &options(&[root])?).unwrap());
    }
    for certificate in INDONESIA {
        reports.push(import(&mut store, &read(certificate)?, &options(&[])?).unwrap());
    }
    Some((store, reports))
}
