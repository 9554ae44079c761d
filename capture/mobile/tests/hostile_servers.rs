//! Servers that are not what they should be: each ends the session with its name, and none touches the chip unasked.

#![allow(clippy::unwrap_used, clippy::panic, reason = "these are tests")]

mod fake;

use capture_mobile::{Session, SessionError, Settings};
use fake::{Line, Shown, answering, obliging, read, server};
use serde_json::json;
use std::io::Read;
use std::sync::Arc;
use std::thread::{sleep, spawn};
use std::time::{Duration, Instant};

const NO_WEB_SOCKET: &str = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

fn problem(status: u16) -> String {
    let body = r#"{"code":"forbidden\u001b[2J","detail":"L898902C3"}"#;
    format!("HTTP/1.1 {status} No\r\nContent-Length: {}\r\n\r\n{body}", body.len())
}

#[test]
fn each_refusal_of_the_upgrade_has_its_name() {
    for (status, name) in [
        (400, SessionError::ProtocolBroken),
        (401, SessionError::TicketRefused),
        (403, SessionError::TicketRefused),
        (404, SessionError::TicketRefused),
        (429, SessionError::ServerBusy),
        (500, SessionError::ServerFailed),
        (503, SessionError::ServerBusy),
    ] {
        assert_eq!(answering(problem(status)).open(), Err(name), "{status}");
    }
    assert_eq!(answering(NO_WEB_SOCKET).open(), Err(SessionError::ProtocolBroken));
    assert_eq!(answering("SSH-2.0-OpenSSH\r\n\r\n").open(), Err(SessionError::ProtocolBroken));
    assert_eq!(answering("").open(), Err(SessionError::ConnectionLost));
}

#[test]
fn nobody_is_led_elsewhere() {
    let moved = "HTTP/1.1 301 Moved\r\nLocation: http://id.example/v1/relay/a\r\nContent-Length: 0\r\n\r\n";
    assert_eq!(answering(moved).open(), Err(SessionError::ProtocolBroken));
}

#[test]
fn a_machine_that_does_not_listen_is_unreachable() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}/v1/relay/a#t=b", listener.local_addr().unwrap());
    drop(listener);
    let session = Session::new(&address, Settings::default()).unwrap();
    assert_eq!(session.open(), Err(SessionError::Unreachable));
}

#[test]
fn a_silent_server_holds_nobody_who_cancels() {
    let (session, serving) = server(|mut stream| {
        let mut heard = Vec::new();
        stream.read_to_end(&mut heard).map(|_| heard)
    });
    let cancels = Arc::clone(&session);
    let cancelling = spawn(move || {
        sleep(Duration::from_millis(200));
        cancels.cancel();
    });
    let begun = Instant::now();
    assert_eq!(session.open(), Err(SessionError::Cancelled));
    assert!(begun.elapsed() < Duration::from_secs(5));
    cancelling.join().unwrap();
    drop(serving); // the request stays where it is until the server goes or is too long silent
}

#[test]
fn texts_are_made_fit_to_be_shown() {
    let (session, _) = server(|stream| {
        let mut line = Line::accept(stream);
        let issuer = "Bank\r\n\u{202E}knaB".to_owned() + &"x".repeat(100_000);
        line.say(json!({"type": "introduction", "issuer": issuer, "purpose": "\u{1b}[2J", "policy": ""}));
        line.hear()
    });
    let introduction = session.open().unwrap();
    assert!(introduction.issuer.starts_with("BankknaBxxx") && introduction.issuer.len() == 300);
    assert_eq!(introduction.purpose, "[2J");
}

#[test]
fn nothing_is_answered_without_the_consent() {
    let (session, serving) = server(|stream| {
        let mut line = Line::introduced(stream);
        line.transmit(1);
        line.hear()
    });
    session.open().unwrap();
    sleep(Duration::from_millis(50));
    session.cancel();
    assert_eq!(serving.join().unwrap(), Err(1000));
}

#[test]
fn messages_that_may_not_come_end_the_session() {
    let long =
        format!("{{\"n\":2,\"type\":\"progress\",\"stage\":\"{}\",\"percent\":1}}", "x".repeat(600_000));
    for (text, name) in [
        ("", SessionError::ProtocolBroken),
        (r#"{"n":3,"type":"progress","stage":"files","percent":1}"#, SessionError::ProtocolBroken),
        (r#"{"n":2,"type":"progress","stage":"files","percent":256}"#, SessionError::ProtocolBroken),
        (
            r#"{"n":2,"type":"introduction","issuer":"","purpose":"","policy":""}"#,
            SessionError::ProtocolBroken,
        ),
        (r#"{"n":2,"type":"transmit","commands":[]}"#, SessionError::ProtocolBroken),
        (r#"{"n":2,"type":"transmit","commands":[{"apdu":"00","accept":[]}]}"#, SessionError::ProtocolBroken),
        (&long, SessionError::ConnectionLost),
    ] {
        let said = text.to_owned();
        let (session, _) = server(move |stream| {
            let mut line = Line::consented(stream);
            line.say_text(said);
            line.hear()
        });
        assert_eq!(read(&session, obliging()), Err(name), "{text:.80}");
    }
}

#[test]
fn each_end_has_its_name_and_says_nothing_of_the_person() {
    for (outcome, reason, end) in [
        ("read", "", Ok(())),
        ("read", "L898902C3", Ok(())),
        ("refused", "access_denied", Err(SessionError::AccessDenied)),
        ("refused", "chip_not_genuine", Err(SessionError::NotRead)),
        ("refused", "L898902C3", Err(SessionError::NotRead)),
        ("failed", "card_lost", Err(SessionError::CardLost)),
        ("failed", "not_taken", Err(SessionError::Replaced)),
        ("failed", "", Err(SessionError::ServerFailed)),
    ] {
        let (session, _) = server(move |stream| {
            let mut line = Line::consented(stream);
            line.say(json!({"type": "end", "outcome": outcome, "reason": reason}));
            line.hear()
        });
        assert_eq!(read(&session, obliging()), end, "{outcome} {reason}");
    }
    for (code, name) in [
        (1000, SessionError::ConnectionLost),
        (1001, SessionError::ServerFailed),
        (1011, SessionError::ServerFailed),
        (4400, SessionError::ProtocolBroken),
        (4408, SessionError::TookTooLong),
        (4409, SessionError::Replaced),
        (4999, SessionError::ConnectionLost),
    ] {
        let (session, _) = server(move |stream| Line::consented(stream).close(code));
        assert_eq!(read(&session, obliging()), Err(name), "{code}");
    }
    let (session, _) = server(|stream| drop(Line::consented(stream)));
    assert_eq!(read(&session, obliging()), Err(SessionError::ConnectionLost));
}

#[test]
fn progress_is_shown_as_it_is_said() {
    let (session, _) = server(|stream| {
        let mut line = Line::consented(stream);
        line.say(json!({"type": "progress", "stage": "files", "file": "EF.DG2", "percent": 60}));
        line.say(json!({"type": "progress", "stage": "\u{202E}proof", "percent": 255, "new": 1}));
        line.say(json!({"type": "end", "outcome": "read"}));
        line.hear()
    });
    let shown = Arc::new(Shown::default());
    session.open().unwrap();
    session.read(obliging(), shown.clone(), 0).unwrap();
    let shown = shown.0.lock().unwrap();
    let plain: Vec<_> = shown.iter().map(|at| (at.stage.as_str(), at.file.as_deref(), at.percent)).collect();
    assert_eq!(plain, [("files", Some("EF.DG2"), 60), ("proof", None, 100)]);
}
