//! Stands in front of a window: shows it what happens, and leads it through every screen.

#![allow(dead_code, reason = "each test binary uses its part")]
#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use crate::findings::refused;
use eframe::egui::{Key, Vec2, vec2};
use egui_kittest::Harness;
use kiosk::flow::{
    AccessMethod, Advice, CaseNumber, Effect, Ended, Event, Findings, Holder, Kept, Mode, Outage, Photo,
    PrintedField, Printing, Report, Row, Secret, Status, Timings, Typed,
};
use kiosk::text::Language;
use kiosk::view::{Facts, Orders, Settings, Theme, Window};
use kiosk::work::View;
use std::cell::RefCell;
use std::rc::Rc;
use std::sync::Arc;
use std::sync::mpsc::channel;
use std::time::Duration;
use verifier::assurance::Decision;
use verifier::reason::Reason;

/// What was asked for.
#[derive(Clone, Default)]
pub struct Asked(pub Rc<RefCell<Vec<Effect>>>);

impl Orders for Asked {
    fn order(&self, _: CaseNumber, effect: Effect) {
        self.0.borrow_mut().push(effect);
    }

    fn view(&self) -> Option<View> {
        let photo = Arc::new(Photo { width: 4, height: 3, rgb: vec![90; 36] });
        Some(View { photo, face: Some([0.4, 0.3, 0.2, 0.4]), number: 1 })
    }
}

pub type Kiosk = Harness<'static, Window<Asked>>;

pub struct Look {
    pub language: Language,
    pub theme: Theme,
    pub scale: f32,
    pub size: Vec2,
}

pub const PLAIN: Look =
    Look { language: Language::English, theme: Theme::Light, scale: 1.0, size: vec2(1280.0, 800.0) };

pub fn kiosk(mode: Mode, look: &Look) -> (Kiosk, Asked) {
    kiosk_of(mode, look, &["kari"])
}

/// A kiosk at a counter for a single control.
pub fn kiosk_for_one_control(look: &Look) -> (Kiosk, Asked) {
    window(Settings { one_control: true, ..settings(Mode::Attended, look, &["kari"]) }, look)
}

/// A kiosk with the keys of these officers.
pub fn kiosk_of(mode: Mode, look: &Look, officers: &[&str]) -> (Kiosk, Asked) {
    window(settings(mode, look, officers), look)
}

fn settings(mode: Mode, look: &Look, officers: &[&str]) -> Settings {
    Settings {
        mode,
        one_control: false,
        timings: Timings {
            idle: Duration::from_secs(3600),
            case: Duration::from_secs(7200),
            ..Timings::ATTENDED
        },
        language: look.language,
        theme: look.theme,
        scale: look.scale,
        attempts: 3,
        facts: Facts {
            policy: "demo".into(),
            audience: "https://issuer.example".into(),
            days: 30,
            officers: officers.iter().map(ToString::to_string).collect(),
            prints: true,
        },
    }
}

fn window(settings: Settings, look: &Look) -> (Kiosk, Asked) {
    let asked = Asked::default();
    let (sender, events) = channel();
    std::mem::forget(sender);
    let window = Window::new(settings, asked.clone(), events).unwrap();
    let harness = Harness::builder()
        .with_size(look.size)
        .build_ui_state(|ui, window: &mut Window<Asked>| window.draw(ui), window);
    (harness, asked)
}

pub fn happen(kiosk: &mut Kiosk, event: Event) {
    kiosk.state_mut().happen(event);
    kiosk.run_steps(3);
}

pub fn report(kiosk: &mut Kiosk, report: Report) {
    let case = kiosk.state().flow().case();
    happen(kiosk, Event::Work(case, report));
}

pub fn press(kiosk: &mut Kiosk, key: Key) {
    kiosk.key_press(key);
    kiosk.run_steps(3);
}

/// Lets time pass.
pub fn later(kiosk: &mut Kiosk, time: Duration) {
    let now = kiosk.state().flow().now() + time;
    kiosk.state_mut().happen_at(Event::Tick, now);
    kiosk.run_steps(3);
}

pub fn state(kiosk: &Kiosk) -> &'static str {
    kiosk.state().flow().state().name()
}

pub fn holder() -> Box<Holder> {
    Box::new(Holder {
        name: "ÅSA ČÁŊŠA ERIKSSON".into(),
        date_of_birth: "1974-08-12".into(),
        date_of_expiry: "2036-11-23".into(),
        document_number: "L898902C3".into(),
        issuing_state: "UT".into(),
        portrait: Some(Arc::new(Photo { width: 3, height: 4, rgb: vec![120; 36] })),
    })
}

pub fn ended() -> Box<Ended> {
    Box::new(Ended {
        number: "c0ffee".into(),
        decision: Decision::refused_before_examination(Reason::AccessDenied),
        folder: "out".into(),
        kept: Kept::Result,
        receipt: Some("out/receipt.html".into()),
        printing: Printing::NotAsked,
    })
}

pub const ZONE: &str =
    "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\nL898902C36UTO7408122F1204159ZE184226B<<<<<10";

/// Leads through every screen of a mode; on each, `see` hears the messages that must be readable there.
pub fn tour(kiosk: &mut Kiosk, mode: Mode, see: &mut dyn FnMut(&mut Kiosk, &[&str])) {
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
    if mode == Mode::Attended {
        happen(kiosk, Event::Typed(Typed::Method(AccessMethod::Printed)));
        see(
            kiosk,
            &["kiosk-method-printed", "kiosk-field-document-number", "kiosk-number-help", "kiosk-date-help"],
        );
        for (field, text) in PrintedField::ALL.into_iter().zip(["Æ1", "31.02.2000", "1.2.3.4"]) {
            happen(kiosk, Event::Typed(Typed::Printed(field, Secret::new(text))));
        }
        see(kiosk, &["kiosk-number-character", "kiosk-date-no-such-day", "kiosk-date-form"]);
        happen(kiosk, Event::Typed(Typed::Method(AccessMethod::Mrz)));
    }
    happen(kiosk, Event::Typed(Typed::Text(Secret::new(ZONE))));
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
        see(kiosk, &["kiosk-review-refused", "kiosk-leg-chip", "kiosk-receipt-language", "kiosk-end"]);
        happen(kiosk, Event::Continue);
    } else {
        report(kiosk, Report::Judged(refused(Reason::ChipNotGenuine)));
    }
    see(kiosk, &["kiosk-closing-title"]);
    report(kiosk, Report::Ended(ended()));
    let document = match mode {
        Mode::Attended => "kiosk-give-document-back",
        Mode::Unattended => "kiosk-take-document",
    };
    see(kiosk, &["common-refused", "kiosk-ended-refused", document]);
    report(kiosk, Report::Outage(Outage::Control));
    see(kiosk, &["kiosk-outage-title", "kiosk-outage-control"]);
    report(kiosk, Report::Outage(Outage::Unknown));
    see(kiosk, &["kiosk-outage-title", "kiosk-outage-unknown"]);
}

/// Leads an officer to the review of these findings.
pub fn to_review(kiosk: &mut Kiosk, findings: Box<Findings>) {
    kiosk.run_steps(3);
    happen(kiosk, Event::SignIn(Secret::new("246810")));
    report(kiosk, Report::SignedIn("officer1".into()));
    happen(kiosk, Event::Continue);
    happen(kiosk, Event::Typed(Typed::Text(Secret::new(ZONE))));
    happen(kiosk, Event::Continue);
    report(kiosk, Report::ChipRead(Some(holder())));
    happen(kiosk, Event::Continue);
    report(kiosk, Report::Sees(Advice::Hold));
    happen(kiosk, Event::TakePicture);
    report(kiosk, Report::PictureTaken);
    report(kiosk, Report::Judged(findings));
}
