//! `trust import`: all files or none, and nothing is left behind by one that imported nothing.

#![allow(clippy::unwrap_used, clippy::panic, reason = "these are tests")]

mod support;

use emrtd::lds::security_object::EfSod;
use serde_json::json;
use std::fs;
use support::{names, run, succeed};
use tempfile::TempDir;

const ANCHOR: &str = "passport/trust/csca.cer";

/// A specimen with its document signer's certificate beside.
fn specimen() -> TempDir {
    let folder = TempDir::new().unwrap();
    succeed(folder.path(), &["simulate", "issue", "--out", "passport"]);
    let sod = fs::read(folder.path().join("passport/EF_SOD.bin")).unwrap();
    let sod = EfSod::parse(&sod).unwrap();
    fs::write(folder.path().join("signer.cer"), &sod.signed_data.certificates[0]).unwrap();
    folder
}

#[test]
fn what_is_refused_leaves_no_store() {
    let folder = specimen();
    let path = folder.path();
    let before = names(path);
    for files in [&["signer.cer"][..], &[ANCHOR, "signer.cer"], &["signer.cer", ANCHOR]] {
        let arguments = [&["trust", "import", "--json", "--out", "new/store"], files].concat();
        let import = run(path, &arguments);
        let (code, json) = (import.code, import.json());
        assert_eq!((code, &json["imported"], &json["anchors"]), (1, &json!(false), &json!(0)));
        assert_eq!(json["files"].as_array().unwrap().len(), 1);
        assert_eq!(json["files"][0]["file"], "signer.cer");
        assert_eq!(names(path), before, "{files:?}");
    }
}

#[test]
fn what_is_refused_leaves_the_store_as_it_was() {
    let folder = specimen();
    let path = folder.path();
    let import = succeed(path, &["trust", "import", "--out", "store", ANCHOR]);
    assert!(import.out.ends_with(": 1 anchor\n"), "{}", import.out);
    let store = fs::read(path.join("store/trust.store")).unwrap();
    succeed(path, &["simulate", "issue", "--out", "other"]);
    let refused = run(path, &["trust", "import", "--out", "store", "other/trust/csca.cer", "signer.cer"]);
    assert_eq!(refused.code, 1);
    assert!(refused.out.contains("nothing of any file was imported"), "{}", refused.out);
    assert!(!refused.out.contains("added"), "{}", refused.out);
    assert_eq!(fs::read(path.join("store/trust.store")).unwrap(), store);
    let added = succeed(path, &["trust", "import", "--out", "store", "other/trust/csca.cer"]);
    assert!(added.out.ends_with(": 2 anchors\n"), "{}", added.out);
}

/// The signer's certificate as before, but nobody's.
#[test]
fn a_certificate_without_a_subject_is_named_by_its_number() {
    let folder = specimen();
    let path = folder.path();
    let der = fs::read(path.join("signer.cer")).unwrap();
    fs::write(path.join("nobody.cer"), without_subject(&der)).unwrap();
    let refused = run(path, &["trust", "import", "--out", "store", "nobody.cer"]);
    assert_eq!(refused.code, 1, "{}", refused.err);
    assert!(refused.out.contains("without a subject: not a CSCA"), "{}", refused.out);
}

fn without_subject(der: &[u8]) -> Vec<u8> {
    use emrtd::tlv::{encode, parse_exactly};
    let mut certificate = parse_exactly(der, 0x30).unwrap().children();
    let mut content = certificate.any().unwrap().children();
    let mut signed = Vec::new();
    for position in 0.. {
        let Ok(Some(field)) = content.next_object() else { break };
        signed.extend(if position == 5 { encode(0x30, &[]) } else { field.raw.to_vec() });
    }
    let mut out = encode(0x30, &signed);
    while let Ok(Some(rest)) = certificate.next_object() {
        out.extend_from_slice(rest.raw);
    }
    encode(0x30, &out)
}
