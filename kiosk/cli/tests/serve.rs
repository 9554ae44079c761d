//! `idkontroll serve`: how it begins and ends, and what it does not share: its port and its data folder.

#![allow(clippy::unwrap_used, clippy::panic, reason = "these are tests")]

mod serving;
mod support;

use serving::{Serving, can_serve, prepared, refused, start};
use std::fs::{self, Permissions};
use std::io::{Read, Write};
use std::net::TcpStream;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};
use support::Run;
use tempfile::TempDir;

fn mode(path: &Path) -> u32 {
    path.metadata().unwrap().permissions().mode() & 0o777
}

#[test]
fn nothing_needs_to_be_configured_and_what_was_made_is_said() {
    if !can_serve() {
        return;
    }
    let folder = TempDir::new().unwrap();
    let first = start(folder.path(), &[]);
    for line in [
        "made idkontroll-data/keys/signing.pem: for development only",
        "made idkontroll-data/keys/master.key: for development only",
        "no trust anchors: no document is believed",
        "no tenants: nobody can order a control",
    ] {
        assert!(first.notice().contains(line), "{}", first.notice());
    }
    assert!(!first.notice().contains("plain http"), "{}", first.notice());
    assert!(first.get("/healthz").starts_with("HTTP/1.1 200"));
    let data = folder.path().join("idkontroll-data");
    let kept = [
        (".", 0o700),
        ("keys", 0o700),
        ("keys/signing.pem", 0o600),
        ("keys/master.key", 0o600),
        ("idkontroll.db", 0o600),
    ];
    for (name, expected) in kept {
        assert_eq!(mode(&data.join(name)), expected, "{name}");
    }
    first.signal("TERM");
    let ended = first.ended();
    assert_eq!((ended.code, ended.out.as_str()), (0, "ended\n"), "{}", ended.err);
    let again = start(folder.path(), &[]);
    assert!(!again.notice().contains("made "), "{}", again.notice());
    again.signal("INT");
    assert_eq!(again.ended().code, 0);
}

#[test]
fn without_networks_no_server_starts() {
    let folder = TempDir::new().unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_idkontroll"));
    let command = command.args(["serve", "--listen", "127.0.0.1:0"]).current_dir(folder.path());
    let run = Run::of(command.env("IDK_CACHE", folder.path().join("cache")).output().unwrap());
    run.assert_could_not_run();
    assert!(run.err.contains("models fetch"), "{}", run.err);
}

#[test]
fn plain_http_beyond_loopback_is_said_aloud_in_development() {
    if !can_serve() {
        return;
    }
    let folder = prepared("workers = 1");
    let everywhere = ["--config", "serve.toml", "--listen", "0.0.0.0:0"];
    let serving = Serving::start(folder.path(), &everywhere);
    assert!(serving.notice().contains("plain http beyond loopback"), "{}", serving.notice());
    assert!(serving.notice().contains("set --public-url"), "{}", serving.notice());
    drop(serving);
    let url =
        ["--public-url", "https://id.example", "--tls-certificate", "chain.pem", "--tls-key", "key.pem"];
    let serving = Serving::start(folder.path(), &[&everywhere[..], &url].concat());
    assert!(!serving.notice().contains("plain http"), "{}", serving.notice());
    assert!(!serving.notice().contains("set --public-url"), "{}", serving.notice());
}

#[test]
fn a_taken_port_and_a_taken_folder_are_left_alone() {
    if !can_serve() {
        return;
    }
    let folder = prepared("workers = 1");
    let path = folder.path();
    let first = start(path, &["--config", "serve.toml", "--data", "one"]);
    let taken = first.address.to_string();
    let run = refused(path, &["--config", "serve.toml", "--data", "one"]);
    assert!(run.err.contains("one: another server uses this data folder"), "{}", run.err);
    let other = ["--config", "serve.toml", "--data", "two", "--listen", &taken];
    let run = Serving::try_start(path, &other).err().unwrap();
    run.assert_could_not_run();
    assert!(run.err.contains(&taken) && run.err.contains("in use"), "{}", run.err);
    assert!(first.get("/healthz").starts_with("HTTP/1.1 200"), "the first goes on");
    first.signal("KILL");
    first.ended();
    let second = start(path, &["--config", "serve.toml", "--data", "one"]);
    assert!(second.get("/readyz").starts_with("HTTP/1.1 200"), "a killed server leaves the folder free");
}

#[test]
fn a_folder_that_cannot_be_written_is_named() {
    if !can_serve() {
        return;
    }
    let folder = prepared("workers = 1");
    let path = folder.path();
    let mut places = vec!["chain.pem", "chain.pem/data", "/proc/idkontroll"];
    fs::create_dir(path.join("locked")).unwrap();
    fs::set_permissions(path.join("locked"), Permissions::from_mode(0o500)).unwrap();
    if fs::write(path.join("locked/probe"), "").is_err() {
        places.push("locked/data"); // whoever is root may write everywhere
    }
    for place in places {
        let run = refused(path, &["--config", "serve.toml", "--data", place]);
        assert!(run.err.contains(place), "{}", run.err);
    }
}

#[test]
fn what_is_under_way_is_finished_before_the_end() {
    if !can_serve() {
        return;
    }
    let folder = prepared("workers = 1\n[patience]\nfarewell_seconds = 2\n");
    let serving = start(folder.path(), &["--config", "serve.toml"]);
    let silent = TcpStream::connect(serving.address).unwrap();
    let mut under_way = TcpStream::connect(serving.address).unwrap();
    let id = "0".repeat(32);
    let (head, body) =
        (format!("POST /v1/phone/{id}/introduction HTTP/1.1\r\nHost: a\r\n"), "{\"secret\":\"x\"}");
    let more = format!("Content-Type: application/json\r\nContent-Length: {}\r\n\r\n", body.len());
    write!(under_way, "{head}{more}{}", &body[..3]).unwrap();
    std::thread::sleep(Duration::from_millis(300));
    serving.signal("TERM");
    let begun = Instant::now();
    while TcpStream::connect(serving.address).is_ok() {
        assert!(begun.elapsed() < Duration::from_secs(2), "nobody new is taken");
    }
    under_way.write_all(&body.as_bytes()[3..]).unwrap();
    let mut answer = String::new();
    under_way.read_to_string(&mut answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 40"), "{answer}");
    let ended = serving.ended();
    assert_eq!((ended.code, ended.out.as_str()), (0, "ended\n"));
    assert!(begun.elapsed() < Duration::from_secs(15), "whoever is silent is not waited for");
    drop(silent);
}
