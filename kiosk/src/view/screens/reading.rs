//! The chip is read: every stage as it comes; what is proven of it follows at once when it is read to its end.

use super::{Screen, holder};
use crate::flow::{Holder, Mode, Progress, Row, Status};
use crate::view::mark::Mark;
use crate::view::widgets::{card, column, finding, notice, title};
use eframe::egui::{ProgressBar, Ui, vec2};

/// Shows how far the reading is, row by row, beside whose document it is once that is proven.
pub fn show(ui: &mut Ui, screen: &mut Screen<'_>, progress: &Progress, holder: Option<&Holder>) {
    let palette = screen.palette;
    column(ui, 1000.0, |ui| {
        let done = progress.read_at.is_some();
        let heading = screen.say(if done { "kiosk-reading-done" } else { "kiosk-reading-title" });
        title(ui, palette, &heading, &screen.say("kiosk-reading-text"));
        if progress.taken_away {
            notice(ui, palette, Mark::Open, &screen.say("kiosk-reading-taken-away"));
        }
        let bar = ProgressBar::new(progress.part).desired_height(14.0).fill(palette.accent);
        ui.add(bar.corner_radius(7));
        ui.add_space(6.0);
        let beside = holder.filter(|_| ui.available_width() > 700.0);
        ui.horizontal_top(|ui| {
            if let Some(holder) = beside {
                ui.vertical(|ui| portrait(ui, screen, holder));
            }
            card(ui, palette, |ui| {
                for row in Row::ALL {
                    show_row(ui, screen, row, progress.status(row));
                }
            });
        });
    });
}

fn portrait(ui: &mut Ui, screen: &Screen<'_>, holder: &Holder) {
    ui.set_width(240.0);
    let label = screen.say("kiosk-portrait");
    screen.pictures.show_portrait(ui, vec2(240.0, 300.0), screen.palette, &label);
    holder::name(ui, screen, holder);
}

fn show_row(ui: &mut Ui, screen: &Screen<'_>, row: Row, status: &Status) {
    let (mark, said, detail) = match status {
        Status::Waiting => (Mark::Waiting, "kiosk-status-waiting", ""),
        Status::Running(detail) => (Mark::Running, "kiosk-status-running", detail.as_str()),
        Status::Done(detail) => (Mark::Done, "kiosk-status-done", detail.as_str()),
        Status::Proven(detail) => (Mark::Good, "kiosk-status-proven", detail.as_str()),
        Status::Refused(detail) => (Mark::Bad, "kiosk-status-refused", detail.as_str()),
        Status::Open(detail) => (Mark::Open, "kiosk-status-open", detail.as_str()),
    };
    // The technical detail is the officer's.
    let detail = if screen.flow.mode() == Mode::Attended { detail } else { "" };
    finding(ui, screen.palette, mark, &screen.say(name(row)), &screen.say(said), detail);
}

fn name(row: Row) -> &'static str {
    match row {
        Row::Access => "kiosk-row-access",
        Row::Files => "kiosk-row-files",
        Row::ChipProof => "kiosk-row-chip-proof",
        Row::Signature => "kiosk-row-signature",
        Row::Genuineness => "kiosk-row-genuineness",
        Row::Validity => "kiosk-row-validity",
    }
}
