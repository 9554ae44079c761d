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

pub fn show(ui: &mut Ui, screen: &mut Screen<'_>, ended: &Ended) {
    let palette = screen.palette;
    let (mark, text) = match ended.decision.verdict {
        Verdict::Accepted => (Mark::Good, "kiosk-ended-accepted"),
        Verdict::Refused => (Mark::Bad, "kiosk-ended-refused"),
        Verdict::Inconclusive => (Mark::Open, "kiosk-ended-inconclusive"),
    };
    column(ui, 820.0, |ui| {
        ui.add_space((ui.available_height() * 0.08).min(64.0));
        card(ui, palette, |ui| {
            ui.horizontal_top(|ui| {
                mark.show(ui, palette, 64.0);
                ui.vertical(|ui| {
                    let outcome = screen.say(verdict(ended.decision.verdict));
                    let text_of = RichText::new(outcome).heading().color(mark.colour(palette)).size(40.0);
                    let outcome = ui.label(text_of);
                    announce(ui, &outcome);
                    ui.label(screen.say(text));
                });
            });
        });
        take_document(ui, screen);
        reasons(ui, screen, ended);
        small(ui, palette.muted, &screen.say_with("kiosk-number", &[("number", &ended.number)]));
        match ended.printing {
            Printing::NotAsked => {}
            Printing::Running => small(ui, palette.muted, &screen.say("kiosk-print-running")),
            Printing::Done => small(ui, palette.good, &screen.say("kiosk-print-done")),
            Printing::Failed => notice(ui, palette, Mark::Open, &screen.say("kiosk-print-failed")),
        }
        if screen.flow.mode() == Mode::Attended {
            let receipt = match &ended.receipt {
                Some(path) => screen.say_with("kiosk-receipt-written", &[("path", &within_results(path))]),
                None => screen.say("kiosk-receipt-missing"),
            };
            small(ui, palette.muted, &receipt);
        }
        small(ui, palette.muted, &screen.say_kept("kiosk-wiped"));
    });
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
