//! The screens before a case: the officer's, the booth's, and the guidance.

use super::{Screen, waiting::take_document};
use crate::view::illustration::Illustration;
use crate::view::widgets::{card, column, frame, small, title};
use eframe::egui::{RichText, Ui, vec2};

const STEPS: [(Illustration, &str, &str); 3] = [
    (Illustration::Document, "kiosk-guidance-document", "kiosk-guidance-document-text"),
    (Illustration::Chip, "kiosk-guidance-chip", "kiosk-guidance-chip-text"),
    (Illustration::Face, "kiosk-guidance-face", "kiosk-guidance-face-text"),
];

/// The officer is signed in, and the next control may begin.
pub fn idle(ui: &mut Ui, screen: &mut Screen<'_>) {
    let palette = screen.palette;
    column(ui, 720.0, |ui| {
        ui.add_space((ui.available_height() * 0.14).min(110.0));
        card(ui, palette, |ui| {
            ui.horizontal_top(|ui| {
                Illustration::Chip.show(ui, palette, 120.0);
                ui.vertical(|ui| {
                    title(ui, palette, &screen.say("kiosk-idle-title"), &screen.say("kiosk-idle-text"));
                });
            });
        });
        take_document(ui, screen);
        if let Some(officer) = screen.flow.officer() {
            small(ui, palette.muted, &screen.say_with("kiosk-officer", &[("name", officer)]));
        }
        let facts = [("policy", &screen.facts.policy), ("audience", &screen.facts.audience)];
        small(ui, palette.muted, &screen.say_with("kiosk-policy", &facts));
    });
}

/// The booth greets whoever comes.
pub fn attract(ui: &mut Ui, screen: &mut Screen<'_>) {
    let palette = screen.palette;
    ui.vertical_centered(|ui| {
        ui.add_space((ui.available_height() * 0.16).min(150.0));
        ui.label(RichText::new(screen.say("kiosk-attract-title")).heading().color(palette.text).size(58.0));
        ui.label(RichText::new(screen.say("kiosk-attract-text")).color(palette.muted).size(25.0));
        column(ui, 620.0, |ui| take_document(ui, screen));
        ui.add_space(28.0);
        let size = 130.0;
        let gap = 50.0;
        let row = 3.0 * size + 2.0 * gap;
        ui.allocate_ui(vec2(row, size), |ui| {
            ui.horizontal(|ui| {
                ui.spacing_mut().item_spacing.x = gap;
                for (illustration, ..) in STEPS {
                    illustration.show(ui, palette, size);
                }
            });
        });
    });
}

/// What the person will do, in three steps, and what the result is for.
pub fn guidance(ui: &mut Ui, screen: &mut Screen<'_>) {
    let palette = screen.palette;
    column(ui, 1080.0, |ui| {
        title(ui, palette, &screen.say("kiosk-guidance-title"), "");
        match ui.available_width() < 800.0 {
            true => steps_below(ui, screen),
            false => steps_beside(ui, screen),
        }
        let facts = [("audience", screen.facts.audience.clone()), ("days", screen.facts.days.to_string())];
        let purpose = screen.say_with("kiosk-guidance-purpose", &facts);
        ui.label(RichText::new(purpose).color(palette.muted));
    });
}

fn steps_below(ui: &mut Ui, screen: &Screen<'_>) {
    for step in &STEPS {
        card(ui, screen.palette, |ui| {
            ui.horizontal_top(|ui| {
                step.0.show(ui, screen.palette, 84.0);
                ui.vertical(|ui| explain(ui, screen, step));
            });
        });
    }
}

fn steps_beside(ui: &mut Ui, screen: &Screen<'_>) {
    ui.columns_const(|columns: &mut [Ui; 3]| {
        for (column, step) in columns.iter_mut().zip(&STEPS) {
            frame(screen.palette).show(column, |ui| {
                ui.set_min_size(vec2(ui.available_width(), 300.0));
                ui.vertical(|ui| {
                    step.0.show(ui, screen.palette, 120.0);
                    ui.add_space(6.0);
                    explain(ui, screen, step);
                });
            });
        }
    });
}

fn explain(ui: &mut Ui, screen: &Screen<'_>, (_, name, text): &(Illustration, &str, &str)) {
    ui.label(RichText::new(screen.say(name)).heading().color(screen.palette.text).size(24.0));
    ui.label(RichText::new(screen.say(text)).color(screen.palette.muted));
}
