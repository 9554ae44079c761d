//! Every kind of request that is refused, each with something in it that the answer and the log must not repeat.

use super::issuer::Issuer;
use super::phone::Phone;
use super::wire::{Answer, Lost, Wire};
use capture::relay::{Connection, ConnectionError, SessionUrl};
use serde_json::{Value, json};
use std::io::{Read, Write};
use std::net::TcpStream;

/// Stands in everything that is wrong.
pub const WRONG: &str = "Kanari-Feil-Xq7Zw";

/// The number of another document, told in place of the right one.
pub const OTHER_NUMBER: &str = "FEILNR8Z2";

fn refused(answer: Result<Answer, Lost>, status: u16, code: &str) {
    let answer = answer.unwrap();
    assert_eq!((answer.status, answer.problem().as_str()), (status, code), "{}", answer.text);
}

/// Orders and issuer's questions that are refused.
pub fn by_issuer(issuer: &Issuer, good: &Value) {
    let long = WRONG.repeat(20);
    for (member, value, code) in [
        ("redirect", format!("https://issuer.example/{WRONG}"), "redirect"),
        ("policy", WRONG.to_owned(), "policy"),
        ("nonce", format!("{WRONG} with a space"), "nonce"),
        ("state", format!("{WRONG} with a space"), "state"),
        ("purpose", long, "purpose"),
        ("webhook", format!("http://192.168.7.7/{WRONG}"), "webhook"),
        (WRONG, "x".to_owned(), "unexpected_form"),
    ] {
        let mut order = good.clone();
        order[member] = value.into();
        refused(issuer.order(WRONG, &order), 422, code);
    }
    let send = |body: &str| issuer.send("POST", "", Some(body.as_bytes()), WRONG);
    refused(send(&format!("{{\"policy\": \"{WRONG}")), 400, "not_json");
    refused(send(&format!("[\"{WRONG}\"]")), 422, "unexpected_form");
    refused(send(&WRONG.repeat(1200)), 413, "too_large");
    let stranger = Issuer { api_key: WRONG.to_owned(), ..issuer.clone() };
    refused(stranger.order("key", good), 401, "unauthorized");
    refused(issuer.state(WRONG), 404, "not_found");
    refused(issuer.redeem(&"0".repeat(32), WRONG), 404, "not_found");
}

/// Paths, methods and headers of nobody's.
pub fn by_stranger(issuer: &Issuer) {
    for path in [format!("/{WRONG}?{WRONG}"), format!("/assets/{WRONG}"), format!("/v1/relay/{WRONG}")] {
        assert!(issuer.get(&path).unwrap().status >= 400, "{path}");
    }
    issuer.get(&format!("/c/{WRONG}?{WRONG}")).unwrap().expect(200);
    let address = issuer.base.strip_prefix("http://").unwrap();
    for head in [
        format!("{WRONG} /{WRONG} HTTP/1.1\r\nHost: {WRONG}\r\nUser-Agent: {WRONG}\r\nCookie: {WRONG}"),
        format!("GET /{WRONG} HTTP/{WRONG}"),
        format!("POST /v1/controls HTTP/1.1\r\nHost: a\r\nContent-Length: {WRONG}"),
    ] {
        let mut stream = TcpStream::connect(address).unwrap();
        write!(stream, "{head}\r\nConnection: close\r\n\r\n").unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        assert!(answer.starts_with("HTTP/1.1 4") && !answer.contains(WRONG), "{answer}");
    }
}

/// Claims and proofs that are refused; the control is not claimed by them.
pub fn before_the_claim(phone: &mut Phone, wire: &Wire) {
    let claim = |secret: &str, consent: bool, language: &str| {
        Some(json!({"secret": secret, "consent": consent, "language": language}))
    };
    let secret = phone.secret.clone();
    refused(phone.send("POST", "/introduction", Some(json!({"secret": WRONG}))), 403, "forbidden");
    refused(phone.send("POST", "/claim", claim(WRONG, true, "nb")), 403, "forbidden");
    refused(phone.send("POST", "/claim", claim(&secret, false, "nb")), 422, "consent_needed");
    refused(phone.send("POST", "/claim", claim(&secret, true, WRONG)), 422, "language");
    refused(phone.send("POST", "/claim", Some(json!({WRONG: secret}))), 422, "unexpected_form");
    let url = phone.url("");
    refused(wire.send("GET", &url, &[("dpop", WRONG)], None), 401, "invalid_dpop_proof");
    refused(wire.send("GET", &url, &[], None), 401, "dpop_missing");
    refused(phone.send("GET", "", None), 403, "forbidden");
}

/// What opens no chip, and steps out of turn.
pub fn before_the_chip(phone: &mut Phone, mrz: &str) {
    let digits = mrz.replace("KNR7Q4X91", OTHER_NUMBER);
    for (access, code) in [
        (json!({"mrz": WRONG}), "mrz"),
        (json!({"mrz": digits}), "check_digit"),
        (json!({"document_number": "KNR7Q4X9%", "birth": "610317", "expiry": "300101"}), "document_number"),
        (json!({"document_number": "KNR7Q4X91", "birth": "1961-03-17x", "expiry": WRONG}), "date"),
        (json!({"can": "738192x"}), "can"),
        (json!({WRONG: mrz}), "unexpected_form"),
    ] {
        refused(phone.send("POST", "/access", Some(access)), 422, code);
    }
    refused(phone.send("POST", "/conclude", None), 409, "wrong_state");
    refused(phone.send("POST", "/ticket", None), 409, "wrong_state");
    refused(phone.send("GET", &format!("?after={WRONG}"), None), 400, "after");
    refused(phone.send("GET", &format!("/{WRONG}"), None), 404, "not_found");
}

/// A ticket of nobody's, and a relay that says what it may not.
pub fn by_relay(session: &str) {
    let (address, _) = session.split_once("#t=").unwrap();
    let open = |url: &str| Connection::open(&SessionUrl::parse(url).unwrap());
    let Err(ConnectionError::Refused { status: 403, code }) = open(&format!("{address}#t={WRONG}")) else {
        panic!("a ticket of nobody's opened the session");
    };
    assert_eq!(code, "forbidden");
    let mut connection = open(session).unwrap();
    connection.receive().unwrap();
    connection.send(WRONG.to_owned()).unwrap();
    assert!(matches!(connection.receive(), Err(ConnectionError::Closed(4400))));
}

/// Uploads that are refused, and one that is no picture.
pub fn by_upload(phone: &mut Phone) {
    let opening = |bytes: usize, sha256: &str| Some(json!({"bytes": bytes, "sha256": sha256}));
    let zeros = "0".repeat(64);
    refused(phone.send("POST", "/probes", opening(10, WRONG)), 422, "sha256");
    refused(phone.send("POST", "/probes", opening(9 << 20, &zeros)), 422, "bytes");
    let begun = phone.send("POST", "/probes", opening(WRONG.len(), &zeros)).unwrap().expect(201);
    let path = format!("/probes/{}", begun.member("probe"));
    let mut patch = |offset: &str, bytes: &[u8]| {
        phone.send_bytes("PATCH", &path, &[("upload-offset", offset)], Some(bytes))
    };
    refused(patch(WRONG, b"x"), 400, "upload_offset");
    refused(patch("3", b"x"), 409, "upload_offset");
    refused(patch("0", &WRONG.repeat(3).into_bytes()), 422, "bytes");
    refused(patch("0", &WRONG.repeat(16_000).into_bytes()), 413, "too_large");
    let told = patch("0", WRONG.as_bytes()).unwrap().expect(200).json();
    assert_eq!(told["advice"]["face"], "no_picture");
    refused(phone.send("GET", &format!("/probes/{WRONG}"), None), 404, "not_found");
}
