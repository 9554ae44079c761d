//! Large text, keyboard and privacy: what the screens must keep when there is little room, or the wrong person looks.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on fails")]

use eframe::egui::{Event as Input, Key, Rect, Vec2, accesskit::Role, vec2};
use egui_kittest::kittest::{NodeT, Queryable};
use kiosk::flow::{Effect, Event, Mode, Report, Secret};
use kiosk::text::{Language, Texts};
use verifier::assurance::Unmet;
use verifier::reason::Reason;

mod findings;
mod seen;
use findings::{approvable, refused, undecided};
use seen::{Kiosk, Look, PLAIN, happen, kiosk, press, report, state, to_review, tour};

/// Text of 200 % in a window of 1280 by 800 points.
const LARGE: Look = Look { scale: 2.0, ..PLAIN };
const WINDOW: Vec2 = vec2(640.0, 400.0);

/// Every button with its name, where it stands.
fn buttons(kiosk: &Kiosk) -> Vec<(String, Rect)> {
    let nodes = kiosk.query_all_by_role(Role::Button);
    nodes.map(|node| (node.accesskit_node().label().unwrap_or_default(), node.rect())).collect()
}

fn fit_beside_each_other(kiosk: &Kiosk) {
    let buttons = buttons(kiosk);
    for (index, (name, rect)) in buttons.iter().enumerate() {
        assert!(rect.min.x >= -0.5 && rect.max.x <= WINDOW.x + 0.5, "{name} in {}", state(kiosk));
        assert!(rect.height() >= 48.0 && rect.width() >= 48.0, "{name} in {}", state(kiosk));
        let row = buttons[index + 1..].iter().filter(|(_, other)| (other.min.y - rect.min.y).abs() < 1.0);
        for (other, place) in row {
            assert!(rect.intersect(*place).width() <= 0.5, "{name} lies on {other} in {}", state(kiosk));
        }
    }
}

#[test]
fn no_button_lies_on_another_nor_outside_the_window_in_any_language() {
    for language in Language::ALL {
        for mode in [Mode::Attended, Mode::Unattended] {
            let (mut kiosk, _) = kiosk(mode, &Look { language, ..LARGE });
            tour(&mut kiosk, mode, &mut |kiosk, _| fit_beside_each_other(kiosk));
        }
    }
}

#[test]
fn the_reviews_actions_are_always_in_view_and_its_end_can_be_scrolled_to() {
    let mut without_face = approvable();
    without_face.outlook.reasons = vec![Reason::FaceNotFound];
    let cases = [
        (approvable(), vec!["kiosk-approve", "kiosk-decline"]),
        (undecided(Unmet::ActiveLiveness), vec!["kiosk-end", "kiosk-decline"]),
        (refused(Reason::FaceNotMatched), vec!["kiosk-end", "kiosk-retake"]),
        (without_face, vec!["kiosk-end", "kiosk-decline", "kiosk-retake"]),
    ];
    for language in Language::ALL {
        let texts = Texts::new(language).unwrap();
        for (findings, mut actions) in cases.clone() {
            actions.push("common-cancel");
            let (mut kiosk, _) = kiosk(Mode::Attended, &Look { language, ..LARGE });
            to_review(&mut kiosk, findings);
            fit_beside_each_other(&kiosk);
            let top = |kiosk: &Kiosk, id: &str| kiosk.get_by_label(&texts.say(id)).rect();
            let highest = actions.iter().map(|id| top(&kiosk, id).min.y).fold(WINDOW.y, f32::min);
            for id in &actions {
                assert!(top(&kiosk, id).max.y <= WINDOW.y, "{id} in {language:?}");
            }
            assert!(highest - 70.0 >= 170.0, "too little is left of the review in {language:?}: {highest}");
            for _ in 0..12 {
                press(&mut kiosk, Key::PageDown);
            }
            let end = top(&kiosk, "kiosk-receipt-language").min.y;
            assert!(end < highest, "the review's end is not in view: {end}, {highest}");
            press(&mut kiosk, Key::PageUp);
            assert!(top(&kiosk, "kiosk-receipt-language").min.y > end, "and back");
        }
    }
}

#[test]
fn the_receipts_language_is_reached_by_tab_and_comes_into_view() {
    let (mut kiosk, asked) = kiosk(Mode::Attended, &LARGE);
    to_review(&mut kiosk, approvable());
    let name = Language::NorthernSami.name();
    for _ in 0..20 {
        press(&mut kiosk, Key::Tab);
        if kiosk.get_by_label(name).is_focused() {
            break;
        }
    }
    kiosk.run_steps(5);
    assert!(kiosk.get_by_label(name).rect().max.y < WINDOW.y - 58.0, "it is behind the actions");
    press(&mut kiosk, Key::Enter);
    assert_eq!(kiosk.state().flow().receipt_language(), Language::NorthernSami);
    happen(&mut kiosk, Event::Approve);
    let last = asked.0.borrow().last().cloned();
    assert!(matches!(last, Some(Effect::Conclude(_, Language::NorthernSami))));
}

#[test]
fn the_printed_fields_are_typed_by_the_keyboard_alone() {
    let (mut kiosk, asked) = kiosk(Mode::Attended, &PLAIN);
    kiosk.run_steps(3);
    happen(&mut kiosk, Event::SignIn(Secret::new("246810")));
    report(&mut kiosk, Report::SignedIn("officer1".into()));
    press(&mut kiosk, Key::Enter);
    let texts = Texts::new(Language::English).unwrap();
    kiosk.get_by_label(&texts.say("kiosk-method-printed")).click();
    kiosk.run_steps(3);
    for text in ["L898902C3", "12.08.1974", "15.04.2036"] {
        kiosk.event(Input::Text(text.into()));
        kiosk.run_steps(3);
        if text != "15.04.2036" {
            press(&mut kiosk, Key::Tab);
        }
    }
    press(&mut kiosk, Key::Enter);
    assert!(matches!(asked.0.borrow().last(), Some(Effect::Read(_))), "{}", state(&kiosk));
}

#[test]
fn alone_no_screen_shows_whose_document_it_is() {
    let texts = Texts::new(Language::English).unwrap();
    let seen = |kiosk: &Kiosk| {
        let portrait = texts.say("kiosk-portrait");
        kiosk.query_all_by_label_contains("ERIKSSON").count()
            + kiosk.query_all_by_label_contains("1974").count()
            + kiosk.query_all_by_label(&portrait).count()
    };
    for (mode, expected) in [(Mode::Unattended, false), (Mode::Attended, true)] {
        let (mut kiosk, _) = kiosk(mode, &PLAIN);
        let mut shown = 0;
        tour(&mut kiosk, mode, &mut |kiosk, _| {
            // What is typed there is the person's own.
            shown += if state(kiosk) == "access" { 0 } else { seen(kiosk) };
        });
        assert_eq!(shown > 0, expected, "{mode:?}: {shown}");
    }
}
