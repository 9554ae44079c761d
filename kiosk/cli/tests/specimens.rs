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
