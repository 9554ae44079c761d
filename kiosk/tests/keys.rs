//! Keys: none signs or wipes what nobody saw.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on fails")]

use eframe::egui::{Event as Input, Key, Modifiers};
use egui_kittest::kittest::Queryable;
use kiosk::flow::{Advice, Effect, Event, Mode, Report, Timings};
use std::time::Duration;

mod findings;
mod seen;
use findings::approvable;
use seen::{Asked, Kiosk, PLAIN, happen, holder, kiosk, later, press, report, state, to_review};

fn say(id: &str) -> String {
    kiosk::text::Texts::new(PLAIN.language).unwrap().say(id)
}

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
    later(&mut kiosk, Duration::from_secs(1));
    let focused = |kiosk: &Kiosk| kiosk.get_by_label(&say("kiosk-approve")).is_focused();
    for _ in 0..30 {
        press(&mut kiosk, Key::Tab);
        if focused(&kiosk) {
            break;
        }
    }
    assert!(focused(&kiosk), "the button has the keyboard");
    later(&mut kiosk, Duration::from_secs(3600) - Timings::ATTENDED.warning);
    assert!(kiosk.state().flow().warning().is_some());
    press(&mut kiosk, Key::Enter);
    assert!(!concluded(&asked) && state(&kiosk) == "review");
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

#[test]
fn the_second_touch_of_a_double_touch_decides_no_review_either() {
    let (mut kiosk, asked) = kiosk(Mode::Attended, &PLAIN);
    to_review(&mut kiosk, approvable());
    for label in ["kiosk-approve", "kiosk-decline"] {
        kiosk.get_by_label(&say(label)).click();
        kiosk.run_steps(3);
        assert!(!concluded(&asked) && state(&kiosk) == "review", "{label}");
    }
    later(&mut kiosk, Duration::from_secs(1));
    kiosk.get_by_label(&say("kiosk-approve")).click();
    kiosk.run_steps(3);
    assert!(concluded(&asked));
}

#[test]
fn escape_in_the_booths_count_down_stops_it_until_it_is_answered() {
    let (mut kiosk, asked) = kiosk(Mode::Unattended, &PLAIN);
    kiosk.run_steps(3);
    for _ in 0..3 {
        happen(&mut kiosk, Event::Continue);
    }
    happen(&mut kiosk, Event::Typed(kiosk::flow::Typed::Text(kiosk::flow::Secret::new(seen::ZONE))));
    happen(&mut kiosk, Event::Continue);
    report(&mut kiosk, Report::ChipRead(None));
    happen(&mut kiosk, Event::Continue);
    report(&mut kiosk, Report::Sees(Advice::Hold));
    press(&mut kiosk, Key::Escape);
    assert!(kiosk.query_by_label(&say("kiosk-leave")).is_some());
    later(&mut kiosk, Duration::from_secs(10));
    let taken = |asked: &Asked| asked.0.borrow().iter().any(|effect| matches!(effect, Effect::TakePicture));
    assert!(!taken(&asked) && state(&kiosk) == "face");
    press(&mut kiosk, Key::Escape);
    assert!(kiosk.query_by_label(&say("kiosk-leave")).is_none() && taken(&asked), "and then goes on");
}

#[test]
fn escape_asks_before_it_wipes_what_was_read() {
    let (mut kiosk, asked) = kiosk(Mode::Attended, &PLAIN);
    to_review(&mut kiosk, approvable());
    later(&mut kiosk, Duration::from_secs(2));
    let wiped = |asked: &Asked| asked.0.borrow().iter().any(|effect| matches!(effect, Effect::Wipe));
    for stay in [Key::Escape, Key::Enter] {
        press(&mut kiosk, Key::Escape);
        assert_eq!(state(&kiosk), "review");
        press(&mut kiosk, stay);
        assert!(state(&kiosk) == "review" && !wiped(&asked) && !concluded(&asked), "{stay:?} stays");
    }
    press(&mut kiosk, Key::Escape);
    press(&mut kiosk, Key::Tab);
    press(&mut kiosk, Key::Tab);
    press(&mut kiosk, Key::Enter);
    assert!(state(&kiosk) == "idle" && wiped(&asked));
}

#[test]
fn escape_asks_where_something_was_typed_and_leaves_where_nothing_was() {
    let (mut kiosk, _) = kiosk(Mode::Unattended, &PLAIN);
    kiosk.run_steps(3);
    for _ in 0..3 {
        happen(&mut kiosk, Event::Continue);
    }
    assert_eq!(state(&kiosk), "access");
    kiosk.event(Input::Paste("P<UTO".into()));
    kiosk.run_steps(3);
    press(&mut kiosk, Key::Escape);
    assert_eq!(state(&kiosk), "access");
    press(&mut kiosk, Key::Escape);
    happen(&mut kiosk, Event::Cancel);
    for _ in 0..3 {
        happen(&mut kiosk, Event::Continue);
    }
    press(&mut kiosk, Key::Escape);
    assert_eq!(state(&kiosk), "attract");
}

#[test]
fn escape_closes_an_open_menu_and_nothing_else() {
    let (mut kiosk, asked) = kiosk(Mode::Attended, &PLAIN);
    to_review(&mut kiosk, approvable());
    let texts = kiosk::text::Texts::new(PLAIN.language).unwrap();
    let dark = texts.say("kiosk-dark");
    kiosk.get_by_label(&texts.say("kiosk-appearance")).click();
    kiosk.run_steps(3);
    assert!(kiosk.query_by_label(&dark).is_some());
    press(&mut kiosk, Key::Escape);
    assert!(kiosk.query_by_label(&dark).is_none(), "the menu is closed");
    let leave = texts.say("kiosk-leave");
    assert!(kiosk.query_by_label(&leave).is_none());
    assert!(!asked.0.borrow().iter().any(|effect| matches!(effect, Effect::Wipe)));
}

#[test]
fn guidance_scrolls_by_the_keyboard_in_large_text() {
    let look = seen::Look { scale: 2.0, ..PLAIN };
    let (mut kiosk, _) = kiosk(Mode::Unattended, &look);
    kiosk.run_steps(3);
    happen(&mut kiosk, Event::Continue);
    happen(&mut kiosk, Event::Continue);
    assert_eq!(state(&kiosk), "guidance");
    let texts = kiosk::text::Texts::new(PLAIN.language).unwrap();
    let face = texts.say("kiosk-guidance-face");
    let place = |kiosk: &Kiosk| kiosk.get_by_label(&face).rect().max.y;
    assert!(place(&kiosk) > 340.0, "it is below the window's end");
    for _ in 0..4 {
        press(&mut kiosk, Key::PageDown);
    }
    assert!(place(&kiosk) < 340.0);
}
