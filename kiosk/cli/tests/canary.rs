//! Names, numbers, secrets and pictures come out only in the answers that must hold them: never in the log, the
//! metrics, an error, a webhook or the clear text of the database.

#![allow(clippy::unwrap_used, clippy::panic, reason = "these are tests")]

mod served;
mod support;

use serde_json::{Value, json};
use served::provocations::{self, OTHER_NUMBER, WRONG};
use served::{Canaries, Ended, Heard, Hook, House, Passage, REDIRECT, Site, Unwatched, persist};
use std::fs;
use std::path::Path;
use std::thread::sleep;
use std::time::{Duration, Instant};
use support::portrait;

const HOLDER: [&str; 10] = [
    "--surname",
    "ZYXKANARI",
    "--given-names",
    "QWVFUGL BURET",
    "--document-number",
    "KNR7Q4X91",
    "--birth",
    "1961-03-17",
    "--can",
    "738192",
];

fn order(hook: &Hook) -> Value {
    json!({
        "policy": "demo-unattended", "purpose": "Formaal-Kanari-8c1f", "nonce": "nonce-kanari-51d7a9",
        "state": "state-kanari-c04be2", "redirect": REDIRECT,
        "webhook": format!("http://{}/krok-kanari-6e02", hook.address),
    })
}

/// What is known before anything is asked of the server.
fn known(site: &Site) -> Canaries {
    let mut canaries = Canaries::new();
    let zone: Vec<&str> = site.mrz.lines().collect();
    for (name, text) in [
        ("surname", "ZYXKANARI"),
        ("given names", "QWVFUGL BURET"),
        ("given name", "QWVFUGL<BURET"),
        ("number", "KNR7Q4X91"),
        ("birth", "1961-03-17"),
        ("short birth", "610317"),
        ("CAN", "738192"),
        ("first line", zone[0]),
        ("second line", zone[1]),
        ("other number", OTHER_NUMBER),
        ("purpose", "Formaal-Kanari-8c1f"),
        ("nonce", "nonce-kanari-51d7a9"),
        ("state", "state-kanari-c04be2"),
        ("hook", "krok-kanari-6e02"),
        ("key", "idem-kanari"),
        ("wrong", WRONG),
        ("API key", &site.api_key),
        ("webhook secret", &site.webhook_secret),
    ] {
        canaries.add(name, text);
    }
    let middle = |bytes: Vec<u8>| bytes[bytes.len() / 2..][..24].to_vec();
    let file = |name: &str| fs::read(site.path().join(name)).unwrap();
    canaries.add("portrait", middle(file("passport/EF_DG2.bin")));
    canaries.add("picture", middle(fs::read(portrait("obama2.jpg").unwrap()).unwrap()));
    canaries.add("master key", file("data/keys/master.key").trim_ascii());
    canaries.add("signing key", file("data/keys/signing.pem").split(|byte| *byte == b'\n').nth(1).unwrap());
    canaries
}

/// What the server has drawn itself, as it was told to those who may know.
fn drawn(heard: &[Heard], canaries: &mut Canaries) {
    for Heard { text, .. } in heard {
        let body: Value =
            text.split_once('\n').and_then(|(_, body)| serde_json::from_str(body).ok()).unwrap_or_default();
        for (name, member, before) in
            [("secret", "link", "#s="), ("ticket", "session", "#t="), ("code", "redirect", "&code=")]
        {
            if let Some((_, text)) = body[member].as_str().and_then(|text| text.split_once(before)) {
                canaries.add(name, text);
            }
        }
    }
}

/// What an answer must hold.
fn held(heard: &Heard) -> Vec<&'static str> {
    let Heard { request, status, text } = heard;
    let (method, path) = request.split_once(' ').unwrap();
    match (method, path.rsplit('/').next().unwrap(), status) {
        ("POST", "controls", 201) => vec!["secret"],
        ("POST", "introduction", 200) => vec!["purpose"],
        ("POST", "ticket", 201) => vec!["ticket"],
        ("POST", "result", 200) if text.contains("\"accepted\"") => {
            vec!["birth", "given names", "nonce", "number", "surname"]
        }
        ("POST", "result", 200) => vec!["nonce"],
        (_, _, 200) if path.starts_with("v1/phone/") && text.contains("\"concluded\"") => {
            vec!["code", "state"]
        }
        (_, _, 200) if path.starts_with("v1/phone/") && text.contains("\"cancelled\"") => vec!["state"],
        _ => vec![],
    }
}

fn ordered<'a>(house: &House, hook: &Hook, key: &str) -> Passage<'a> {
    let mut passage = Passage::order(house.issuer(), &format!("idem-kanari-{key}"), &order(hook), &Unwatched);
    passage.reader = house.site.reader();
    passage.selfie = fs::read(portrait("obama2.jpg").unwrap()).unwrap();
    passage.access = json!({"mrz": house.site.mrz});
    passage
}

/// A control with everything wrong on its way, and accepted in the end.
fn accepted(house: &House, hook: &Hook) -> String {
    provocations::by_issuer(&house.issuer(), &order(hook));
    provocations::by_stranger(&house.issuer());
    let mut passage = ordered(house, hook, "accepted");
    provocations::before_the_claim(&mut passage.phone, &house.wire);
    let secret = json!({"secret": passage.phone.secret});
    passage.phone.send("POST", "/introduction", Some(secret)).unwrap().expect(200);
    passage.claim();
    provocations::before_the_chip(&mut passage.phone, &house.site.mrz);
    passage.give_access();
    let ticket = passage.phone.send("POST", "/ticket", None).unwrap().expect(201);
    provocations::by_relay(&ticket.member("session"));
    house.crash(|| ());
    passage.read_chip();
    provocations::by_upload(&mut passage.phone);
    let early = passage.issuer.redeem(&passage.id, WRONG).unwrap();
    assert_eq!(early.problem(), "wrong_state");
    let redirect = end(&mut passage, "accepted");
    for thing in ["result", "evidence"] {
        let wrong = passage.issuer.with_code(thing, &passage.id, WRONG).unwrap();
        assert_eq!(wrong.problem(), "wrong_code", "{thing}");
    }
    assert!(redirect.starts_with(REDIRECT));
    passage.id
}

/// Carries out the rest: where the browser is sent.
fn end(passage: &mut Passage<'_>, verdict: &str) -> String {
    let Ended::Concluded { redirect } = passage.carry_out() else { panic!("no result") };
    assert_eq!(passage.redeem(&redirect).member("verdict"), verdict);
    redirect
}

/// A refused face by CAN, a chip that denies, and two cancelled controls.
fn others(house: &House, hook: &Hook) {
    let mut impostor = ordered(house, hook, "impostor");
    impostor.access = json!({"can": "738192"});
    impostor.selfie = fs::read(portrait("biden.jpg").unwrap()).unwrap();
    impostor.claim();
    end(&mut impostor, "refused");
    let mut denied = ordered(house, hook, "denied");
    denied.access = json!({"document_number": OTHER_NUMBER, "birth": "1961-03-17", "expiry": "300101"});
    denied.claim();
    end(&mut denied, "refused");
    let mut by_holder = ordered(house, hook, "holder");
    by_holder.claim();
    by_holder.phone.send("POST", "/cancel", None).unwrap().expect(200);
    let by_issuer = ordered(house, hook, "issuer");
    by_issuer.issuer.cancel(&by_issuer.id).unwrap().expect(200);
}

/// Waits until a webhook has told this state of the control.
fn await_webhook(hook: &Hook, id: &str, state: &str) {
    let until = Instant::now() + Duration::from_secs(60);
    let told = |text: &String| text.contains(id) && text.contains(state);
    while !hook.taken().iter().any(told) {
        assert!(Instant::now() < until, "no webhook");
        sleep(Duration::from_millis(50));
    }
}

/// No file of the data folder, the keys themselves apart, holds a canary; the control's name is no secret and is there.
fn assert_sealed(data: &Path, canaries: &Canaries, id: &str) {
    let (mut database, mut name) = (vec![], Canaries::new());
    name.add("id", id);
    for file in fs::read_dir(data).unwrap().map(|entry| entry.unwrap().path()).filter(|path| path.is_file()) {
        let bytes = fs::read(&file).unwrap();
        assert_eq!(canaries.in_(&bytes), [].into(), "{}", file.display());
        if file.file_name().unwrap().to_string_lossy().starts_with("idkontroll.db") {
            database.extend(bytes);
        }
    }
    assert!(name.in_(&database).contains("id"));
}

#[test]
fn nothing_comes_out_but_where_it_must() {
    let Some(site) = Site::prepare(&HOLDER) else { return };
    let mut canaries = known(&site);
    let (house, hook) = (House::open(site), Hook::open());
    let id = accepted(&house, &hook);
    others(&house, &hook);
    await_webhook(&hook, &id, "concluded");
    let metrics = house.issuer().get("/metrics").unwrap().text;
    assert!(metrics.contains("idkontroll_wrong_codes_total 2"), "{metrics}");
    let heard = house.wire.heard();
    drawn(&heard, &mut canaries);
    assert_sealed(&house.site.data(), &canaries, &id);
    persist(|| house.issuer().send("DELETE", &format!("/{id}"), None, "")).expect(204);
    house.shut();
    assert_sealed(&house.site.data(), &canaries, &id);
    for answer in heard.iter().chain(&house.wire.heard()) {
        let found: Vec<&str> = canaries.in_(answer.text.as_bytes()).into_iter().collect();
        assert_eq!(found, held(answer), "{} {}", answer.request, answer.status);
    }
    let log = house.said.lock().unwrap();
    assert!(log.contains("control advanced") && log.contains(&id) && log.contains("wrong release code"));
    assert_eq!(canaries.in_(log.as_bytes()), [].into(), "in the log");
    for webhook in hook.taken() {
        assert_eq!(canaries.in_(webhook.as_bytes()), [].into(), "{webhook}");
    }
}

#[test]
fn a_canary_is_found_in_every_form_and_only_there() {
    use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD as BASE64URL};
    let mut canaries = Canaries::new();
    canaries.add("name", "ZYXKANARI");
    canaries.add("digits", "610317");
    let found = |text: &str| canaries.in_(text.as_bytes()).into_iter().collect::<Vec<_>>().join(" ");
    assert_eq!(found("{\"a\":\"zyxkanari\"}"), "name");
    assert_eq!(found(&hex::encode("x ZYXKANARI x")), "name");
    for before in ["", "a", "ab", "abc"] {
        assert_eq!(found(&BASE64URL.encode(format!("{before}ZYXKANARI!"))), "name");
        assert_eq!(found(&BASE64URL.encode(format!("{before}ZYXKANARZ!"))), "");
    }
    assert_eq!(
        (found("at \"610317\""), found("12:00:00.610317Z"), found("a610317")),
        ("digits".into(), "".into(), "".into())
    );
    assert_eq!(found("ZYXKANAR"), "");
}
