//! Every screen in every language and size, found by its accessibility labels, and a control by the keyboard alone.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on fails")]

use eframe::egui::{Key, Vec2, vec2};
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable;
use kiosk::flow::{
    Advice, CaseNumber, Effect, Ended, Event, Holder, Mode, OfficerSays, Outage, Photo, PinProblem, Report,
    Row, Secret, Status, Timings,
};
use kiosk::text::{Language, Texts};
use kiosk::view::{Facts, Orders, Settings, Theme, Window};
use kiosk::work::View;
use std::cell::RefCell;
use std::rc::Rc;
use std::sync::Arc;
use std::sync::mpsc::channel;
use std::time::Duration;
use verifier::assurance::Decision;
use verifier::reason::Reason;

mod findings;
use findings::{approvable, refused};

/// What was asked for.
#[derive(Clone, Default)]
struct Asked(Rc<RefCell<Vec<Effect>>>);

impl Orders for Asked {
    fn order(&self, _: CaseNumber, effect: Effect) {
        self.0.borrow_mut().push(effect);
    }

    fn view(&self) -> Option<View> {
        let photo = Arc::new(Photo { width: 4, height: 3, rgb: vec![90; 36] });
        Some(View { photo, face: Some([0.4, 0.3, 0.2, 0.4]), number: 1 })
    }
}

type Kiosk = Harness<'static, Window<Asked>>;

struct Look {
    language: Language,
    theme: Theme,
    scale: f32,
    size: Vec2,
}

const PLAIN: Look =
    Look { language: Language::English, theme: Theme::Light, scale: 1.0, size: vec2(1280.0, 800.0) };

fn kiosk(mode: Mode, look: &Look) -> (Kiosk, Asked) {
    let asked = Asked::default();
    let settings = Settings {
        mode,
        one_control: false,
        timings: Timings { idle: Duration::from_secs(3600), ..Timings::ATTENDED },
        language: look.language,
        theme: look.theme,
        scale: look.scale,
        facts: Facts { policy: "demo".into(), audience: "https://issuer.example".into() },
    };
    let (sender, events) = channel();
    std::mem::forget(sender);
    let window = Window::new(settings, asked.clone(), events).unwrap();
    let harness = Harness::builder()
        .with_size(look.size)
        .build_ui_state(|ui, window: &mut Window<Asked>| window.draw(ui), window);
    (harness, asked)
}

fn happen(kiosk: &mut Kiosk, event: Event) {
    kiosk.state_mut().happen(event);
    kiosk.run_steps(3);
}

fn report(kiosk: &mut Kiosk, report: Report) {
    let case = kiosk.state().flow().case();
    happen(kiosk, Event::Work(case, report));
}

fn press(kiosk: &mut Kiosk, key: Key) {
    kiosk.key_press(key);
    kiosk.run_steps(3);
}

fn state(kiosk: &Kiosk) -> &'static str {
    kiosk.state().flow().state().name()
}

fn holder() -> Box<Holder> {
    Box::new(Holder {
        name: "ÅSA ČÁŊŠA ERIKSSON".into(),
        date_of_birth: "1974-08-12".into(),
        date_of_expiry: "2036-11-23".into(),
        document_number: "L898902C3".into(),
        issuing_state: "UT".into(),
        portrait: Some(Arc::new(Photo { width: 3, height: 4, rgb: vec![120; 36] })),
    })
}

fn ended() -> Box<Ended> {
    Box::new(Ended {
        number: "c0ffee".into(),
        decision: Decision::refused_before_examination(Reason::AccessDenied),
        folder: "out".into(),
        receipt: Some("out/receipt.html".into()),
    })
}

const ZONE: &str =
    "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\nL898902C36UTO7408122F1204159ZE184226B<<<<<10";

/// Leads through every screen of a mode; on each, `see` hears the messages that must be readable there.
fn tour(kiosk: &mut Kiosk, mode: Mode, see: &mut dyn FnMut(&mut Kiosk, &[&str])) {
    kiosk.run_steps(3);
    match mode {
        Mode::Attended => {
            see(kiosk, &["kiosk-sign-in-title", "kiosk-pin"]);
            happen(kiosk, Event::SignIn(Secret::new("246810")));
            report(kiosk, Report::SignedIn("officer1".into()));
            see(kiosk, &["kiosk-idle-title", "kiosk-begin", "kiosk-sign-out"]);
        }
        Mode::Unattended => {
            see(kiosk, &["kiosk-attract-title", "kiosk-attract-begin"]);
            happen(kiosk, Event::Continue);
            see(kiosk, &["kiosk-languages-title", "common-cancel"]);
            happen(kiosk, Event::Continue);
            see(kiosk, &["kiosk-guidance-title", "kiosk-guidance-chip", "kiosk-guidance-face-text"]);
        }
    }
    happen(kiosk, Event::Continue);
    report(kiosk, Report::Document(true));
    see(
        kiosk,
        &["kiosk-access-title", "kiosk-mrz-label", "kiosk-document-present", "kiosk-field-date-of-birth"],
    );
    happen(kiosk, Event::Typed(kiosk::flow::Typed::Text(Secret::new(ZONE))));
    happen(kiosk, Event::Continue);
    report(kiosk, Report::Found(Row::Signature, Status::Proven("UT".into())));
    see(kiosk, &["kiosk-reading-title", "kiosk-row-signature", "kiosk-status-proven"]);
    report(kiosk, Report::ChipRead(Some(holder())));
    see(kiosk, &["kiosk-reading-done", "common-continue"]);
    happen(kiosk, Event::Continue);
    report(kiosk, Report::Sees(Advice::Closer));
    see(kiosk, &["kiosk-advice-closer", "kiosk-take-picture"]);
    report(kiosk, Report::Sees(Advice::Hold));
    happen(kiosk, Event::TakePicture);
    report(kiosk, Report::PictureTaken);
    see(kiosk, &["kiosk-judging-title"]);
    if mode == Mode::Attended {
        report(kiosk, Report::Judged(refused(Reason::ChipNotGenuine)));
        see(kiosk, &["kiosk-review-not", "kiosk-leg-chip", "kiosk-end"]);
        happen(kiosk, Event::Continue);
    } else {
        report(kiosk, Report::Judged(refused(Reason::ChipNotGenuine)));
    }
    see(kiosk, &["kiosk-closing-title"]);
    report(kiosk, Report::Ended(ended()));
    see(kiosk, &["common-refused", "kiosk-wiped", "kiosk-ended-refused"]);
    report(kiosk, Report::Outage(Outage::Control));
    see(kiosk, &["kiosk-outage-title", "kiosk-outage-control"]);
}

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
                for button in kiosk.query_all_by_role(eframe::egui::accesskit::Role::Button) {
                    let rect = button.rect();
                    assert!(rect.min.x >= -0.5 && rect.max.x <= width + 0.5, "{rect:?} in {}", state(kiosk));
                }
            });
        }
    }
}

#[test]
fn every_button_has_the_size_of_a_finger() {
    let (mut kiosk, _) = kiosk(Mode::Attended, &PLAIN);
    tour(&mut kiosk, Mode::Attended, &mut |kiosk, _| {
        for button in kiosk.query_all_by_role(eframe::egui::accesskit::Role::Button) {
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
    let pins = asked.0.borrow().iter().filter(|effect| matches!(effect, Effect::Unlock(_))).count();
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
