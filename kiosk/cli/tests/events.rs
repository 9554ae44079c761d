//! `idkontroll events verify`: whether the chain of events is whole, and its head.

#![allow(clippy::unwrap_used, clippy::panic, reason = "these are tests")]

mod support;

use serde_json::Value;
use support::{Run, run, succeed};
use tempfile::TempDir;

fn verify(folder: &TempDir, witnessed: &[&str]) -> Run {
    run(folder.path(), &[&["events", "verify", "--json", "--data", "data"], witnessed].concat())
}

#[test]
fn data_that_are_not_there_are_not_made() {
    let folder = TempDir::new().unwrap();
    let missing = verify(&folder, &[]);
    assert_eq!((missing.code, missing.out.as_str()), (2, ""));
    assert!(missing.err.contains("idkontroll.db"), "{}", missing.err);
    assert!(!folder.path().join("data").exists());
}

#[test]
fn a_whole_chain_has_a_head_and_one_that_lacks_a_noted_head_is_not_whole() {
    let folder = TempDir::new().unwrap();
    let redirect = ["--redirect", "https://issuer.example/return", "--policy", "demo-unattended"];
    let add = ["tenant", "add", "--json", "--data", "data", "--audience", "eid-issuer"];
    succeed(folder.path(), &[&add[..], &redirect].concat());
    let whole = verify(&folder, &[]);
    let report = whole.json();
    assert_eq!(
        (whole.code, &report["verdict"], &report["events"]),
        (0, &Value::from("valid"), &Value::from(0))
    );
    assert_eq!(report["head"], "0".repeat(64));
    let cut = verify(&folder, &["--witnessed", &"ab".repeat(32)]);
    assert_eq!((cut.code, &cut.json()["verdict"]), (1, &Value::from("invalid")));
}
