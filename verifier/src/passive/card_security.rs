//! EF.CardSecurity, proven like EF.SOD, ICAO 9303-10 §3.11.4 and 9303-12 §7.1.

use super::examination::Examination;
use super::{AcceptedAlgorithms, PassiveReport};
use crate::reason::Reason;
use crate::trust::TrustStore;
use emrtd::quirk::Quirk;
use emrtd::security_info::{EfCardSecurity, SecurityInfos};
use std::collections::BTreeSet;
use time::OffsetDateTime;

/// An EF.CardSecurity that is proven.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct CardSecurity {
    /// What it announces.
    pub infos: SecurityInfos,
    /// What only a policy can judge.
    pub warnings: BTreeSet<Reason>,
    /// In what it departs from its standards.
    pub quirks: BTreeSet<Quirk>,
}

/// What EF.CardSecurity announces, where a document signer of the document's state has signed it, under a trusted CSCA
/// that is a specimen's just where the document's is.
///
/// One that does not hold proves nothing and stands against no document: what it was to prove is then not proven.
pub(super) fn authenticate(
    file: &[u8],
    document: &PassiveReport,
    trust: &TrustStore,
    algorithms: &AcceptedAlgorithms,
    at: OffsetDateTime,
) -> Option<CardSecurity> {
    let EfCardSecurity { signed_data, infos } = EfCardSecurity::parse(file).ok()?;
    let mut examination = Examination::new(trust, algorithms, at);
    examination.examine_signed_data(&signed_data);
    let report = examination.conclude().ok()?;
    let same_state = report.issuing_state.is_some() && report.issuing_state == document.issuing_state;
    let holds = same_state && report.specimen == document.specimen;
    holds.then_some(CardSecurity { infos, warnings: report.warnings, quirks: report.quirks })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

    use super::*;
    use crate::trust::{ImportOptions, import};
    use emrtd::apdu::{CommandApdu, ResponseApdu};
    use emrtd::crypto::{Cipher, SessionKeys, SymmetricKey};
    use emrtd::secure_messaging::SecureMessaging;
    use std::path::PathBuf;
    use time::macros::datetime;

    fn test_data(path: &str) -> Option<Vec<u8>> {
        let default = concat!(env!("CARGO_MANIFEST_DIR"), "/../../shared");
        let folder = std::env::var_os("IDK_TESTDATA").map_or_else(|| PathBuf::from(default), PathBuf::from);
        let bytes = std::fs::read(folder.join("emrtd").join(path)).ok();
        if bytes.is_none() {
            eprintln!("skipped: no IDK_TESTDATA");
        }
        bytes
    }

    /// EF.CardSecurity of a German chip, out of the recorded session in which it was read.
    fn recorded() -> Option<Vec<u8>> {
        let tests: serde_json::Value =
            serde_json::from_slice(&test_data("vectors/pace__pace_test.json")?).unwrap();
        let found = |test: &&serde_json::Value| test["test"] == "TestDoPace_CAM_ECDH_DE";
        let values = tests.as_array().unwrap().iter().find(found).unwrap()["values"].as_array().unwrap();
        let bytes = |name: &str, via: &str| -> Vec<Vec<u8>> {
            let matching = values.iter().filter(|value| value["name"] == name && value["via"] == via);
            matching.map(|value| hex::decode(value["value"].as_str().unwrap()).unwrap()).collect()
        };
        let keys = bytes("smExp", "HexToBytes#0");
        let key = |bytes: &[u8]| SymmetricKey::new(Cipher::Aes128, bytes).unwrap();
        let keys = SessionKeys { encryption: key(&keys[0]), authentication: key(&keys[1]) };
        let mut messaging = SecureMessaging::new(keys, 0);
        let exchanges = bytes("", "AddReqRsp#0").into_iter().zip(bytes("", "AddReqRsp#1"));
        let read = exchanges.skip(5).flat_map(|(command, answer)| {
            let command = CommandApdu::parse(&command).unwrap();
            messaging.unprotect_command(&command).unwrap();
            messaging.unprotect(&ResponseApdu::parse(&answer).unwrap()).unwrap().data
        });
        Some(read.collect())
    }

    #[test]
    fn the_ef_card_security_of_a_german_chip_is_authentic_under_the_german_master_list_only() {
        let (Some(file), Some(list), Some(root)) = (
            recorded(),
            test_data("master-list/DE_ML_2026-05-28-08-28-45.ml"),
            test_data("master-list/DE_ROOT_CA_CSCA07.cer"),
        ) else {
            return;
        };
        let at = datetime!(2026-11-24 12:00 UTC);
        let mut trust = TrustStore::new();
        import(&mut trust, &list, &ImportOptions { roots: vec![root], specimen: false, at }).unwrap();
        let algorithms = AcceptedAlgorithms::default();
        let under = |state: &str, specimen| PassiveReport {
            issuing_state: Some(state.into()),
            specimen,
            ..PassiveReport::empty()
        };
        let authentic = |file: &[u8], state: &str, trust: &TrustStore| {
            authenticate(file, &under(state, false), trust, &algorithms, at).is_some()
        };
        assert!(authentic(&file, "DE", &trust));
        assert!(authenticate(&file, &under("DE", true), &trust, &algorithms, at).is_none());
        assert!(!authentic(&file, "NL", &trust) && !authentic(&file, "DE", &TrustStore::new()));
        // Evidence keeps what the verdict about this file rests on, whoever signed EF.SOD.
        let kept = trust.subset_for(&[], &file);
        assert!(authentic(&file, "DE", &kept) && kept.anchors().count() < trust.anchors().count());
        assert!(!authentic(&file, "DE", &trust.subset_for(&[], &[])));
        let mut changed = file;
        *changed.last_mut().unwrap() ^= 1;
        assert!(!authentic(&changed, "DE", &trust));
    }
}
