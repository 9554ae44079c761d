//! `idkontroll serve --production`: keys of one's own, TLS beyond loopback, no specimens.

#![allow(clippy::unwrap_used, clippy::panic, reason = "these are tests")]

mod serving;
mod support;

use serving::{Serving, can_serve, prepared, refused, start};
use std::fs;
use support::succeed;
use tempfile::TempDir;

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
    assert!(served.get("/metrics").starts_with("HTTP/1.1 404"), "only at metrics_listen");
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
    changed("workers = 1", "metrics_listen = \"0.0.0.0:0\"", "metrics_listen");
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
