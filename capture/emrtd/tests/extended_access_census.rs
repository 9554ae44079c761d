//! Every value of the vectors of Extended Access Control has its use here: a new one, or one dropped from its test, fails.

#![allow(clippy::unwrap_used, reason = "an integration test is a test")]

mod support;

use serde_json::{Map, Value};
use std::path::Path;
use support::test_data;

/// Those who load the worked examples `tc_ecdh_…` and `tc_dh_…`, by what follows.
const EXAMPLES: [&str; 4] = [
    "eac_test_vectors.rs",
    "eac_test_vectors_over_integers.rs",
    "terminal_authentication_vectors.rs",
    "support/eac.rs",
];
/// Who loads values by their whole names.
const CERTIFICATES: &str = "cv_certificate_vectors.rs";

/// Of the worked examples: steps on the way to a value that is compared, and one protected command, as the vectors of
/// secure messaging have many.
const STEPS: [&str; 6] = ["a1", "ad1", "d1", "e1", "map_shared_secret_h", "nonce_enc"];
/// What nothing here reads: descriptions of certificates and their one certificate without an authority, files of test cards
/// of the electronic identity, a CSCA.
const UNREAD: [&str; 14] = [
    "allianz_desc",
    "csca_germany_013_self_signed_cer",
    "cvc1",
    "cvc1_desc",
    "ef_cardaccess_ca3",
    "ef_cardaccess_dan",
    "ef_cardaccess_new_testcard",
    "ef_cardaccess_old_testcard",
    "ef_cardaccess_slowenia",
    "ef_cardsecurity_dan",
    "kba_cert_desc",
    "kba_cert_desc_2",
    "mein_cockpit_desc",
    "schufa_desc",
];

/// The code of a test file, without white space and whole lines of comment.
fn code(name: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests").join(name);
    let source = std::fs::read_to_string(path).unwrap();
    let code = source.lines().filter(|line| !line.trim_start().starts_with("//"));
    code.flat_map(str::split_whitespace).collect()
}

fn of_an_example(name: &str) -> Option<&str> {
    name.strip_prefix("tc_ecdh_").or_else(|| name.strip_prefix("tc_dh_"))
}

#[test]
fn every_value_has_its_use() {
    let Some(json) = test_data("vectors/eactest_vectors.json") else { return };
    let values: Map<String, Value> = serde_json::from_slice(&json).unwrap();
    let (examples, certificates) = (EXAMPLES.map(code).concat(), code(CERTIFICATES));
    let quoted = |code: &str, name: &str| code.contains(&format!("\"{name}\""));
    for name in values.keys() {
        let part = of_an_example(name);
        let loaded = quoted(&certificates, name) || part.is_some_and(|part| quoted(&examples, part));
        let left = UNREAD.contains(&name.as_str()) || part.is_some_and(|part| STEPS.contains(&part));
        assert!(loaded != left, "{name}: loaded {loaded}, left out {left}");
    }
    let gone = UNREAD.iter().filter(|name| !values.contains_key(**name)).collect::<Vec<_>>();
    assert!(gone.is_empty(), "{gone:?}");
}
