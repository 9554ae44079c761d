//! Wrong command lines: one line that helps and repeats nothing that was given, for it may be a person's data.

#![allow(clippy::unwrap_used, clippy::panic, reason = "these are tests")]

mod support;

use std::fs;
use support::{run, succeed};
use tempfile::TempDir;

#[test]
fn no_value_is_repeated() {
    let folder = TempDir::new().unwrap();
    let zone = "L898902C36UTO7408122F1204159";
    for arguments in [
        &["mrz", "parse", zone][..],
        &["check", zone],
        &[zone],
        &["chip", zone],
        &["chip", "read", "--reader", "x", "--mrz", "A", "--can", zone, "--out", "o"],
        &["chip", "read", "--reader", "x", "--mrz", zone, "--mrz-image", "p", "--out", "o"],
        &[
            "chip",
            "read",
            "--reader",
            "x",
            "--document-number",
            zone,
            "--birth",
            "741312",
            "--expiry",
            "361123",
            "--out",
            "o",
        ],
        &[
            "chip",
            "read",
            "--reader",
            "x",
            "--document-number",
            "A1",
            "--birth",
            zone,
            "--expiry",
            "361123",
            "--out",
            "o",
        ],
        &["simulate", "issue", "--out", "o", "--access", zone],
        &["simulate", "issue", "--out", "o", "--sex", zone],
        &["simulate", "issue", "--out", "o", "--birth", zone],
        &["chip", "read", "--reader", "sim:x", "--out", "o", "--can", zone],
        &["chip", "read", "--reader", "sim:x", "--out", "o", "--mrz", zone],
        &["passive", "--sod", "s", "--trust", "t", "--at", zone],
        &["passive", "--sod", "s", "--sod", zone],
        &["mrz", "parse", &format!("--{zone}")],
    ] {
        let refused = run(folder.path(), arguments);
        refused.assert_could_not_run();
        assert!(!refused.err.contains("L8989") && !refused.err.contains("741312"), "{}", refused.err);
    }
}

#[test]
fn the_line_names_what_is_wrong() {
    let folder = TempDir::new().unwrap();
    for (arguments, words) in [
        (&["face", "compare", "a"][..], "<PROBE>: missing"),
        (&["check", "--selfe", "a"], "there is --selfie"),
        (&["simulate", "issue", "--out", "o", "--access", "x"], "access is none, bac, pace, pace-MAPPING"),
        (&["passive", "--sod", "a", "--sod", "b"], "--sod <FILE>: given more than once"),
        (&["chip", "read", "--mrz", "a", "--can", "1"], "cannot stand beside --can <NUMBER>"),
        (&["check", "--audience", ""], "--audience <NAME>: the value is missing"),
        (&[], "a command is missing"),
    ] {
        let refused = run(folder.path(), arguments);
        refused.assert_could_not_run();
        assert!(refused.err.contains(words), "{}", refused.err);
    }
}

#[test]
fn a_data_group_is_given_once() {
    let folder = TempDir::new().unwrap();
    let path = folder.path();
    succeed(path, &["simulate", "issue", "--out", "p"]);
    succeed(path, &["trust", "import", "--out", "t", "p/trust/csca.cer"]);
    fs::write(path.join("other"), "other").unwrap();
    let passive = |more: &[&str]| {
        let mut arguments = vec!["passive", "--json", "--sod", "p/EF_SOD.bin", "--trust", "t"];
        arguments.extend(["--dg", "2=p/EF_DG2.bin"]);
        arguments.extend(more);
        run(path, &arguments)
    };
    assert_eq!(passive(&["--dg", "1=p/EF_DG1.bin"]).code, 0);
    passive(&["--dg", "1=other", "--dg", "1=p/EF_DG1.bin"]).assert_could_not_run();
    passive(&["--dg", "1=p/EF_DG1.bin", "--dg", "01=p/EF_DG1.bin"]).assert_could_not_run();
}
