//! The screens on which there is nothing to do.

use super::Screen;
use crate::flow::{Kept, Mode, State};
use crate::view::mark::Mark;
use crate::view::widgets::{column, notice, title};
use eframe::egui::{Stroke, Ui, vec2};
use std::time::Duration;

/// The legs are at work on both faces.
pub fn judging(ui: &mut Ui, screen: &mut Screen<'_>) {
    let palette = screen.palette;
    column(ui, 760.0, |ui| {
        title(ui, palette, &screen.say("kiosk-judging-title"), &screen.say("kiosk-judging-text"));
        ui.horizontal_top(|ui| {
            let most = vec2(ui.available_width() / 2.0 - 10.0, 320.0);
            screen.pictures.show_portrait(ui, most, palette, &screen.say("kiosk-portrait"));
            screen.pictures.show_camera(ui, most, palette, Stroke::NONE, &screen.say("kiosk-camera"));
        });
    });
}

/// The result is being signed.
pub fn closing(ui: &mut Ui, screen: &mut Screen<'_>) {
    let palette = screen.palette;
    column(ui, 760.0, |ui| {
        ui.add_space(60.0);
        ui.horizontal(|ui| {
            Mark::Running.show(ui, palette, 44.0);
            title(ui, palette, &screen.say("kiosk-closing-title"), "");
        });
    });
}

/// Says that the screen will close, before it does.
pub fn closes(ui: &mut Ui, screen: &Screen<'_>, left: Duration) {
    let message = match screen.flow.state() {
        State::Ended(_) => "kiosk-ended-closes",
        _ => "kiosk-case-closes",
    };
    let seconds = left.as_secs().saturating_add(1).to_string();
    notice(ui, screen.palette, Mark::Open, &screen.say_with(message, &[("seconds", &seconds)]));
}

/// The single control is over.
pub fn done(ui: &mut Ui, screen: &mut Screen<'_>, kept: Kept) {
    let palette = screen.palette;
    column(ui, 760.0, |ui| {
        ui.add_space(60.0);
        title(ui, palette, &screen.say("kiosk-done-title"), &screen.say_kept(kept));
        take_document(ui, screen);
    });
}

/// The document of a control that is over is not to be forgotten on the reader.
pub fn take_document(ui: &mut Ui, screen: &Screen<'_>) {
    if screen.flow.document_is_to_be_taken() {
        let message = match screen.flow.mode() {
            Mode::Attended => "kiosk-give-document-back",
            Mode::Unattended => "kiosk-take-document",
        };
        notice(ui, screen.palette, Mark::Running, &screen.say(message));
    }
}
