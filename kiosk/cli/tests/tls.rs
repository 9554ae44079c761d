//! `idkontroll serve` with a certificate: TLS 1.2 and 1.3, nothing older, nothing in the clear; the relay over it.

#![allow(clippy::unwrap_used, clippy::panic, reason = "these are tests")]

mod served;
mod serving;
mod support;

use openssl::ssl::SslVersion;
use serde_json::{Value, json};
use served::Key;
use serving::{Client, Identity, Serving, can_serve};
use std::fs;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};
use support::{Run, succeed};
use tempfile::TempDir;

const TLS: [&str; 8] =
    ["--listen", "127.0.0.1:0", "--data", "data", "--tls-certificate", "chain.pem", "--tls-key", "key.pem"];

/// A server with a certificate, and more settings.
fn start(settings: &str) -> Option<(TempDir, Identity, Serving)> {
    if !can_serve() {
        return None;
    }
    let folder = TempDir::new().unwrap();
    let identity = Identity::make(folder.path());
    fs::write(folder.path().join("serve.toml"), format!("workers = 1\n{settings}")).unwrap();
    let serving = Serving::start(folder.path(), &[&["--config", "serve.toml"], &TLS[..]].concat());
    Some((folder, identity, serving))
}

/// A connection on which everything was said: what comes until it is closed, and how long that took.
fn rest(mut stream: TcpStream) -> (Vec<u8>, Duration) {
    let begun = Instant::now();
    stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
    let mut bytes = vec![];
    let ended = stream.read_to_end(&mut bytes);
    let open = ended.is_err_and(|error| error.kind() == std::io::ErrorKind::WouldBlock);
    assert!(!open, "the server must close");
    (bytes, begun.elapsed())
}

#[test]
fn tls_1_2_and_1_3_are_spoken_and_nothing_older() {
    let Some((_folder, identity, serving)) = start("") else { return };
    assert!(serving.url.starts_with("https://127.0.0.1:"));
    for version in [SslVersion::TLS1_2, SslVersion::TLS1_3] {
        let client = Client::new(&identity, serving.address, Some(version));
        let spoken = client.connect().unwrap().ssl().version2();
        assert_eq!(spoken, Some(version));
        let reply = client.send("GET", "/healthz", &[], "");
        assert_eq!((reply.status, reply.body.as_str()), (200, "alive\n"));
        assert!(reply.header("strict-transport-security").is_some());
    }
    for version in [SslVersion::TLS1, SslVersion::TLS1_1] {
        let refused = Client::new(&identity, serving.address, Some(version)).connect().err().unwrap();
        assert!(refused.contains("SSL alert number"), "the server refuses: {refused}");
    }
}

#[test]
fn plain_http_gets_no_answer_from_a_server_with_a_certificate() {
    let Some((_folder, identity, serving)) = start("") else { return };
    let mut plain = TcpStream::connect(serving.address).unwrap();
    plain.write_all(b"GET /healthz HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n").unwrap();
    let (answer, time) = rest(plain);
    assert!(!answer.starts_with(b"HTTP") && time < Duration::from_secs(5));
    assert_eq!(Client::new(&identity, serving.address, None).send("GET", "/healthz", &[], "").status, 200);
}

#[test]
fn a_slow_handshake_is_ended_and_holds_nobody_up() {
    let Some((_folder, identity, serving)) = start("[patience]\nhandshake_seconds = 4\n") else { return };
    let silent: Vec<_> = (0..20).map(|_| TcpStream::connect(serving.address).unwrap()).collect();
    let mut half = TcpStream::connect(serving.address).unwrap();
    half.write_all(&[0x16, 0x03, 0x01, 0x01, 0x00, 0x01]).unwrap();
    let begun = Instant::now();
    assert_eq!(Client::new(&identity, serving.address, None).send("GET", "/healthz", &[], "").status, 200);
    assert!(begun.elapsed() < Duration::from_secs(4));
    for slow in silent.into_iter().chain([half]) {
        assert!(rest(slow).1 < Duration::from_secs(12));
    }
}

#[test]
fn one_connection_too_many_is_closed_at_once() {
    let Some((_folder, identity, serving)) = start("[limits]\nconnections = 1\n") else { return };
    let client = Client::new(&identity, serving.address, None);
    let first = client.connect().unwrap();
    let (answer, time) = rest(TcpStream::connect(serving.address).unwrap());
    assert!(answer.is_empty() && time < Duration::from_secs(5));
    drop(first);
    let begun = Instant::now();
    while client.connect().is_err() {
        assert!(begun.elapsed() < Duration::from_secs(5), "the place is free again");
    }
}

/// Draws a ticket as a phone does: the address for `relay --session`.
fn draw_session(client: &Client, base: &str, api_key: &str, mrz: &str) -> String {
    let order = json!({
        "policy": "demo-unattended", "purpose": "test", "nonce": "nonce-4711", "state": "state-4711",
        "redirect": "https://issuer.example/return",
    });
    let authorization = format!("Bearer {api_key}");
    let headers = [("Authorization", authorization.as_str()), ("Idempotency-Key", "one")];
    let created = client.send("POST", "/v1/controls", &headers, &order.to_string());
    assert_eq!(created.status, 201, "{}", created.body);
    let link = created.json()["link"].as_str().unwrap().to_owned();
    let (page, secret) = link.split_once("#s=").unwrap();
    let phone = page.replace(&format!("{base}/c/"), "/v1/phone/");
    let (key, mut nonce) = (Key::generate(), None::<String>);
    let mut send = |rest: &str, body: Value| {
        let path = format!("{phone}{rest}");
        loop {
            let proof = key.prove("POST", &format!("{base}{path}"), nonce.as_deref());
            let reply = client.send("POST", &path, &[("DPoP", &proof)], &body.to_string());
            nonce = reply.header("dpop-nonce");
            if reply.status != 401 {
                return reply;
            }
        }
    };
    assert_eq!(send("/claim", json!({"secret": secret, "consent": true, "language": "nb"})).status, 201);
    assert_eq!(send("/access", json!({"mrz": mrz})).status, 200);
    let ticket = send("/ticket", json!({}));
    ticket.json()["session"].as_str().unwrap().to_owned()
}

fn relay(folder: &Path, session: &str, authority: Option<&str>) -> Run {
    let mut command = Command::new(env!("CARGO_BIN_EXE_idkontroll"));
    command.args(["relay", "--json", "--yes", "--reader", "sim:passport", "--session", session]);
    command.current_dir(folder).env_remove("SSL_CERT_FILE").env_remove("SSL_CERT_DIR");
    if let Some(authority) = authority {
        command.env("SSL_CERT_FILE", authority);
    }
    Run::of(command.output().unwrap())
}

#[test]
fn a_relay_comes_over_tls_to_the_server_it_can_trust() {
    let Some((folder, identity, serving)) = start("") else { return };
    let path = folder.path();
    succeed(path, &["simulate", "issue", "--out", "passport"]);
    let add = ["tenant", "add", "--json", "--data", "data", "--audience", "eid-issuer"];
    let more = ["--redirect", "https://issuer.example/return", "--policy", "demo-unattended"];
    let added = succeed(path, &[&add[..], &more].concat()).json();
    let mrz = fs::read_to_string(path.join("passport/mrz.txt")).unwrap();
    let client = Client::new(&identity, serving.address, None);
    let session = draw_session(&client, &serving.url, added["api_key"].as_str().unwrap(), mrz.trim_end());

    let refused = [
        (relay(path, &session, None), "no TLS connection"),
        (relay(path, &session.replace("127.0.0.1", "localhost"), Some("ca.pem")), "no TLS connection"),
        (relay(path, &session.replace("https://", "http://"), Some("ca.pem")), "server"),
        (relay(path, &session.replace("https://127.0.0.1", "http://192.0.2.1"), Some("ca.pem")), "https"),
    ];
    for (run, word) in refused {
        run.assert_could_not_run();
        assert!(run.err.contains(word), "{}", run.err);
        assert!(!run.err.contains(session.split_once("#t=").unwrap().1), "{}", run.err);
    }
    let read = relay(path, &session, Some("ca.pem"));
    assert_eq!((read.code, read.verdict().as_str()), (0, "read"), "{}", read.err);
    let again = relay(path, &session, Some("ca.pem"));
    again.assert_could_not_run();
    assert!(again.err.contains("403"), "{}", again.err);
}
