//! `idkontroll serve`'s settings: good ones start a server, each bad one has one clear line.

#![allow(clippy::unwrap_used, clippy::panic, reason = "these are tests")]

mod serving;
mod support;

use serving::{Serving, can_serve, prepared};
use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt;
use support::{names, run, succeed};

/// Every setting there is.
const EVERY: &str = r#"
data = "data"
listen = "127.0.0.1:0"
public_url = "https://id.example"
metrics_listen = "127.0.0.1:0"
production = false
signing_key = "signing.pem"
master_key = "master.key"
trust = "trust"
policies = []
issuer = "https://id.example"
workers = 1
behind_proxy = true
[tls]
certificate = "chain.pem"
key = "key.pem"
[limits]
requests_per_address = 50
requests_per_tenant = 200
connections = 4096
connections_per_address = 512
waiting = 64
picture_bytes = 8388608
chip_attempts = 5
uploads = 20
[patience]
handshake_seconds = 15
head_seconds = 15
body_seconds = 45
answer_seconds = 30
farewell_seconds = 10
[relay]
ticket_seconds = 120
silence_seconds = 60
session_seconds = 300
[lifetimes]
link_minutes = 30
unfinished_days = 1
[webhooks]
allow_private = ["10.0.0.0/8"]
"#;

#[test]
fn good_settings_are_called_good_and_nothing_is_made() {
    if !can_serve() {
        return;
    }
    let folder = prepared(EVERY);
    let before = names(folder.path());
    let run = succeed(folder.path(), &["serve", "--check-config", "--config", "serve.toml"]);
    assert_eq!(run.out, "the service could start\n");
    let run = succeed(folder.path(), &["serve", "--check-config", "--json", "--config", "serve.toml"]);
    assert_eq!(run.json()["ready"], true);
    assert_eq!(names(folder.path()), before);
}

#[test]
fn each_bad_setting_has_one_clear_line() {
    let folder = prepared("");
    let path = folder.path();
    fs::write(path.join("empty"), "").unwrap();
    fs::create_dir_all(path.join("junk")).unwrap();
    fs::write(path.join("junk/trust.store"), "junk").unwrap();
    fs::copy(path.join("master.key"), path.join("open.key")).unwrap();
    fs::set_permissions(path.join("open.key"), Permissions::from_mode(0o644)).unwrap();
    fs::write(path.join("short.key"), "5a5a").unwrap();
    fs::set_permissions(path.join("short.key"), Permissions::from_mode(0o600)).unwrap();
    for (settings, words) in [
        ("lisen = \"127.0.0.1:1\"", ["line 1", "lisen"]),
        ("\n[patience]\nhead_second = 1", ["line 3", "head_second"]),
        ("[patience]\nhead_seconds = \"soon\"", ["line 2", "soon"]),
        ("[patience]\nhead_seconds = -1", ["line 2", "-1"]),
        ("[patience]\nhead_seconds = 0", ["patience.head_seconds", "from 1"]),
        ("[relay]\nsession_seconds = 86401", ["relay.session_seconds", "86400"]),
        ("[relay]\nticket_seconds = 1.5", ["line 2", "1.5"]),
        ("workers = \"many\"", ["line 1", "many"]),
        ("listen = \"nowhere\"", ["line 1", "address"]),
        ("public_url = \"id.example\"", ["public_url", "http"]),
        ("public_url = \"https://id.example/#x\"", ["public_url", "http"]),
        ("data = ", ["serve.toml", "line 1"]),
        ("signing_key = \"missing.pem\"", ["missing.pem", "No such file"]),
        ("signing_key = \"empty\"", ["empty", ""]),
        ("master_key = \"missing.key\"", ["missing.key", "No such file"]),
        ("master_key = \"open.key\"", ["open.key", "others than its owner"]),
        ("master_key = \"short.key\"", ["short.key", "32 bytes"]),
        ("policies = [\"missing.toml\"]", ["missing.toml", "No such file"]),
        ("policies = [\"empty\"]", ["empty", ""]),
        ("trust = \"junk\"", ["junk/trust.store", ""]),
        ("data = \"empty\"", ["empty", "not a folder"]),
        ("data = \"empty/deeper\"", ["empty/deeper", "not a folder"]),
        ("[tls]\ncertificate = \"missing.pem\"\nkey = \"key.pem\"", ["missing.pem", "No such file"]),
        ("[tls]\ncertificate = \"chain.pem\"\nkey = \"missing.pem\"", ["missing.pem", "No such file"]),
        ("[tls]\ncertificate = \"empty\"\nkey = \"key.pem\"", ["empty", "no certificate"]),
        (
            "[tls]\ncertificate = \"chain.pem\"\nkey = \"chain.pem\"",
            ["chain.pem", "no unencrypted private key"],
        ),
        ("[tls]\ncertificate = \"chain.pem\"\nkey = \"signing.pem\"", ["chain.pem with signing.pem", ""]),
        ("[tls]\ncertificate = \"chain.pem\"", ["line 1", "key"]),
        ("[limits]\nconnections = 0", ["limits.connections", "0"]),
        ("[limits]\nrequests_per_address = 0", ["limits.requests_per_address", "0"]),
        ("[webhooks]\nallow_private = [\"everything\"]", ["allow_private", "network"]),
    ] {
        fs::write(path.join("serve.toml"), settings).unwrap();
        let checked = run(path, &["serve", "--check-config", "--config", "serve.toml"]);
        checked.assert_could_not_run();
        for word in words {
            assert!(checked.err.contains(word), "{settings}: {}", checked.err);
        }
        let started = Serving::try_start(path, &["--config", "serve.toml"]).err().unwrap();
        assert_eq!((started.code, &started.err), (2, &checked.err), "a start says the same");
    }
    for arguments in [
        &["--config", "missing.toml"][..],
        &["--tls-certificate", "chain.pem"],
        &["--listen", "127.0.0.1"],
        &["--listen", "127.0.0.1:99999"],
    ] {
        run(path, &[&["serve", "--check-config"], arguments].concat()).assert_could_not_run();
    }
}
