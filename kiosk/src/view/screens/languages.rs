//! The choice of the language, each in its own.

use super::Screen;
use crate::flow::Event;
use crate::text::Language;
use crate::view::widgets::{column, ring, strong, title};
use eframe::egui::{Button, CornerRadius, Stroke, Ui, vec2};

/// Shows one button for each.
pub fn show(ui: &mut Ui, screen: &mut Screen<'_>) {
    let palette = screen.palette;
    column(ui, 560.0, |ui| {
        ui.add_space((ui.available_height() * 0.06).min(50.0));
        title(ui, palette, &screen.say("kiosk-languages-title"), "");
        for language in Language::ALL {
            let chosen = language == screen.language;
            let edge = if chosen { palette.accent } else { palette.outline };
            let button = Button::new(strong(language.name()).color(palette.text).size(24.0))
                .fill(palette.card)
                .stroke(Stroke::new(if chosen { 3.0 } else { 1.5 }, edge))
                .corner_radius(CornerRadius::same(14))
                .min_size(vec2(ui.available_width(), 72.0));
            let response = ui.add(button);
            ring(ui, palette, &response);
            if response.clicked() {
                screen.events.push(Event::Language(language));
            }
        }
    });
}
