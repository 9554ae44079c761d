//! The question before a time-out.

use super::Screen;
use crate::flow::Event;
use crate::view::widgets::{Weight, button, frame};
use eframe::egui::{Context, Id, Modal, RichText};
use std::time::Duration;

/// Asks; any key or touch is an answer.
pub fn show(ctx: &Context, screen: &mut Screen<'_>, left: Duration) {
    let palette = screen.palette;
    // What lies under the question may be somebody's document: it is covered, not dimmed.
    let modal = Modal::new(Id::unique("still-there")).backdrop_color(palette.ground);
    modal.frame(frame(palette)).show(ctx, |ui| {
        ui.set_max_width(460.0);
        ui.label(RichText::new(screen.say("kiosk-still-there")).heading().color(palette.text).size(30.0));
        let seconds = left.as_secs().saturating_add(1).to_string();
        ui.label(screen.say_with("kiosk-still-there-text", &[("seconds", &seconds)]));
        ui.add_space(8.0);
        // In a row, for a label in the middle of its button.
        let label = screen.say("kiosk-still-here");
        if ui.horizontal(|ui| button(ui, palette, &label, Weight::Main, true).clicked()).inner {
            screen.events.push(Event::Activity);
        }
    });
}
