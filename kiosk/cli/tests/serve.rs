//! `idkontroll serve`: what it needs, what it refuses in one line, how it begins and ends.

#![allow(clippy::unwrap_used, clippy::panic, reason = "these are tests")]

mod serving;
mod support;

use serving::{Identity, Serving, can_serve};
use std::fs::{self, Permissions};
use std::io::{Read, Write};
use std::net::TcpStream;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};
use support::{Run, names, run, succeed};
use tempfile::TempDir;

const ANYWHERE: [&str; 2] = ["--listen", "127.0.0.1:0"];

fn start(folder: &Path, arguments: &[&str]) -> Serving {
    Serving::start(folder, &[&ANYWHERE[..], arguments].concat())
}

/// A start that must fail.
fn refused(folder: &Path, arguments: &[&str]) -> Run {
    let run = Serving::try_start(folder, &[&ANYWHERE[..], arguments].concat()).err().unwrap();
    run.assert_could_not_run();
    run
}

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

/// Every setting there is.
const EVERY: &str = r#"
data = "data"
listen = "127.0.0.1:0"
public_url = "https://id.example/base"
production = false
signing_key = "signing.pem"
master_key = "master.key"
trust = "trust"
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

/// A folder with keys, a certificate and this configuration.
fn prepared(settings: &str) -> TempDir {
    let folder = TempDir::new().unwrap();
    let path = folder.path();
    Identity::make(path);
    succeed(path, &["key", "generate", "--out", "signing.pem"]);
    write_master_key(path);
    fs::write(path.join("serve.toml"), settings).unwrap();
    folder
}

fn write_master_key(folder: &Path) {
    fs::write(folder.join("master.key"), "5a".repeat(32)).unwrap();
    fs::set_permissions(folder.join("master.key"), Permissions::from_mode(0o600)).unwrap();
}

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

#[test]
fn without_networks_no_server_starts() {
    let folder = TempDir::new().unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_idkontroll"));
    let command = command.args(["serve", "--listen", "127.0.0.1:0"]).current_dir(folder.path());
    let run = Run::of(command.env("IDK_CACHE", folder.path().join("cache")).output().unwrap());
    run.assert_could_not_run();
    assert!(run.err.contains("models fetch"), "{}", run.err);
}

/// A folder ready for production, and its settings.
fn production() -> (TempDir, String) {
    let folder = prepared("");
    serving::write_country_authority(&folder.path().join("csca.cer"));
    succeed(folder.path(), &["trust", "import", "--out", "data/trust", "csca.cer"]);
    let settings = "production = true\ndata = \"data\"\nworkers = 1\npublic_url = \"https://id.example\"\n\
        signing_key = \"signing.pem\"\nmaster_key = \"master.key\"\n";
    fs::write(folder.path().join("serve.toml"), settings).unwrap();
    (folder, settings.to_owned())
}

#[test]
fn production_refuses_what_is_for_development() {
    if !can_serve() {
        return;
    }
    let (folder, settings) = production();
    let path = folder.path();
    let config = ["--config", "serve.toml"];
    let served = start(path, &config);
    assert!(!served.notice().contains("made "), "{}", served.notice());
    served.signal("TERM");
    assert_eq!(served.ended().code, 0);

    let bare = refused(path, &["--production", "--data", "elsewhere"]).err;
    for word in ["public_url", "signing_key", "master_key", "trust store"] {
        assert!(bare.contains(word), "{bare}");
    }
    assert!(!path.join("elsewhere").exists(), "nothing was made");
    let changed = |from: &str, to: &str, word: &str| {
        fs::write(path.join("changed.toml"), settings.replace(from, to)).unwrap();
        let run = refused(path, &["--config", "changed.toml"]);
        assert!(run.err.contains(word), "{}", run.err);
    };
    changed("public_url = \"https://id.example\"", "", "public_url");
    changed("https://id.example", "http://id.example", "https");
    changed("signing_key = \"signing.pem\"", "", "signing_key");
    changed("master_key = \"master.key\"", "", "master_key");
    changed("data = \"data\"", "data = \"untrusting\"", "trust store");
    let plain = Serving::try_start(path, &[&config[..], &["--listen", "0.0.0.0:0"]].concat()).err().unwrap();
    plain.assert_could_not_run();
    assert!(plain.err.contains("only with TLS"), "{}", plain.err);
    let tls = ["--listen", "0.0.0.0:0", "--tls-certificate", "chain.pem", "--tls-key", "key.pem"];
    Serving::start(path, &[&config[..], &tls].concat());
}

#[test]
fn production_refuses_made_keys_specimens_and_their_policies() {
    if !can_serve() {
        return;
    }
    let (folder, settings) = production();
    let path = folder.path();
    let made = start(path, &["--data", "development"]);
    made.signal("TERM");
    made.ended();
    let keys = settings
        .replace("signing.pem", "development/keys/signing.pem")
        .replace("\"data\"", "\"development\"");
    fs::write(path.join("keys.toml"), format!("{keys}trust = \"data/trust\"\n")).unwrap();
    let run = refused(path, &["--config", "keys.toml"]);
    assert!(run.err.contains("development/keys/signing.pem"), "{}", run.err);

    let add =
        ["tenant", "add", "--config", "serve.toml", "--audience", "a", "--redirect", "https://a.example/"];
    let demonstration = support::run(path, &[&add[..], &["--policy", "demo-unattended"]].concat());
    demonstration.assert_could_not_run();
    assert!(demonstration.err.contains("production"), "{}", demonstration.err);
    succeed(path, &[&add[..], &["--policy", "high-unattended"]].concat());

    succeed(path, &["simulate", "issue", "--out", "passport"]);
    succeed(path, &["trust", "import", "--out", "data/trust", "passport/trust/csca.cer"]);
    let run = refused(path, &["--config", "serve.toml"]);
    assert!(run.err.contains("specimen"), "{}", run.err);
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
        assert!(begun.elapsed() < Duration::from_secs(1), "nobody new is taken");
    }
    under_way.write_all(&body.as_bytes()[3..]).unwrap();
    let mut answer = String::new();
    under_way.read_to_string(&mut answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 40"), "{answer}");
    let ended = serving.ended();
    assert_eq!((ended.code, ended.out.as_str()), (0, "ended\n"));
    assert!(begun.elapsed() < Duration::from_secs(8), "whoever is silent is not waited for");
    drop(silent);
}
