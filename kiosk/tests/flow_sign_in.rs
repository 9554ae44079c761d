//! The sign-in in the flow: who signs in and out, what wrong PINs cost whom, and keys that are opened too late.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use kiosk::flow::{CaseNumber, Effect, Event, Mode, PinProblem, Report, Secret, State};
use std::time::Duration;

mod attendant;
mod findings;
use attendant::Kiosk;

#[test]
fn an_officer_signs_in_and_out() {
    let mut kiosk = Kiosk::new(Mode::Attended);
    kiosk.stands_in("sign-in");
    assert!(kiosk.happen(Event::SignIn(Secret::new(""))).is_empty());
    assert!(matches!(kiosk.happen(Event::SignIn(Secret::new("1"))).as_slice(), [Effect::Unlock(..)]));
    assert!(kiosk.happen(Event::SignIn(Secret::new("1"))).is_empty(), "one PIN at a time");
    kiosk.report(Report::PinRefused(PinProblem::Wrong));
    assert!(matches!(kiosk.flow.state(), State::SignIn(s) if s.problem == Some(PinProblem::Wrong)));
    kiosk.happen(Event::SignIn(Secret::new("246810")));
    kiosk.report(Report::SignedIn("officer1".into()));
    kiosk.stands_in("idle");
    assert_eq!(kiosk.flow.officer(), Some("officer1"));
    assert!(matches!(kiosk.happen(Event::SignOut).as_slice(), [Effect::Wipe, Effect::Lock]));
    kiosk.stands_in("sign-in");
    assert_eq!(kiosk.flow.officer(), None);
}

#[test]
fn an_officer_who_walks_away_is_signed_out() {
    let mut kiosk = Kiosk::signed_in();
    assert!(kiosk.after(Duration::from_secs(299)).is_empty());
    assert!(matches!(kiosk.after(Duration::from_secs(1)).as_slice(), [Effect::Wipe, Effect::Lock]));
    kiosk.stands_in("sign-in");
}

#[test]
fn wrong_pins_cost_more_and_more_time_and_a_right_one_costs_nothing() {
    let mut kiosk = Kiosk::new(Mode::Attended);
    let mut waits = Vec::new();
    for _ in 0..10 {
        let effects = kiosk.happen(Event::SignIn(Secret::new("1")));
        assert!(matches!(effects.as_slice(), [Effect::Unlock(0, _)]));
        kiosk.report(Report::PinRefused(PinProblem::Wrong));
        let wait = kiosk.flow.next_pin_in().unwrap_or_default();
        if !wait.is_zero() {
            assert!(kiosk.happen(Event::SignIn(Secret::new("246810"))).is_empty(), "not so soon");
        }
        waits.push(wait.as_secs());
        kiosk.now += wait;
        kiosk.happen(Event::Tick);
    }
    assert_eq!(waits, [0, 0, 5, 10, 20, 40, 80, 160, 300, 300]);
    kiosk.happen(Event::SignIn(Secret::new("246810")));
    kiosk.report(Report::SignedIn("officer1".into()));
    kiosk.happen(Event::SignOut);
    kiosk.happen(Event::SignIn(Secret::new("1")));
    kiosk.report(Report::PinRefused(PinProblem::Wrong));
    assert_eq!(kiosk.flow.next_pin_in(), None, "it begins anew");
}

fn wrong(kiosk: &mut Kiosk, times: usize) {
    for _ in 0..times {
        let wait = kiosk.flow.next_pin_in().unwrap_or_default();
        kiosk.after(wait);
        kiosk.happen(Event::SignIn(Secret::new("1")));
        kiosk.report(Report::PinRefused(PinProblem::Wrong));
    }
}

#[test]
fn wrong_pins_cost_the_key_they_were_typed_for_and_no_other_officer_clears_them() {
    let mut kiosk = Kiosk::new(Mode::Attended);
    wrong(&mut kiosk, 4);
    assert_eq!(kiosk.flow.next_pin_in(), Some(Duration::from_secs(10)));
    kiosk.happen(Event::Officer(1));
    assert_eq!(kiosk.flow.next_pin_in(), None, "the other officer does not wait");
    kiosk.happen(Event::SignIn(Secret::new("246810")));
    kiosk.report(Report::SignedIn("officer2".into()));
    kiosk.happen(Event::SignOut);
    kiosk.stands_in("sign-in");
    assert_eq!(kiosk.flow.next_pin_in(), Some(Duration::from_secs(10)), "nor clears what the first one owes");
    wrong(&mut kiosk, 1);
    assert_eq!(kiosk.flow.next_pin_in(), Some(Duration::from_secs(20)));
}

#[test]
fn a_key_that_is_opened_for_an_earlier_sign_in_is_closed_again() {
    let mut kiosk = Kiosk::new(Mode::Attended);
    kiosk.happen(Event::SignIn(Secret::new("246810")));
    let late = kiosk.flow.case();
    kiosk.after(Duration::from_secs(60));
    kiosk.stands_in("out-of-service");
    kiosk.happen(Event::Continue);
    kiosk.happen(Event::SignIn(Secret::new("1")));
    assert_ne!(kiosk.flow.case(), late);
    let effects = kiosk.happen(Event::Work(late, Report::SignedIn("officer1".into())));
    assert!(matches!(effects.as_slice(), [Effect::Lock]));
    kiosk.happen(Event::Work(late, Report::PinRefused(PinProblem::Wrong)));
    assert!(
        matches!(kiosk.flow.state(), State::SignIn(sign_in) if sign_in.waiting && sign_in.problem.is_none())
    );
    kiosk.report(Report::SignedIn("officer1".into()));
    kiosk.stands_in("idle");
    let unasked = Event::Work(CaseNumber(999), Report::SignedIn("officer2".into()));
    assert!(matches!(kiosk.happen(unasked).as_slice(), [Effect::Lock]));
}
