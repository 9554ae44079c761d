//! Names that are no text, links, full disks: nothing panics, nothing is half-written, errors name what was named.

#![allow(clippy::unwrap_used, clippy::panic, reason = "these are tests")]

mod support;

use std::ffi::OsStr;
use std::fs;
use std::os::unix::ffi::OsStrExt;
use std::path::Path;
use std::process::Command;
use support::{Run, names, run, succeed};
use tempfile::TempDir;

const CERTIFICATE: &str = "passport/trust/csca.cer";

/// A specimen without a portrait, which needs no network.
fn specimen() -> TempDir {
    let folder = TempDir::new().unwrap();
    succeed(folder.path(), &["simulate", "issue", "--out", "passport"]);
    folder
}

/// Runs the command with one argument behind the others that is no text.
fn run_with_bytes(folder: &Path, arguments: &[&str], last: &[u8]) -> Run {
    let output = Command::new(env!("CARGO_BIN_EXE_idkontroll"))
        .args(arguments)
        .arg(OsStr::from_bytes(last))
        .current_dir(folder)
        .output()
        .unwrap();
    Run::of(output)
}

#[test]
fn a_path_need_not_be_text() {
    let folder = specimen();
    let path = folder.path();
    let issued = run_with_bytes(path, &["simulate", "issue", "--json", "--out"], b"pass\xff");
    assert_eq!(
        (issued.code, issued.json()["document"].as_str()),
        (0, Some("pass\u{fffd}")),
        "{}",
        issued.err
    );
    let key = run_with_bytes(path, &["key", "generate", "--json", "--out"], b"key\xff.pem");
    assert_eq!(key.code, 0, "{}", key.err);
    assert!(path.join(OsStr::from_bytes(b"key\xff.pem.jwks.json")).exists());
    fs::copy(path.join(CERTIFICATE), path.join(OsStr::from_bytes(b"csca\xff.cer"))).unwrap();
    let imported = run_with_bytes(path, &["trust", "import", "--json", "--out", "trust"], b"csca\xff.cer");
    assert_eq!(imported.code, 0, "{}", imported.err);
    let listed = Command::new(env!("CARGO_BIN_EXE_idkontroll"))
        .args(["models", "list", "--json"])
        .env("IDK_CACHE", path.join(OsStr::from_bytes(b"cache\xff")))
        .output()
        .unwrap();
    assert_eq!(listed.status.code(), Some(0));
    run_with_bytes(path, &["check", "--reader"], b"sim:pass\xff").assert_could_not_run();
}

#[test]
fn results_go_only_into_a_folder_of_that_name() {
    let folder = specimen();
    let path = folder.path();
    fs::create_dir(path.join("empty")).unwrap();
    fs::write(path.join("file"), "").unwrap();
    std::os::unix::fs::symlink("empty", path.join("link")).unwrap();
    std::os::unix::fs::symlink("nowhere", path.join("dangling")).unwrap();
    let before = names(path);
    for out in ["link", "link/", "link/.", "dangling", ".", "..", "/", "", "file", "file/in", "passport"] {
        let issue = run(path, &["simulate", "issue", "--out", out]);
        issue.assert_could_not_run();
        let read = ["chip", "read", "--reader", "sim:passport", "--can", "123456", "--out", out];
        let read = run(path, &read);
        read.assert_could_not_run();
        assert!(!format!("{}{}", issue.err, read.err).contains("os error"), "{}{}", issue.err, read.err);
    }
    assert_eq!((names(path), names(&path.join("empty")).len()), (before, 0));
    let nowhere = run(path, &["chip", "read", "--reader", "sim:nowhere", "--can", "123456", "--out", "new"]);
    nowhere.assert_could_not_run();
    assert!(!nowhere.err.contains("os error"), "{}", nowhere.err);
    succeed(path, &["simulate", "issue", "--out", "empty/"]);
    succeed(path, &["simulate", "issue", "--out", "deep/er/."]);
}

#[test]
fn a_key_is_written_with_its_public_half_or_not_at_all() {
    let folder = TempDir::new().unwrap();
    let path = folder.path();
    std::os::unix::fs::symlink("elsewhere", path.join("link.pem")).unwrap();
    fs::create_dir(path.join("half.pem.jwks.json")).unwrap();
    let before = names(path);
    for out in ["link.pem", "half.pem", "nowhere/k.pem"] {
        run(path, &["key", "generate", "--out", out]).assert_could_not_run();
        assert_eq!(names(path), before, "{out}");
    }
}

/// The limit on a file's length stands for a full disk.
#[test]
fn what_does_not_fit_leaves_nothing() {
    let folder = specimen();
    let path = folder.path();
    let before = names(path);
    for (blocks, arguments) in [
        (0, "key generate --out k.pem"),
        (1, "simulate issue --out another"),
        (0, "trust import --out new/store passport/trust/csca.cer"),
        (1, "chip read --reader sim:passport --can 123456 --out read"),
    ] {
        let script = format!("trap '' XFSZ; ulimit -f {blocks}; exec \"$0\" {arguments}");
        let output = Command::new("bash")
            .args(["-c", &script, env!("CARGO_BIN_EXE_idkontroll")])
            .current_dir(path)
            .output()
            .unwrap();
        let ended = Run::of(output);
        ended.assert_could_not_run();
        assert!(!ended.err.contains("os error") && !ended.err.contains(".idkontroll-"), "{}", ended.err);
        assert!(ended.err.contains("larger than a file may be"), "{}", ended.err);
        assert_eq!(names(path), before, "{arguments}");
    }
}
