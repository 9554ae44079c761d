//! `simulate issue`: every kind of document that its arguments can name opens and is authentic.

#![allow(clippy::unwrap_used, clippy::panic, reason = "these are tests")]

mod support;

use std::fs;
use std::path::Path;
use support::{run, succeed};
use tempfile::TempDir;

/// Issues, trusts and reads a document; what was read lies in `o`.
fn read(path: &Path, issue: &[&str], access: &[&str]) -> serde_json::Value {
    let mut arguments = vec!["simulate", "issue", "--out", "d"];
    arguments.extend(issue);
    succeed(path, &arguments);
    succeed(path, &["trust", "import", "--out", "t", "d/trust/csca.cer"]);
    let mut arguments = vec!["chip", "read", "--json", "--reader", "sim:d", "--trust", "t", "--out", "o"];
    arguments.extend(access);
    succeed(path, &arguments).json()
}

#[test]
fn identity_cards_are_read_by_card_access_number_and_by_zone() {
    for (format, name, number) in [("td1", "TD1", "D23145890734"), ("td2", "TD2", "D23145890")] {
        let folder = TempDir::new().unwrap();
        let path = folder.path();
        let issue = ["--format", format, "--document-number", number];
        let report = read(path, &issue, &["--can", "123456"]);
        assert_eq!(report["verdict"], "read", "{report}");
        assert_eq!((&report["mrz"]["format"], &report["mrz"]["valid"]), (&name.into(), &true.into()));
        assert_eq!(report["mrz"]["fields"]["document_number"], number);
        let zone = fs::read_to_string(path.join("d/mrz.txt")).unwrap();
        succeed(path, &["chip", "read", "--reader", "sim:d", "--mrz", zone.trim_end(), "--out", "by-zone"]);
        let refused = run(path, &["chip", "read", "--reader", "sim:d", "--can", "123457", "--out", "no"]);
        assert_eq!(refused.code, 1, "{}", refused.err);
    }
}

#[test]
fn keys_and_data_groups_and_encodings_are_as_they_are_asked_for() {
    let folder = TempDir::new().unwrap();
    let issue = ["--data-groups", "3,4,5,7,11,12,13,16", "--encoding", "iso-39794"];
    let keys =
        ["--chip-key", "dh-3des-cbc-cbc/1", "--chip-key", "ecdh-aes-cbc-cmac-256/16", "--chip-key", "dh"];
    let named = ["--can", "123456", "--data-groups", "5,7,11,12,13,16"];
    let report = read(folder.path(), &[issue.as_slice(), &keys].concat(), &named);
    assert_eq!(report["chip"]["protocols"], serde_json::json!(["chip_authentication"]), "{report}");
    let record = fs::read(folder.path().join("o/chip-record.json")).unwrap();
    let record: serde_json::Value = serde_json::from_slice(&record).unwrap();
    let run = &record["chip_authentication"];
    assert_eq!((&run["key_id"], &run["protocol"]), (&2.into(), &"0.4.0.127.0.7.2.2.3.2.4".into()));
    for number in [1, 2, 5, 7, 11, 12, 13, 14, 16] {
        assert_eq!(report["contents"][format!("EF.DG{number}")]["status"], "parsed", "DG{number}");
    }
}

#[test]
fn chip_authentication_over_integers_proves_the_chip() {
    let folder = TempDir::new().unwrap();
    let report = read(folder.path(), &["--chip-key", "dh-aes-cbc-cmac-256/2"], &["--can", "123456"]);
    assert_eq!(report["chip"]["verdict"], "genuine", "{report}");
}

#[test]
fn what_no_specimen_can_be_is_said_in_a_line() {
    let folder = TempDir::new().unwrap();
    for (arguments, words) in [
        (&["--data-groups", "6"][..], "no further content for DG6"),
        (&["--data-groups", "17"], "from 1 to 16"),
        (&["--chip-key", "dh-aes-cbc-cmac-128/12"], "a chip key is ecdh, dh"),
        (&["--chip", "none", "--chip-key", "dh"], "need a chip with Chip Authentication"),
        (&["--chip", "none", "--terminals", "t"], "need a chip with Chip Authentication"),
        (&["--format", "td2", "--document-number", "D2314589012345678"], "machine readable zone"),
    ] {
        let refused = run(folder.path(), &[&["simulate", "issue", "--out", "d"], arguments].concat());
        refused.assert_could_not_run();
        assert!(refused.err.contains(words), "{}", refused.err);
    }
    assert!(support::names(folder.path()).is_empty());
}
