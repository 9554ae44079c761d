//! What a window may keep and show: nothing of the last person, no PIN for ever, and what is wrong, in words.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on fails")]

use eframe::egui::{Event as Input, Key, OutputCommand, accesskit};
use egui_kittest::kittest::{NodeT, Queryable};
use kiosk::flow::{Advice, Attempt, Effect, Event, Mode, Outage, PinProblem, Report, Secret, State, Typed};
use kiosk::text::Texts;
use std::time::Duration;
use verifier::reason::Reason;

mod findings;
mod seen;
use findings::refused;
use seen::{Kiosk, PLAIN, ZONE, happen, kiosk, kiosk_of, later, report, to_review, tour};

fn texts() -> Texts {
    Texts::new(PLAIN.language).unwrap()
}

fn says(kiosk: &Kiosk, text: &str) -> bool {
    kiosk.query_all_by_label(text).count() > 0
}

fn to_access(kiosk: &mut Kiosk) {
    kiosk.run_steps(3);
    for _ in 0..3 {
        happen(kiosk, Event::Continue);
    }
}

#[test]
fn a_pin_that_nobody_finishes_is_gone_after_half_a_minute() {
    let (mut kiosk, _) = kiosk(Mode::Attended, &PLAIN);
    kiosk.run_steps(3);
    let enabled = |kiosk: &Kiosk| {
        let name = texts().say("kiosk-sign-in");
        let button = kiosk.get_by_role_and_label(accesskit::Role::Button, &name);
        !button.accesskit_node().is_disabled()
    };
    kiosk.event(Input::Text("246".into()));
    kiosk.run_steps(3);
    assert!(enabled(&kiosk));
    later(&mut kiosk, Duration::from_secs(29));
    assert!(enabled(&kiosk));
    later(&mut kiosk, Duration::from_secs(2));
    assert!(!enabled(&kiosk));
}

#[test]
fn after_a_case_the_clipboard_is_empty_and_the_booth_as_it_was() {
    let (mut kiosk, _) = kiosk(Mode::Unattended, &PLAIN);
    to_access(&mut kiosk);
    kiosk.get_by_label(&texts().say_with("kiosk-text-size", &[("percent", "100")])).click();
    kiosk.run_steps(3);
    kiosk.get_by_label(&texts().say_with("kiosk-text-size", &[("percent", "200")])).click();
    kiosk.run_steps(3);
    assert_eq!(kiosk.ctx.zoom_factor(), 2.0);
    kiosk.state_mut().happen(Event::Cancel);
    kiosk.step();
    let emptied = kiosk
        .output()
        .platform_output
        .commands
        .iter()
        .any(|command| matches!(command, OutputCommand::CopyText(text) if text.is_empty()));
    assert!(emptied, "what was copied is not there any more");
    kiosk.run_steps(3);
    assert_eq!(kiosk.ctx.zoom_factor(), 1.0, "the next person has the size of the house");
}

#[test]
fn what_is_wrong_with_a_whole_zone_is_said() {
    let (mut kiosk, _) = kiosk(Mode::Unattended, &PLAIN);
    to_access(&mut kiosk);
    let mut types = |zone: &str| {
        happen(&mut kiosk, Event::Typed(Typed::Text(Secret::new(zone))));
        let said = |id: &str| says(&kiosk, &texts().say(id));
        let place = texts().say_with("kiosk-mrz-foreign", &[("line", "1"), ("column", "12")]);
        let foreign = says(&kiosk, &place);
        [said("kiosk-field-composite"), foreign, said("kiosk-access-incomplete")]
    };
    assert_eq!(types(ZONE), [false; 3]);
    assert_eq!(types(&ZONE.replace("<<<<10", "<<<<11")), [true, false, false]);
    assert_eq!(types(&ZONE.replace("ERIKSSON", "ERIKSSØN")), [false, true, false]);
    assert_eq!(types(&ZONE.replace("<<<<10", "<<<<100")), [false, false, true]);
}

#[test]
fn the_seconds_until_the_picture_are_counted_and_nothing_is_good_beside_what_was_bad() {
    let (mut kiosk, _) = kiosk(Mode::Unattended, &PLAIN);
    to_access(&mut kiosk);
    happen(&mut kiosk, Event::Typed(Typed::Text(Secret::new(ZONE))));
    happen(&mut kiosk, Event::Continue);
    report(&mut kiosk, Report::ChipRead(None));
    happen(&mut kiosk, Event::Continue);
    let counted = |kiosk: &Kiosk, seconds: &str| {
        says(kiosk, &texts().say_with("kiosk-countdown", &[("seconds", seconds)]))
    };
    report(&mut kiosk, Report::Sees(Advice::Hold));
    assert!(counted(&kiosk, "3"));
    later(&mut kiosk, Duration::from_millis(1500));
    assert!(counted(&kiosk, "2") && !counted(&kiosk, "3"));
    happen(&mut kiosk, Event::TakePicture);
    report(&mut kiosk, Report::PictureTaken);
    report(&mut kiosk, Report::Judged(refused(Reason::FaceNotMatched)));
    report(&mut kiosk, Report::Sees(Advice::Hold));
    assert!(matches!(kiosk.state().flow().state(), State::Face(step, _) if step.problem.is_some()));
    assert!(!says(&kiosk, &texts().say("kiosk-advice-hold")));
    assert!(!counted(&kiosk, "3"), "there is time to do something about it");
    later(&mut kiosk, Duration::from_millis(3500));
    assert!(counted(&kiosk, "3"));
}

#[test]
fn another_picture_is_offered_and_advised_only_where_it_may_be_taken() {
    let advice = texts().say("advice-face_not_matched");
    for taken in 1..=3 {
        let (mut kiosk, _) = kiosk(Mode::Attended, &PLAIN);
        to_review(&mut kiosk, refused(Reason::FaceNotMatched));
        for _ in 1..taken {
            happen(&mut kiosk, Event::Retake);
            report(&mut kiosk, Report::Sees(Advice::Hold));
            happen(&mut kiosk, Event::TakePicture);
            report(&mut kiosk, Report::PictureTaken);
            report(&mut kiosk, Report::Judged(refused(Reason::FaceNotMatched)));
        }
        let offered = says(&kiosk, &texts().say("kiosk-retake"));
        let advised = kiosk.query_all_by_label_contains(&advice).count() > 0;
        assert_eq!((offered, advised), (taken < 3, taken < 3), "after {taken} pictures");
    }
}

#[test]
fn the_officer_sees_what_an_earlier_picture_brought() {
    let (mut kiosk, _) = kiosk(Mode::Attended, &PLAIN);
    let mut findings = findings::approvable();
    findings.earlier =
        vec![Attempt { reasons: vec![Reason::PresentationAttack], face: Some(0.7), attack: Some(0.9) }];
    to_review(&mut kiosk, findings);
    let reason = texts().say("reason-presentation_attack");
    let said = texts().say_with("kiosk-review-earlier", &[("number", "1"), ("reasons", &reason)]);
    assert!(says(&kiosk, &said));
}

#[test]
fn what_appears_by_itself_is_read_aloud() {
    let (mut kiosk, _) = kiosk(Mode::Attended, &PLAIN);
    to_review(&mut kiosk, refused(Reason::ChipNotGenuine));
    let heading = texts().say("kiosk-review-refused");
    assert_eq!(kiosk.get_by_label(&heading).accesskit_node().live(), accesskit::Live::Polite);
    let reason = texts().say("reason-chip_not_genuine");
    let reason = kiosk.query_all_by_label_contains(&reason).next();
    assert_eq!(reason.unwrap().accesskit_node().live(), accesskit::Live::Polite);
}

#[test]
fn the_receipt_is_offered_in_the_booth_too_once() {
    for mode in [Mode::Attended, Mode::Unattended] {
        let (mut kiosk, asked) = kiosk(mode, &PLAIN);
        let mut ended = false;
        tour(&mut kiosk, mode, &mut |kiosk, _| {
            let name = texts().say("kiosk-print");
            if seen::state(kiosk) == "ended" && !ended {
                ended = true;
                kiosk.get_by_label(&name).click();
                kiosk.run_steps(3);
                kiosk.get_by_label(&name).click();
                kiosk.run_steps(3);
            }
        });
        let printed = asked.0.borrow().iter().filter(|effect| matches!(effect, Effect::Print(_))).count();
        assert_eq!((ended, printed), (true, 1), "{mode:?}");
    }
}

#[test]
fn every_officer_of_a_counter_can_be_chosen() {
    let (mut alone, _) = kiosk(Mode::Attended, &PLAIN);
    alone.run_steps(3);
    assert!(!says(&alone, "kari"), "one officer has nothing to choose");
    let (mut kiosk, asked) = kiosk_of(Mode::Attended, &PLAIN, &["kari", "ola"]);
    kiosk.run_steps(3);
    kiosk.get_by_label("ola").click();
    kiosk.run_steps(3);
    happen(&mut kiosk, Event::SignIn(Secret::new("246810")));
    assert!(matches!(asked.0.borrow().last(), Some(Effect::Unlock(1, _))));
}

#[test]
fn a_pin_that_is_to_be_waited_for_is_said_and_not_taken() {
    let (mut kiosk, asked) = kiosk(Mode::Attended, &PLAIN);
    kiosk.run_steps(3);
    for _ in 0..3 {
        happen(&mut kiosk, Event::SignIn(Secret::new("1")));
        report(&mut kiosk, Report::PinRefused(PinProblem::Wrong));
    }
    let before = asked.0.borrow().len();
    assert!(says(&kiosk, &texts().say_with("kiosk-pin-wait", &[("seconds", "5")])));
    kiosk.event(Input::Text("246810".into()));
    kiosk.run_steps(3);
    seen::press(&mut kiosk, Key::Enter);
    assert_eq!(asked.0.borrow().len(), before);
    later(&mut kiosk, Duration::from_secs(5));
    seen::press(&mut kiosk, Key::Enter);
    assert_eq!(asked.0.borrow().len(), before + 1);
}

#[test]
fn a_single_control_that_failed_says_that_nothing_is_kept_and_its_window_still_closes() {
    let (mut kiosk, _) = seen::kiosk_for_one_control(&PLAIN);
    to_review(&mut kiosk, refused(Reason::ChipNotGenuine));
    report(&mut kiosk, Report::Document(true));
    report(&mut kiosk, Report::Outage(Outage::Control));
    happen(&mut kiosk, Event::Continue);
    assert_eq!(seen::state(&kiosk), "done");
    let text = |kept: &str| format!("{} {}", texts().say("kiosk-wiped"), texts().say(kept));
    assert!(says(&kiosk, &text("kiosk-kept-nothing")));
    let frames = &kiosk.output().viewport_output;
    let next = frames.values().map(|viewport| viewport.repaint_delay).min().unwrap();
    assert!(next <= Duration::from_secs(1), "it is looked at until it closes: {next:?}");
}
