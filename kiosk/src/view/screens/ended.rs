//! The outcome: nothing about the person is on this screen any more.

use super::{Screen, waiting::take_document};
use crate::flow::{Ended, Mode, Printing, is_of_the_picture};
use crate::text::{unmet, verdict};
use crate::view::mark::Mark;
use crate::view::widgets::{announce, card, column, notice, small};
use eframe::egui::{RichText, Ui};
use std::path::{Path, PathBuf};
use verifier::assurance::Verdict;
use verifier::reason::Reason;

/// Shows the verdict, its reasons, and what is kept.
pub fn show(ui: &mut Ui, screen: &mut Screen<'_>, ended: &Ended) {
    let muted = screen.palette.muted;
    column(ui, 820.0, |ui| {
        ui.add_space((ui.available_height() * 0.08).min(64.0));
        outcome(ui, screen, ended.decision.verdict);
        take_document(ui, screen);
        reasons(ui, screen, ended);
        small(ui, muted, &screen.say_with("kiosk-number", &[("number", &ended.number)]));
        printing(ui, screen, ended.printing);
        if screen.flow.mode() == Mode::Attended {
            let receipt = match &ended.receipt {
                Some(path) => screen.say_with("kiosk-receipt-written", &[("path", within_results(path))]),
                None => screen.say("kiosk-receipt-missing"),
            };
            small(ui, muted, &receipt);
        }
        small(ui, muted, &screen.say_kept(ended.kept));
    });
}

fn outcome(ui: &mut Ui, screen: &Screen<'_>, outcome: Verdict) {
    let (mark, text) = match outcome {
        Verdict::Accepted => (Mark::Good, "kiosk-ended-accepted"),
        Verdict::Refused => (Mark::Bad, "kiosk-ended-refused"),
        Verdict::Inconclusive => (Mark::Open, "kiosk-ended-inconclusive"),
    };
    card(ui, screen.palette, |ui| {
        ui.horizontal_top(|ui| {
            mark.show(ui, screen.palette, 64.0);
            ui.vertical(|ui| {
                let said = RichText::new(screen.say(verdict(outcome))).heading();
                let said = ui.label(said.color(mark.colour(screen.palette)).size(40.0));
                announce(ui, &said);
                ui.label(screen.say(text));
            });
        });
    });
}

fn printing(ui: &mut Ui, screen: &Screen<'_>, printing: Printing) {
    let palette = screen.palette;
    match printing {
        Printing::NotAsked => {}
        Printing::Running => small(ui, palette.muted, &screen.say("kiosk-print-running")),
        Printing::Done => small(ui, palette.good, &screen.say("kiosk-print-done")),
        Printing::Failed => notice(ui, palette, Mark::Open, &screen.say("kiosk-print-failed")),
    }
}

/// The control's folder and the file in it; where the results lie, whoever set the kiosk up knows.
fn within_results(path: &Path) -> String {
    let folder = path.parent().and_then(Path::file_name);
    let names: PathBuf = folder.into_iter().chain(path.file_name()).collect();
    names.display().to_string()
}

/// The officer hears what to do about each reason; the person, where to turn.
fn reasons(ui: &mut Ui, screen: &Screen<'_>, ended: &Ended) {
    let (palette, attended) = (screen.palette, screen.flow.mode() == Mode::Attended);
    for reason in ended.decision.reasons.iter().filter(|reason| **reason != Reason::AssuranceNotMet) {
        let said = screen.say(&format!("reason-{}", reason.code()));
        // No other picture can be taken here any more.
        let text = match attended && !is_of_the_picture(*reason) {
            true => format!("{said}. {}", screen.say(&format!("advice-{}", reason.code()))),
            false => said,
        };
        notice(ui, palette, Mark::Bad, &text);
    }
    for demand in &ended.decision.unmet {
        notice(ui, palette, Mark::Open, &screen.say(unmet(*demand)));
    }
    if !attended && ended.decision.verdict != Verdict::Accepted {
        ui.label(screen.say("kiosk-ended-help"));
    }
}
