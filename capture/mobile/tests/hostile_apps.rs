//! Apps and chips that are not what they should be: nothing panics through, nothing hangs, nothing is sent after the end.

#![allow(clippy::unwrap_used, clippy::panic, reason = "these are tests")]

mod fake;

use capture_mobile::{ChipError, Session, SessionError, Settings};
use fake::{Line, Shown, Told, obliging, read, server, server_with};
use serde_json::json;
use std::sync::mpsc::channel;
use std::sync::{Arc, Mutex};
use std::thread::{sleep, spawn};
use std::time::Duration;

#[test]
fn what_is_shorter_or_longer_than_any_answer_is_the_phones_failure() {
    for length in [0, 1, 65_539, 8 << 20] {
        let (session, serving) = server(|stream| {
            let mut line = Line::consented(stream);
            line.transmit(1);
            line.hear().map(|message| message["type"].clone())
        });
        let chip = Told::chip(move || Ok(vec![0; length]));
        assert_eq!(read(&session, chip), Err(SessionError::CardFailed), "{length}");
        assert_eq!(serving.join().unwrap(), Ok(json!("card_lost")), "the server hears it");
    }
}

#[test]
fn answers_that_fill_more_than_a_message_end_the_session() {
    let (session, _) = server(|stream| {
        let mut line = Line::consented(stream);
        line.transmit(8);
        line.hear()
    });
    let mut answer = vec![0x11; 65_536];
    answer.extend([0x90, 0x00]);
    assert_eq!(read(&session, Told::chip(move || Ok(answer.clone()))), Err(SessionError::CardFailed));
}

#[test]
fn a_chip_that_never_ends_its_answer_is_left() {
    let (session, serving) = server(|stream| {
        let mut line = Line::consented(stream);
        line.transmit(1);
        let heard = line.hear().map(|message| message["type"].clone());
        line.say(json!({"type": "end", "outcome": "refused", "reason": "malformed"}));
        (heard, line.hear())
    });
    let chip = Told::chip(|| Ok(vec![0x61, 0x00]));
    assert_eq!(read(&session, chip.clone()), Err(SessionError::NotRead));
    assert_eq!(serving.join().unwrap(), (Ok(json!("card_misbehaves")), Err(1000)), "the server hears it");
    assert!(chip.commands() <= 300, "{}", chip.commands());
}

#[test]
fn lost_and_failed_are_told_apart() {
    for (error, name) in
        [(ChipError::Lost, SessionError::CardLost), (ChipError::Failed, SessionError::CardFailed)]
    {
        let (session, serving) = server(|stream| {
            let mut line = Line::consented(stream);
            line.transmit(3);
            (line.hear().map(|message| message["type"].clone()), line.hear())
        });
        let chip = Told::chip(move || Err(error));
        assert_eq!(read(&session, chip.clone()), Err(name));
        assert_eq!((chip.commands(), serving.join().unwrap()), (1, (Ok(json!("card_lost")), Err(1000))));
    }
}

#[test]
fn a_panic_is_an_error() {
    let (session, _) = server(|stream| {
        let mut line = Line::consented(stream);
        line.transmit(1);
        line.hear()
    });
    let chip = Told::chip(|| panic!("an app written in Rust"));
    assert_eq!(read(&session, chip), Err(SessionError::Internal));
    assert_eq!(session.open(), Err(SessionError::Internal));
}

#[test]
fn after_a_cancel_no_command_is_sent() {
    let (hangs, hanging) = channel();
    let (release, released) = channel();
    let (hangs, released) = (Mutex::new(hangs), Mutex::new(released));
    let chip = Told::chip(move || {
        hangs.lock().unwrap().send(()).unwrap();
        released.lock().unwrap().recv().unwrap();
        Ok(vec![0x90, 0x00])
    });
    let (session, serving) = server(|stream| {
        let mut line = Line::consented(stream);
        line.transmit(10);
        line.hear()
    });
    let (reading, lent) = (Arc::clone(&session), chip.clone());
    let reading = spawn(move || read(&reading, lent));
    hanging.recv().unwrap();
    session.cancel();
    assert_eq!(reading.join().unwrap(), Err(SessionError::Cancelled), "though the chip has not answered");
    assert_eq!(serving.join().unwrap(), Err(0), "the connection is gone");
    release.send(()).unwrap();
    sleep(Duration::from_millis(100));
    assert_eq!(chip.commands(), 1);
    assert_eq!(Arc::strong_count(&chip), 1, "what was lent is given back");
}

#[test]
fn a_chip_that_does_not_answer_is_left_in_time() {
    let settings = Settings { answer_seconds: 0, ..Settings::default() };
    let (session, _) = server_with(settings, |stream| {
        let mut line = Line::consented(stream);
        line.transmit(1);
        line.hear()
    });
    let chip = Told::chip(|| {
        sleep(Duration::from_secs(30));
        Ok(vec![0x90, 0x00])
    });
    assert_eq!(read(&session, chip), Err(SessionError::NoAnswer));
}

#[test]
fn whoever_goes_without_a_word_is_heard_to_go() {
    let (session, serving) = server(|stream| Line::introduced(stream).hear());
    session.open().unwrap();
    drop(session);
    assert_eq!(serving.join().unwrap(), Err(1000), "as one who did not agree");
}

#[test]
fn nothing_is_done_twice_or_too_early() {
    let (session, serving) = server(|stream| Line::introduced(stream).hear());
    let early = session.read(obliging(), Arc::new(Shown::default()), 256);
    assert_eq!(early, Err(SessionError::WrongOrder));
    session.open().unwrap();
    assert_eq!(session.open(), Err(SessionError::WrongOrder));
    session.cancel();
    session.cancel();
    let late = session.read(obliging(), Arc::new(Shown::default()), 256);
    assert_eq!(late, Err(SessionError::Cancelled));
    assert_eq!(serving.join().unwrap(), Err(1000));
    let never = Session::new("http://127.0.0.1:9/v1/relay/a#t=b", Settings::default()).unwrap();
    never.cancel();
    assert_eq!(never.open(), Err(SessionError::Cancelled), "nothing is sent");
}
