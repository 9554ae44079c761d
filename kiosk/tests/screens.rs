//! Every screen in every language and size, found by its accessibility labels, and a control by the keyboard alone.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on fails")]

use eframe::egui::{Key, accesskit::Role};
use egui_kittest::kittest::Queryable;
use kiosk::flow::{Advice, Effect, Mode, OfficerSays, PinProblem, Report};
use kiosk::text::{Language, Texts};
use kiosk::view::Theme;
use std::time::Duration;

mod findings;
mod seen;
use findings::approvable;
use seen::{Kiosk, Look, PLAIN, ZONE, ended, holder, kiosk, later, press, report, state, tour};

fn readable(texts: &Texts) -> impl FnMut(&mut Kiosk, &[&str]) + '_ {
    |kiosk, messages| {
        for message in messages {
            let text = texts.say(message);
            let found = kiosk.query_all_by_label(&text).count();
            assert!(found > 0, "{message}: {text} is not to be found in {}", state(kiosk));
        }
    }
}

#[test]
fn every_screen_is_readable_in_every_language() {
    for mode in [Mode::Attended, Mode::Unattended] {
        for language in Language::ALL {
            let texts = Texts::new(language).unwrap();
            let (mut kiosk, _) = kiosk(mode, &Look { language, ..PLAIN });
            tour(&mut kiosk, mode, &mut readable(&texts));
        }
    }
}

#[test]
fn every_screen_is_drawn_in_every_appearance_and_size_and_stays_within_the_window() {
    for (theme, scale) in [(Theme::Dark, 1.5), (Theme::Contrast, 2.0), (Theme::Light, 2.0)] {
        for mode in [Mode::Attended, Mode::Unattended] {
            let (mut kiosk, _) = kiosk(mode, &Look { theme, scale, ..PLAIN });
            tour(&mut kiosk, mode, &mut |kiosk, _| {
                let width = 1280.0 / scale;
                for button in kiosk.query_all_by_role(Role::Button) {
                    let rect = button.rect();
                    assert!(rect.min.x >= -0.5 && rect.max.x <= width + 0.5, "{rect:?} in {}", state(kiosk));
                }
                for role in [Role::Label, Role::TextInput, Role::MultilineTextInput] {
                    for node in kiosk.query_all_by_role(role) {
                        let rect = node.rect();
                        assert!(
                            rect.min.x >= -0.5 && rect.max.x <= width + 0.5,
                            "{node:?} in {}",
                            state(kiosk)
                        );
                    }
                }
                // What leaves a screen stands in the bar below it, which is always in view.
                let cancel = Texts::new(PLAIN.language).unwrap().say("common-cancel");
                for node in kiosk.query_all_by_label(&cancel) {
                    assert!(node.rect().max.y <= 800.0 / scale, "{node:?} in {}", state(kiosk));
                }
            });
        }
    }
}

#[test]
fn every_button_has_the_size_of_a_finger() {
    let (mut kiosk, _) = kiosk(Mode::Attended, &PLAIN);
    tour(&mut kiosk, Mode::Attended, &mut |kiosk, _| {
        for button in kiosk.query_all_by_role(Role::Button) {
            let size = button.rect().size();
            assert!(size.y >= 48.0 && size.x >= 48.0, "{size:?} in {}", state(kiosk));
        }
    });
}

#[test]
fn a_whole_control_by_the_keyboard_alone() {
    let (mut kiosk, asked) = kiosk(Mode::Attended, &PLAIN);
    kiosk.run_steps(3);
    kiosk.event(eframe::egui::Event::Text("000000".into()));
    kiosk.run_steps(3);
    press(&mut kiosk, Key::Enter);
    report(&mut kiosk, Report::PinRefused(PinProblem::Wrong));
    kiosk.event(eframe::egui::Event::Text("246810".into()));
    kiosk.run_steps(3);
    press(&mut kiosk, Key::Enter);
    let pins = asked.0.borrow().iter().filter(|effect| matches!(effect, Effect::Unlock(..))).count();
    assert_eq!(pins, 2, "the PIN field has the keyboard, also after a wrong PIN");
    report(&mut kiosk, Report::SignedIn("officer1".into()));
    press(&mut kiosk, Key::Enter);
    assert_eq!(state(&kiosk), "access");
    kiosk.event(eframe::egui::Event::Paste(ZONE.into()));
    kiosk.run_steps(3);
    press(&mut kiosk, Key::Enter);
    assert_eq!(state(&kiosk), "reading");
    report(&mut kiosk, Report::ChipRead(Some(holder())));
    press(&mut kiosk, Key::Enter);
    report(&mut kiosk, Report::Sees(Advice::Hold));
    press(&mut kiosk, Key::Enter);
    report(&mut kiosk, Report::PictureTaken);
    report(&mut kiosk, Report::Judged(approvable()));
    later(&mut kiosk, Duration::from_secs(1));
    press(&mut kiosk, Key::Enter);
    assert!(matches!(asked.0.borrow().last(), Some(Effect::Conclude(OfficerSays::Approve, _))));
    report(&mut kiosk, Report::Ended(ended()));
    press(&mut kiosk, Key::Enter);
    assert_eq!(state(&kiosk), "idle");
}

#[test]
fn tab_reaches_the_buttons_and_escape_leaves() {
    let (mut kiosk, asked) = kiosk(Mode::Unattended, &PLAIN);
    kiosk.run_steps(3);
    press(&mut kiosk, Key::Enter);
    assert_eq!(state(&kiosk), "languages");
    let name = Language::NorthernSami.name();
    for _ in 0..12 {
        press(&mut kiosk, Key::Tab);
        if kiosk.query_all_by_label(name).any(|node| node.is_focused()) {
            break;
        }
    }
    press(&mut kiosk, Key::Enter);
    assert_eq!(state(&kiosk), "guidance");
    assert_eq!(kiosk.state().flow().language(), Language::NorthernSami);
    press(&mut kiosk, Key::Escape);
    assert_eq!(state(&kiosk), "attract");
    assert!(matches!(asked.0.borrow().last(), Some(Effect::Wipe)));
}
