//! Keys: none signs or wipes what nobody saw.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on fails")]

use eframe::egui::{Event as Input, Key, Modifiers};
use kiosk::flow::{Advice, Effect, Event, Mode, Report, Timings};
use std::time::Duration;

mod findings;
mod seen;
use findings::approvable;
use seen::{Asked, Kiosk, PLAIN, happen, holder, kiosk, later, press, report, state, to_review};

fn concluded(asked: &Asked) -> bool {
    asked.0.borrow().iter().any(|effect| matches!(effect, Effect::Conclude(..)))
}

/// Presses a key without letting it go, so often.
fn hold(kiosk: &mut Kiosk, key: Key, times: usize) {
    for _ in 0..times {
        kiosk.event(down(key));
        kiosk.run_steps(2);
    }
}

fn down(key: Key) -> Input {
    Input::Key { key, physical_key: None, pressed: true, repeat: false, modifiers: Modifiers::NONE }
}

/// A review above which somebody is asked whether anybody is still there.
fn asked_at_review() -> (Kiosk, Asked) {
    let (mut kiosk, asked) = kiosk(Mode::Attended, &PLAIN);
    to_review(&mut kiosk, approvable());
    later(&mut kiosk, Duration::from_secs(3600) - Timings::ATTENDED.warning);
    assert!(kiosk.state().flow().warning().is_some());
    (kiosk, asked)
}

#[test]
fn the_answer_that_somebody_is_there_approves_nothing_and_wipes_nothing() {
    for key in [Key::Enter, Key::Escape, Key::Space] {
        let (mut kiosk, asked) = asked_at_review();
        press(&mut kiosk, key);
        assert_eq!(state(&kiosk), "review", "{key:?}");
        assert!(!concluded(&asked), "{key:?}");
        assert!(kiosk.state().flow().warning().is_none(), "{key:?} is an answer");
    }
    let (mut kiosk, asked) = asked_at_review();
    press(&mut kiosk, Key::Enter);
    press(&mut kiosk, Key::Enter);
    assert!(concluded(&asked), "the next Enter is the review's");
}

#[test]
fn a_button_under_the_question_takes_no_key_either() {
    let (mut kiosk, asked) = kiosk(Mode::Attended, &PLAIN);
    to_review(&mut kiosk, approvable());
    let texts = kiosk::text::Texts::new(PLAIN.language).unwrap();
    let approve = texts.say("kiosk-approve");
    for _ in 0..30 {
        press(&mut kiosk, Key::Tab);
        if egui_kittest::kittest::Queryable::get_by_label(&kiosk, &approve).is_focused() {
            break;
        }
    }
    later(&mut kiosk, Duration::from_secs(3600) - Timings::ATTENDED.warning);
    press(&mut kiosk, Key::Enter);
    assert!(!concluded(&asked));
}

#[test]
fn a_held_key_acts_once() {
    let (mut kiosk, asked) = kiosk(Mode::Attended, &PLAIN);
    to_review(&mut kiosk, approvable());
    happen(&mut kiosk, Event::Retake);
    happen(&mut kiosk, Event::Cancel);
    assert_eq!(state(&kiosk), "idle");
    hold(&mut kiosk, Key::Enter, 5);
    assert_eq!(state(&kiosk), "access");
    let (mut held, asked_held) = seen::kiosk(Mode::Attended, &PLAIN);
    to_chip(&mut held);
    hold(&mut held, Key::Enter, 3);
    assert_eq!(state(&held), "face");
    report(&mut held, Report::Sees(Advice::Hold));
    hold(&mut held, Key::Enter, 3);
    assert_eq!(state(&held), "face");
    assert!(!concluded(&asked) && !concluded(&asked_held));
}

fn to_chip(kiosk: &mut Kiosk) {
    kiosk.run_steps(3);
    happen(kiosk, Event::SignIn(kiosk::flow::Secret::new("246810")));
    report(kiosk, Report::SignedIn("officer1".into()));
    happen(kiosk, Event::Continue);
    happen(kiosk, Event::Typed(kiosk::flow::Typed::Text(kiosk::flow::Secret::new(seen::ZONE))));
    happen(kiosk, Event::Continue);
    report(kiosk, Report::ChipRead(Some(holder())));
}

#[test]
fn the_second_press_of_a_double_enter_decides_no_review() {
    let (mut kiosk, asked) = kiosk(Mode::Attended, &PLAIN);
    to_review(&mut kiosk, approvable());
    press(&mut kiosk, Key::Enter);
    assert!(!concluded(&asked) && state(&kiosk) == "review");
    later(&mut kiosk, Duration::from_secs(1));
    press(&mut kiosk, Key::Enter);
    assert!(concluded(&asked));
}
