//! `idkontroll tenant add`: who may order controls; the API key is shown once and kept as its hash.

#![allow(clippy::unwrap_used, clippy::panic, reason = "these are tests")]

mod serving;
mod support;

use ring::digest::{SHA256, digest};
use serde_json::Value;
use serving::{Serving, can_serve};
use std::fs;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::path::Path;
use support::{Run, run, succeed};
use tempfile::TempDir;

const REDIRECT: &str = "https://issuer.example/return";

fn add(folder: &Path, audience: &str, redirect: &str, policy: &str) -> Run {
    let arguments = ["tenant", "add", "--json", "--data", "data", "--audience", audience];
    run(folder, &[&arguments[..], &["--redirect", redirect, "--policy", policy]].concat())
}

fn member<'a>(report: &'a Value, name: &str) -> &'a str {
    report[name].as_str().unwrap()
}

/// Every byte of every file under a folder.
fn bytes_under(folder: &Path) -> Vec<u8> {
    let mut all = vec![];
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        all.extend(if path.is_dir() { bytes_under(&path) } else { fs::read(path).unwrap() });
    }
    all
}

fn holds(all: &[u8], part: &[u8]) -> bool {
    all.windows(part.len()).any(|window| window == part)
}

#[test]
fn the_key_is_shown_once_and_only_its_hash_is_kept() {
    let folder = TempDir::new().unwrap();
    let added = add(folder.path(), "eid-issuer", REDIRECT, "demo-unattended");
    assert_eq!(added.code, 0, "{}", added.err);
    let report = added.json();
    let (key, secret) = (member(&report, "api_key"), member(&report, "webhook_secret"));
    assert!(key.len() > 40 && secret.len() > 40);
    assert_eq!(added.out.matches(key).count(), 1);
    assert!(!added.err.contains(key) && !added.err.contains(secret), "{}", added.err);
    let kept = bytes_under(&folder.path().join("data"));
    assert!(holds(&kept, digest(&SHA256, key.as_bytes()).as_ref()), "its hash is kept");
    for hidden in [key, key.trim_start_matches("idk_"), secret, secret.trim_start_matches("whsec_")] {
        assert!(!holds(&kept, hidden.as_bytes()));
    }
    let people = [
        "tenant",
        "add",
        "--data",
        "data",
        "--audience",
        "b",
        "--redirect",
        REDIRECT,
        "--policy",
        "demo-unattended",
    ];
    let text = succeed(folder.path(), &people).out;
    assert!(text.contains("API key") && text.contains("shown this once"), "{text}");
}

/// The status with which a server answers somebody with this key.
fn status(serving: &Serving, key: &str) -> u16 {
    let mut stream = TcpStream::connect(serving.address).unwrap();
    let target = format!("/v1/controls/{}", "0".repeat(32));
    write!(
        stream,
        "GET {target} HTTP/1.1\r\nHost: a\r\nConnection: close\r\nAuthorization: Bearer {key}\r\n\r\n"
    )
    .unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    answer.split(' ').nth(1).unwrap().parse().unwrap()
}

#[test]
fn a_running_server_knows_a_new_tenant_at_once() {
    if !can_serve() {
        return;
    }
    let folder = TempDir::new().unwrap();
    let serving = Serving::start(folder.path(), &["--data", "data", "--listen", "127.0.0.1:0"]);
    let report = add(folder.path(), "eid-issuer", REDIRECT, "demo-unattended").json();
    let key = member(&report, "api_key");
    assert_eq!(status(&serving, key), 404, "the key is known, the control is not");
    let last = if key.ends_with('A') { "B" } else { "A" };
    assert_eq!(status(&serving, &format!("{}{last}", &key[..key.len() - 1])), 401);
}

#[test]
fn the_same_audience_again_is_another_tenant_and_said_aloud() {
    let folder = TempDir::new().unwrap();
    let first = add(folder.path(), "eid-issuer", REDIRECT, "demo-unattended");
    assert!(!first.err.contains("already"), "{}", first.err);
    let other = add(folder.path(), "another", REDIRECT, "demo-unattended");
    assert!(!other.err.contains("already"), "{}", other.err);
    let second = add(folder.path(), "eid-issuer", REDIRECT, "demo-unattended");
    assert_eq!(second.code, 0, "{}", second.err);
    assert!(second.err.contains("already"), "{}", second.err);
    for name in ["tenant", "api_key", "webhook_secret"] {
        assert_ne!(member(&first.json(), name), member(&second.json(), name), "{name}");
    }
}

#[test]
fn a_browser_is_sent_to_no_bad_address() {
    let folder = TempDir::new().unwrap();
    for good in [
        REDIRECT,
        "https://issuer.example:8443/a?b=c",
        "http://127.0.0.1:9/return",
        "http://localhost/return",
    ] {
        let added = add(folder.path(), "eid-issuer", good, "demo-unattended");
        assert_eq!(added.code, 0, "{good}: {}", added.err);
    }
    for bad in [
        "javascript:alert(1)",
        "data:text/html,x",
        "ftp://issuer.example/return",
        "http://issuer.example/return",
        "http://127.0.0.1.evil.example/return",
        "https://issuer.example/return#fragment",
        "https://issuer.example@evil.example/return",
        "https://user:word@issuer.example/return",
        "https://issuer.example\\@evil.example/return",
        "//issuer.example/return",
        "/return",
        "https://",
        "",
    ] {
        let run = add(folder.path(), "eid-issuer", bad, "demo-unattended");
        run.assert_could_not_run();
        assert!(run.err.contains("redirect"), "{bad}: {}", run.err);
    }
}

#[test]
fn a_tenant_needs_a_name_and_a_policy_that_a_phone_can_fulfil() {
    let folder = TempDir::new().unwrap();
    add(folder.path(), "made first", REDIRECT, "high-unattended");
    for (audience, policy, word) in [
        ("eid-issuer", "highest", "no policy"),
        ("eid-issuer", "../high", "no policy"),
        ("eid-issuer", "", "no policy"),
        ("eid-issuer", "high", "officer"),
        ("", "high-unattended", "audience"),
        ("eid\nissuer", "high-unattended", "audience"),
        (&"a".repeat(257), "high-unattended", "audience"),
    ] {
        let run = add(folder.path(), audience, REDIRECT, policy);
        run.assert_could_not_run();
        assert!(run.err.contains(word), "{audience} {policy}: {}", run.err);
    }
    assert!(
        !add(folder.path(), "eid-issuer", REDIRECT, "high-unattended").err.contains("already"),
        "nothing was kept"
    );
    run(folder.path(), &["tenant", "add", "--data", "data", "--audience", "a", "--redirect", REDIRECT])
        .assert_could_not_run();
    run(
        folder.path(),
        &["tenant", "add", "--audience", "a", "--redirect", REDIRECT, "--policy", "high-unattended"],
    )
    .assert_could_not_run();
}

#[test]
fn people_read_another_name_than_programs() {
    let folder = TempDir::new().unwrap();
    let named = |name: &str| {
        let arguments =
            ["tenant", "add", "--json", "--data", "data", "--audience", "eid-issuer", "--name", name];
        run(
            folder.path(),
            &[&arguments[..], &["--redirect", REDIRECT, "--policy", "demo-unattended"]].concat(),
        )
    };
    let report = named("Skatteetaten").json();
    assert_eq!((member(&report, "name"), member(&report, "audience")), ("Skatteetaten", "eid-issuer"));
    let report = add(folder.path(), "eid-issuer", REDIRECT, "demo-unattended").json();
    assert_eq!(member(&report, "name"), "eid-issuer");
    for fooling in ["", "\u{202e}netateettakS", "Skatte\u{200b}etaten", "Skatte\netaten"] {
        named(fooling).assert_could_not_run();
    }
}
