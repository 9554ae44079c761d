//! The bar at the top: the name, and what everybody may set for themselves: language, appearance and size of text.

use super::screens::Screen;
use super::theme::{TARGET, Theme};
use super::widgets::{is_cramped, ring};
use crate::flow::Event;
use crate::text::Language;
use eframe::egui::{Align, Button, Layout, RichText, Ui, vec2};

/// The sizes of text.
pub const SCALES: [f32; 4] = [1.0, 1.25, 1.5, 2.0];

/// What was set in the bar.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Setting {
    /// Another appearance.
    Theme(Theme),
    /// Another size of text.
    Scale(f32),
}

/// Draws the bar.
pub fn show(ui: &mut Ui, screen: &mut Screen<'_>) -> Option<Setting> {
    let mut setting = None;
    ui.horizontal_wrapped(|ui| {
        let palette = screen.palette;
        ui.label(RichText::new("idkontroll").heading().color(palette.accent).size(25.0));
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            setting = scales(ui, screen).or(themes(ui, screen));
            languages(ui, screen);
        });
    });
    setting
}

fn menu<R>(ui: &mut Ui, screen: &Screen<'_>, label: &str, entries: impl FnOnce(&mut Ui) -> R) {
    let menu = ui.menu_button(RichText::new(label).size(17.0), entries);
    ring(ui, screen.palette, &menu.response);
}

fn entry(ui: &mut Ui, screen: &Screen<'_>, label: &str, chosen: bool) -> bool {
    let button = Button::new(label).min_size(vec2(220.0, TARGET)).selected(chosen);
    let response = ui.add(button);
    ring(ui, screen.palette, &response);
    response.clicked()
}

fn languages(ui: &mut Ui, screen: &mut Screen<'_>) {
    let chosen = screen.language;
    let mut next = None;
    let label = match is_cramped(ui) {
        true => chosen.name().to_owned(),
        false => format!("{}: {}", screen.say("common-language"), chosen.name()),
    };
    menu(ui, screen, &label, |ui| {
        for language in Language::ALL {
            if entry(ui, screen, language.name(), language == chosen) {
                next = Some(language);
                ui.close();
            }
        }
    });
    if let Some(language) = next {
        screen.events.push(Event::Language(language));
    }
}

fn themes(ui: &mut Ui, screen: &Screen<'_>) -> Option<Setting> {
    let mut setting = None;
    menu(ui, screen, &screen.say("kiosk-appearance"), |ui| {
        for theme in Theme::ALL {
            if entry(ui, screen, &screen.say(theme.message()), theme == screen.theme) {
                setting = Some(Setting::Theme(theme));
                ui.close();
            }
        }
    });
    setting
}

fn scales(ui: &mut Ui, screen: &Screen<'_>) -> Option<Setting> {
    let mut setting = None;
    let percent = |scale: f32| format!("{:.0}", scale * 100.0);
    let label = |scale| screen.say_with("kiosk-text-size", &[("percent", &percent(scale))]);
    menu(ui, screen, &label(screen.scale), |ui| {
        for scale in SCALES {
            if entry(ui, screen, &label(scale), scale == screen.scale) {
                setting = Some(Setting::Scale(scale));
                ui.close();
            }
        }
    });
    setting
}
