//! capture-mobile through its Python binding, as a phone's app uses it: whole controls by a real `idkontroll serve`.
//!
//! The binding is what `cargo xtask bindings` made; `IDK_BINDINGS` names its folder.

#![allow(clippy::unwrap_used, clippy::panic, reason = "these are tests")]

mod served;
mod serving;
mod support;

use serde_json::{Value, json};
use served::{Ended, House, Issuer, Passage, Site, Unwatched};
use serving::{can_serve, prepared};
use std::fs;
use std::io::Write;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use support::{Run, portrait};

/// An app on a phone.
struct App {
    bindings: PathBuf,
}

impl App {
    /// An app; `None`, said aloud, without Python or bindings.
    fn install() -> Option<Self> {
        let bindings = std::env::var_os("IDK_BINDINGS").map(|folder| PathBuf::from(folder).join("python"));
        let python = Command::new("python3").arg("--version").output().is_ok_and(|run| run.status.success());
        let missing = match &bindings {
            _ if !python => "python3 is not installed",
            None => "no IDK_BINDINGS (cargo xtask bindings makes them, cargo xtask test names them)",
            Some(_) => return Some(Self { bindings: bindings.unwrap_or_default() }),
        };
        let demanded = std::env::var("CI").is_ok_and(|value| value == "true");
        assert!(!demanded, "{missing}, and CI lets nothing be skipped");
        eprintln!("skipped: {missing}");
        None
    }

    /// Runs the app with these arguments and lines of input: what it tells.
    fn run(&self, arguments: &[&str], input: &str) -> Value {
        let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/mobile/app.py");
        let mut python = Command::new("python3");
        python.arg(script).args(arguments).env("PYTHONPATH", &self.bindings);
        let run = fed(&mut python, input);
        assert_eq!(run.code, 0, "{arguments:?}: {}{}", run.out, run.err);
        assert_eq!(run.err, "", "{arguments:?}: nothing is said where nobody asked");
        run.json()
    }

    /// Runs the app with a session and the site's passport.
    fn behaves(&self, behaviour: &str, session: &str, site: &Site) -> Value {
        let document = site.path().join("passport");
        let place = [env!("CARGO_BIN_EXE_idkontroll"), document.to_str().unwrap()];
        self.run(&[&[behaviour, session], &place[..]].concat(), "")
    }
}

fn fed(command: &mut Command, input: &str) -> Run {
    let pipes = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = pipes.spawn().unwrap();
    let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
    Run::of(child.wait_with_output().unwrap())
}

/// A control whose phone waits for its chip to be read.
fn waiting<'a>(house: &House, key: &str) -> Passage<'a> {
    waiting_with(house, key, json!({"mrz": house.site.mrz}))
}

/// The same, with this to open the chip.
fn waiting_with<'a>(house: &House, key: &str, access: Value) -> Passage<'a> {
    let mut passage = Passage::order(house.issuer(), key, &Issuer::order_of(key), &Unwatched);
    passage.access = access;
    passage.selfie = fs::read(portrait("obama2.jpg").unwrap()).unwrap();
    passage.claim();
    passage.give_access();
    passage
}

fn state(passage: &mut Passage) -> String {
    passage.status(None)["state"].as_str().unwrap().to_owned()
}

#[test]
fn a_document_taken_away_and_put_back_is_read_and_accepted() {
    let (Some(app), Some(site)) = (App::install(), Site::prepare(&[])) else { return };
    let house = House::open(site);
    let mut passage = waiting(&house, "put-back");

    let lost = passage.ticket().unwrap();
    let told = app.behaves("taken-away", &lost, &house.site);
    assert_eq!((&told["end"], &told["commands"]), (&json!("CardLost"), &json!(6)), "{told}");
    assert_eq!(told["again"], json!(["CardLost", "CardLost"]));
    fs::rename(house.site.path().join("passport-away"), house.site.path().join("passport")).unwrap();
    let used = app.behaves("reads", &lost, &house.site);
    assert_eq!(used["end"], "TicketRefused", "{used}");

    let session = passage.ticket().unwrap();
    let told = app.behaves("reads", &session, &house.site);
    assert_eq!(told["end"], "done", "{told}");
    assert_eq!(told["introduction"], json!(["eid-issuer", "A test named put-back", "demo-unattended"]));
    let progress = told["progress"].as_array().unwrap();
    assert_eq!(
        (progress[0].clone(), progress.last().unwrap()[0].clone()),
        (json!(["access", null, 5]), json!("files"))
    );
    assert!(progress.contains(&json!(["files", "EF.DG2", 70])), "{told}");
    assert_eq!(told["again"], json!(["WrongOrder", "WrongOrder"]));
    assert_eq!(state(&mut passage), "chip_read");

    let Ended::Concluded { redirect } = passage.carry_out() else { panic!("not concluded") };
    assert!(passage.redeem(&redirect).text.contains("accepted"));
}

#[test]
fn only_the_ticket_of_this_control_opens_its_session_and_once() {
    let (Some(app), Some(site)) = (App::install(), Site::prepare(&[])) else { return };
    let house = House::open(site);
    let (mut one, mut other) = (waiting(&house, "one"), waiting(&house, "other"));
    let (session, others) = (one.ticket().unwrap(), other.ticket().unwrap());
    let refused =
        |address: &str| assert_eq!(app.behaves("reads", address, &house.site)["end"], "TicketRefused");

    let (place, ticket) = session.split_once("#t=").unwrap();
    refused(&format!("{place}#t={}", ticket.chars().rev().collect::<String>()));
    refused(&format!("{place}#t={}", others.split_once("#t=").unwrap().1));
    refused(&format!("{}/v1/relay/nobody#t={ticket}", house.base()));

    // Forwarded: whoever opens it first uses it up, also without reading.
    assert_eq!(app.behaves("declines", &session, &house.site)["end"], "Cancelled");
    refused(&session);
    let newer = one.ticket().unwrap();
    assert_eq!(app.behaves("reads", &newer, &house.site)["end"], "done");
    refused(&newer);
    assert_eq!((state(&mut one), state(&mut other)), ("chip_read".to_owned(), "access_given".to_owned()));
}

#[test]
fn an_app_that_fails_ends_its_own_session_with_a_name_and_nothing_more() {
    let (Some(app), Some(site)) = (App::install(), Site::prepare(&[])) else { return };
    let house = House::open(site);
    for (behaviour, end, commands) in [
        ("reads-first", "WrongOrder", 0),
        ("declines", "Cancelled", 0),
        ("hangs-and-cancels", "Cancelled", 6),
        ("hangs", "NoAnswer", 6),
        ("throws", "CardFailed", 6),
        ("empty", "CardFailed", 6),
        ("gigantic", "CardFailed", 6),
        ("no-bytes", "CardFailed", 6),
    ] {
        let mut passage = waiting(&house, behaviour);
        let session = passage.ticket().unwrap();
        let told = app.behaves(behaviour, &session, &house.site);
        assert_eq!((&told["end"], &told["commands"]), (&json!(end), &json!(commands)), "{behaviour}: {told}");
        assert!(!told.to_string().contains("L898902C3"), "{told}");
        assert!(told["seconds"].as_f64().unwrap_or_default() < 10.0, "{told}");
        // Nothing has happened that a new ticket does not mend.
        let session = passage.ticket().unwrap();
        assert_eq!(app.behaves("shows-nothing", &session, &house.site)["end"], "done", "after {behaviour}");
        assert_eq!(state(&mut passage), "chip_read");
    }
}

#[test]
fn what_does_not_open_the_chip_is_told_apart() {
    let (Some(app), Some(site)) = (App::install(), Site::prepare(&[])) else { return };
    let house = House::open(site);
    let mut passage = waiting_with(&house, "wrong", json!({"can": "000000"}));
    let session = passage.ticket().unwrap();
    let told = app.behaves("reads", &session, &house.site);
    assert_eq!(told["end"], "AccessDenied", "{told}");
}

#[test]
fn odd_addresses_are_refused_before_anything_is_sent() {
    let Some(app) = App::install() else { return };
    let odd = [
        ("", "AddressMalformed"),
        ("https://id.example/v1/relay/a", "AddressMalformed"),
        ("https://id.example/v1/relay/a#t=\u{0}", "AddressMalformed"),
        ("https://id.example/v1/relay/\u{1F600}#t=b", "AddressMalformed"),
        ("https://xn--/v1/relay/a#t=b\r\nX: y", "AddressMalformed"),
        ("javascript:alert(1)//v1/relay/a#t=b", "AddressMalformed"),
        ("http://id.example/v1/relay/a#t=b", "AddressNotProtected"),
        ("http://127.0.0.1.id.example/v1/relay/a#t=b", "AddressNotProtected"),
        ("http://[::ffff:192.0.2.1]/v1/relay/a#t=b", "AddressNotProtected"),
        (" https://id.example/v1/relay/a#t=b\n", "done"),
    ];
    let long = format!("https://id.example/v1/relay/a#t={}", "b".repeat(1 << 20));
    let odd: Vec<(&str, &str)> = odd.into_iter().chain([(long.as_str(), "AddressMalformed")]).collect();
    let input: String = odd.iter().map(|(address, _)| format!("{}\n", json!(address))).collect();
    let told = app.run(&["addresses"], &input);
    for (address, expected) in odd {
        assert_eq!(told[address], expected, "{address:.60}");
    }
    assert_eq!(told["authorities"], json!(vec!["AuthoritiesMalformed"; 3]));
}

#[test]
fn a_server_is_believed_by_the_authorities_of_the_app_alone() {
    let Some(app) = App::install() else { return };
    if !can_serve() {
        return;
    }
    let folder = prepared("workers = 1\n[tls]\ncertificate = \"chain.pem\"\nkey = \"key.pem\"\n");
    let serving = serving::start(folder.path(), &["--config", "serve.toml"]);
    let address = format!("https://{}/v1/relay/nobody#t=b", serving.address);
    let authorities = folder.path().join("ca.pem");
    let told = app.run(&["protected", &address, authorities.to_str().unwrap()], "");
    assert_eq!(told, json!({"known": "TicketRefused", "unknown": "NotTrusted"}));
}
