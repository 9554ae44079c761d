//! Officers at a whole kiosk: whose key opens it, by what is enrolled at that moment.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on fails")]

use kiosk::flow::{Event, PinProblem};
use kiosk::work::StartError;
use std::fs;

mod counter;
use counter::{Office, PIN};

#[test]
fn an_officer_who_is_not_enrolled_is_told_so_before_any_case() {
    let Some(office) = Office::open() else { return };
    let mut kiosk = office.closed("stranger", &[]).unwrap();
    kiosk.sign_in("000000");
    assert_eq!(kiosk.pin_refused(), PinProblem::Wrong);
    kiosk.sign_in(PIN);
    assert_eq!(kiosk.pin_refused(), PinProblem::NotEnrolled);
    kiosk.happen(Event::Continue);
    assert_eq!(kiosk.flow.state().name(), "sign-in");
}

#[test]
fn every_officer_of_a_counter_has_a_key_there_and_a_name() {
    let Some(office) = Office::open() else { return };
    let keys = office.path("keys");
    fs::create_dir(&keys).unwrap();
    for (officer, name) in [("officer", "b.pem"), ("stranger", "a.pem")] {
        fs::copy(office.path(&format!("{officer}.pem")), keys.join(name)).unwrap();
    }
    fs::write(keys.join("notes.txt"), "no key").unwrap();
    let folder = keys.display().to_string();
    let mut kiosk = office.closed("officer", &["--officer-key", &folder]).unwrap();
    kiosk.sign_in(PIN);
    assert_eq!(kiosk.pin_refused(), PinProblem::NotEnrolled, "a.pem is the stranger's");
    kiosk.happen(Event::Officer(1));
    kiosk.sign_in(PIN);
    kiosk.wait_for("idle");
    assert_eq!(kiosk.flow.officer(), Some("Kari Nordmann"));
    fs::remove_file(keys.join("a.pem")).and_then(|()| fs::remove_file(keys.join("b.pem"))).unwrap();
    let none = office.closed("officer", &["--officer-key", &folder]).err();
    assert!(matches!(none, Some(StartError::NoOfficerKeys(_))));
}

#[test]
fn whoever_is_struck_off_does_not_sign_in_again_and_whoever_is_enrolled_anew_does() {
    let Some(office) = Office::open() else { return };
    let enrolled = office.path("enrolled.pem.jwks.json");
    let enrol = |officer: &str| {
        fs::copy(office.path(&format!("{officer}.pem.jwks.json")), &enrolled).unwrap();
    };
    enrol("officer");
    let mut kiosk = office.kiosk("enrolled", &[]).unwrap();
    kiosk.happen(Event::SignOut);
    enrol("stranger");
    kiosk.sign_in(PIN);
    assert_eq!(kiosk.pin_refused(), PinProblem::NotEnrolled);
    fs::write(&enrolled, "no key set").unwrap();
    kiosk.sign_in(PIN);
    assert_eq!(kiosk.pin_refused(), PinProblem::Unusable);
    enrol("officer");
    kiosk.sign_in(PIN);
    kiosk.wait_for("idle");
}
