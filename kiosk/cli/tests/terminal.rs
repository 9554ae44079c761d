//! `chip read` as a terminal that may read fingerprints and irises: two commands, and each way in which it may not.

#![allow(clippy::unwrap_used, clippy::panic, reason = "these are tests")]

mod support;

use serde_json::{Value, json};
use std::fs;
use std::path::Path;
use support::{Run, run, run_with_input, succeed};
use tempfile::TempDir;

const AUTHORIZED: [&str; 4] =
    ["--terminal-certificate", "terminals", "--terminal-key", "terminals/terminal.pem"];

/// A passport, the terminals that may read it, and a trust store.
fn office() -> TempDir {
    let folder = TempDir::new().unwrap();
    succeed(folder.path(), &["simulate", "issue", "--out", "passport", "--terminals", "terminals"]);
    succeed(folder.path(), &["trust", "import", "--out", "trust", "passport/trust/csca.cer"]);
    folder
}

fn read(path: &Path, out: &str, more: &[&str]) -> Run {
    let reader =
        ["chip", "read", "--json", "--reader", "sim:passport", "--can", "123456", "--trust", "trust"];
    run(path, &[&reader, &["--out", out][..], more].concat())
}

/// How Terminal Authentication ended; the document and the chip are proven whatever it was.
fn told(run: &Run) -> Value {
    assert_eq!(run.code, 0, "{}{}", run.out, run.err);
    let report = run.json();
    assert_eq!((&report["verdict"], &report["chip"]["verdict"]), (&json!("read"), &json!("genuine")));
    report["chip"]["terminal_authentication"].clone()
}

fn assert_closed(path: &Path, out: &str) {
    for file in ["EF_DG3.bin", "EF_DG4.bin"] {
        assert!(!path.join(out).join(file).exists(), "{out}/{file}");
    }
}

#[test]
fn an_authorized_terminal_reads_what_others_do_not() {
    let office = office();
    let path = office.path();
    let expected = json!({
        "outcome": "performed", "trust_point": "UTSPECCV00001", "terminal": "UTSPECIS00001"
    });
    assert_eq!(told(&read(path, "o", &AUTHORIZED)), expected);
    for file in ["EF_DG3.bin", "EF_DG4.bin", "EF_CVCA.bin"] {
        let read = fs::read(path.join("o").join(file)).unwrap();
        assert_eq!(read, fs::read(path.join("passport").join(file)).unwrap(), "{file}");
    }
    let fingers = read(path, "fingers", &[&AUTHORIZED[..], &["--data-groups", "3"]].concat());
    assert_eq!(told(&fingers), expected);
    assert!(path.join("fingers/EF_DG3.bin").exists() && !path.join("fingers/EF_DG4.bin").exists());
    assert_eq!(told(&read(path, "plain", &[])), Value::Null);
    assert_closed(path, "plain");
    for groups in ["3", "4", "11,4"] {
        let asked = read(path, "asked", &["--data-groups", groups]);
        asked.assert_could_not_run();
        assert!(asked.err.contains("only with --terminal-key"), "{}", asked.err);
        assert!(!path.join("asked").exists());
    }
}

#[test]
fn certificates_in_any_order_and_not_one_too_few() {
    let office = office();
    let path = office.path();
    let names = ["terminal", "cvca", "verifier", "cvca_link"].map(|name| format!("terminals/{name}.cvcert"));
    let key = ["--terminal-key", "terminals/terminal.pem"];
    let with = |out: &str, names: &[&String]| {
        let named = names.iter().flat_map(|name| ["--terminal-certificate", name.as_str()]);
        told(&read(path, out, &named.chain(key).collect::<Vec<_>>()))
    };
    assert_eq!(with("all", &names.each_ref())["outcome"], "performed");
    let problems = ["no_terminal_certificate", "unknown_trust_point", "chain_incomplete", "chain_incomplete"];
    for (missing, problem) in problems.iter().enumerate() {
        let mut rest = names.each_ref().to_vec();
        rest.remove(missing);
        let out = format!("without-{missing}");
        assert_eq!(with(&out, &rest), json!({"outcome": "not_run", "problem": problem}));
        assert_closed(path, &out);
    }
}

#[test]
fn neither_another_key_nor_another_day_nor_another_authority_opens_anything() {
    let office = office();
    let path = office.path();
    succeed(path, &["simulate", "issue", "--out", "other", "--terminals", "others"]);
    let key = ["--terminal-certificate", "terminals", "--terminal-key", "others/terminal.pem"];
    assert_eq!(told(&read(path, "key", &key)), json!({"outcome": "not_run", "problem": "wrong_key"}));
    let late = read(path, "late", &[&AUTHORIZED[..], &["--at", "2090-01-01T00:00:00Z"]].concat());
    assert_eq!(late.json()["chip"]["terminal_authentication"]["problem"], "certificate_not_valid");
    // The other house bears the same names: only the chip sees that it is another.
    let house = ["--terminal-certificate", "others", "--terminal-key", "others/terminal.pem"];
    let refused = told(&read(path, "house", &house));
    assert_eq!(
        (&refused["outcome"], &refused["problem"]),
        (&json!("refused"), &json!("certificate_refused"))
    );
    assert_eq!(refused["status"], "6300");
    for out in ["key", "late", "house"] {
        assert_closed(path, out);
    }
    let plain = ["chip", "read", "--reader", "sim:passport", "--can", "123456", "--out", "words"];
    let words = succeed(path, &[&plain[..], &house].concat()).out;
    assert!(
        words.contains("not authorized: the chip refused a certificate") && words.contains("(6300)"),
        "{words}"
    );
}

#[test]
fn a_key_under_a_pin_is_asked_for_and_files_that_are_none_are_named() {
    let office = office();
    let path = office.path();
    let pem = fs::read(path.join("terminals/terminal.pem")).unwrap();
    let key = openssl::pkey::PKey::private_key_from_pem(&pem).unwrap();
    let cipher = openssl::symm::Cipher::aes_256_cbc();
    let protected = key.private_key_to_pem_pkcs8_passphrase(cipher, b"246810").unwrap();
    fs::write(path.join("protected.pem"), protected).unwrap();
    let common =
        ["chip", "read", "--json", "--reader", "sim:passport", "--can", "123456", "--trust", "trust"];
    let by_pin = |out: &str, pin: &str| {
        let more = ["--out", out, "--terminal-certificate", "terminals", "--terminal-key", "protected.pem"];
        run_with_input(path, &[&common[..], &more].concat(), pin)
    };
    assert_eq!(told(&by_pin("pin", "246810\n"))["outcome"], "performed");
    by_pin("wrong", "246811\n").assert_could_not_run();
    fs::create_dir(path.join("empty")).unwrap();
    for (certificate, key, words) in [
        ("passport/trust/csca.cer", "terminals/terminal.pem", "csca.cer: the card verifiable"),
        ("terminals", "terminals/cvca.cvcert", "cvca.cvcert: not a private key"),
        ("empty", "terminals/terminal.pem", "empty: holds no *.cvcert"),
        ("gone", "terminals/terminal.pem", "gone: "),
    ] {
        let more = ["--terminal-certificate", certificate, "--terminal-key", key];
        let refused = read(path, "none", &more);
        refused.assert_could_not_run();
        assert!(refused.err.contains(words), "{}", refused.err);
    }
    read(path, "none", &["--terminal-certificate", "terminals"]).assert_could_not_run();
    assert!(!path.join("none").exists());
}
