//! The officer's review: what every leg found, every reason with what to do, and the two faces side by side.

use super::{Screen, holder};
use crate::flow::{Event, Findings, Holder, is_of_the_picture};
use crate::text::{Language, unmet};
use crate::view::mark::Mark;
use crate::view::widgets::{card, choice, column, finding, notice, small, title};
use eframe::egui::{RichText, Stroke, Ui, vec2};
use verifier::assurance::Verdict;
use verifier::genuineness::ChipOutcome;
use verifier::passive::PassiveVerdict;
use verifier::reason::Reason;
use verifier::report::{AttackReport, AttackVerdict, FaceReport, FaceVerdict, LegReports};

/// Shows the outlook, why, both faces, and what each leg found.
pub fn show(ui: &mut Ui, screen: &mut Screen<'_>, findings: &Findings, holder: Option<&Holder>) {
    let palette = screen.palette;
    column(ui, 1160.0, |ui| {
        outlook(ui, screen, findings);
        reasons(ui, screen, findings);
        earlier(ui, screen, findings);
        let wide = ui.available_width() > 760.0;
        let side = if wide { ui.available_width() * 0.42 } else { ui.available_width() };
        if wide {
            ui.horizontal_top(|ui| {
                ui.vertical(|ui| {
                    ui.set_width(side);
                    faces(ui, screen, side, holder);
                });
                card(ui, palette, |ui| legs(ui, screen, findings));
            });
        } else {
            faces(ui, screen, side, holder);
            card(ui, palette, |ui| legs(ui, screen, findings));
        }
        receipt(ui, screen);
    });
}

fn outlook(ui: &mut Ui, screen: &Screen<'_>, findings: &Findings) {
    let (heading, text) = match findings.outlook.verdict {
        _ if findings.approvable() => ("kiosk-review-ready", screen.say("kiosk-review-ready-text")),
        Verdict::Refused => ("kiosk-review-refused", String::new()),
        _ => ("kiosk-review-not", String::new()),
    };
    title(ui, screen.palette, &screen.say(heading), &text);
}

/// The receipt is for the holder, whose language may be another than the officer's.
fn receipt(ui: &mut Ui, screen: &mut Screen<'_>) {
    let palette = screen.palette;
    ui.label(screen.say("kiosk-receipt-language"));
    ui.horizontal_wrapped(|ui| {
        for language in Language::ALL {
            let chosen = language == screen.flow.receipt_language();
            if choice(ui, palette, language.name(), chosen).clicked() {
                screen.events.push(Event::ReceiptLanguage(language));
            }
        }
    });
}

fn faces(ui: &mut Ui, screen: &Screen<'_>, width: f32, holder: Option<&Holder>) {
    let palette = screen.palette;
    // Both faces are to be seen at once, also where large text leaves little room.
    let height = (ui.clip_rect().height() * 0.72).clamp(150.0, 260.0);
    ui.horizontal_top(|ui| {
        for camera in [false, true] {
            ui.vertical(|ui| {
                let most = vec2(width / 2.0 - 8.0, height);
                let label = screen.say(if camera { "kiosk-camera" } else { "kiosk-portrait" });
                small(ui, palette.muted, &label);
                let shown = match camera {
                    true => screen.pictures.show_camera(ui, most, palette, Stroke::NONE, &label),
                    false => screen.pictures.show_portrait(ui, most, palette, &label),
                };
                if !shown && !camera {
                    ui.label(screen.say("kiosk-no-portrait"));
                }
            });
        }
    });
    if let Some(shown) = holder {
        holder::details(ui, screen, shown);
    }
}

fn reasons(ui: &mut Ui, screen: &Screen<'_>, findings: &Findings) {
    let said = findings.reasons().filter(|reason| *reason != Reason::AssuranceNotMet).map(|reason| {
        let said = screen.say(&format!("reason-{}", reason.code()));
        match screen.flow.may_retake() || !is_of_the_picture(reason) {
            true => format!("{said}. {}", screen.say(&format!("advice-{}", reason.code()))),
            false => said,
        }
    });
    for text in said {
        notice(ui, screen.palette, Mark::Bad, &text);
    }
    for demand in findings.demands() {
        notice(ui, screen.palette, Mark::Open, &screen.say(unmet(demand)));
    }
}

/// A picture that is followed by a better one is not forgotten.
fn earlier(ui: &mut Ui, screen: &Screen<'_>, findings: &Findings) {
    for (number, attempt) in (1u8..).zip(&findings.earlier) {
        let reasons = attempt.reasons.iter().map(|reason| screen.say(&format!("reason-{}", reason.code())));
        let reasons = reasons.collect::<Vec<_>>().join("; ");
        let values = [("number", number.to_string()), ("reasons", reasons)];
        notice(ui, screen.palette, Mark::Open, &screen.say_with("kiosk-review-earlier", &values));
    }
}

fn legs(ui: &mut Ui, screen: &Screen<'_>, findings: &Findings) {
    document_legs(ui, screen, &findings.reports);
    face_leg(ui, screen, &findings.reports.face);
    attack_leg(ui, screen, &findings.reports.presentation_attack);
    let policy = format!("{} · {}", findings.policy, screen.facts.audience);
    ui.label(RichText::new(policy).color(screen.palette.muted));
}

fn document_legs(ui: &mut Ui, screen: &Screen<'_>, reports: &LegReports) {
    let proven = |proven: bool| if proven { Mark::Good } else { Mark::Bad };
    let authentic = reports.passive.verdict == PassiveVerdict::Authentic;
    let algorithms = &reports.passive.algorithms;
    let algorithms = format!("{}, {}", algorithms.signature.to_uppercase(), algorithms.key);
    leg(ui, screen, "kiosk-leg-document", proven(authentic), &algorithms);
    let chip = match reports.chip.verdict {
        ChipOutcome::Genuine => Mark::Good,
        ChipOutcome::Refused => Mark::Bad,
        ChipOutcome::NotOffered | ChipOutcome::NotChecked => Mark::Open,
    };
    leg(ui, screen, "kiosk-leg-chip", chip, "");
    let used = reports.access.used.to_uppercase();
    leg(ui, screen, "kiosk-leg-access", proven(!reports.access.downgrade), &used);
    let (validity, said) = match reports.document.expired {
        Some(false) => (Mark::Good, screen.say("kiosk-valid")),
        Some(true) => (Mark::Bad, screen.say("kiosk-expired")),
        None => (Mark::Open, String::new()),
    };
    leg(ui, screen, "kiosk-leg-validity", validity, &said);
}

fn face_leg(ui: &mut Ui, screen: &Screen<'_>, face: &FaceReport) {
    let (mark, said) = match face.verdict {
        FaceVerdict::Match => (Mark::Good, "kiosk-face-confirmed"),
        FaceVerdict::NoMatch => (Mark::Bad, "kiosk-face-not-confirmed"),
        FaceVerdict::NotAssessed => (Mark::Open, "kiosk-status-open"),
    };
    let detail = score(screen, face.score, Some(face.threshold));
    finding(ui, screen.palette, mark, &screen.say("kiosk-leg-face"), &screen.say(said), &detail);
}

fn attack_leg(ui: &mut Ui, screen: &Screen<'_>, attack: &AttackReport) {
    let (mark, said) = match attack.verdict {
        AttackVerdict::BonaFide => (Mark::Good, "kiosk-attack-none"),
        AttackVerdict::Attack => (Mark::Bad, "kiosk-attack-found"),
        AttackVerdict::NotAssessed => (Mark::Open, "kiosk-status-open"),
    };
    let detail = score(screen, attack.score, attack.threshold);
    finding(ui, screen.palette, mark, &screen.say("kiosk-leg-attack"), &screen.say(said), &detail);
}

fn leg(ui: &mut Ui, screen: &Screen<'_>, name: &str, mark: Mark, detail: &str) {
    let said = match mark {
        Mark::Good => "kiosk-status-proven",
        Mark::Bad => "kiosk-status-refused",
        _ => "kiosk-status-open",
    };
    finding(ui, screen.palette, mark, &screen.say(name), &screen.say(said), detail);
}

fn score(screen: &Screen<'_>, score: Option<f32>, threshold: Option<f32>) -> String {
    let (Some(score), Some(threshold)) = (score, threshold) else { return String::new() };
    let values = [("score", format!("{score:.3}")), ("threshold", format!("{threshold:.3}"))];
    screen.say_with("kiosk-score", &values)
}
