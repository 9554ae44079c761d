//! The pieces that every screen is made of.

use super::theme::TARGET;
use super::{Palette, mark::Mark};
use eframe::egui::{
    Align, Button, Color32, CornerRadius, FontId, Frame, Layout, Margin, Response, RichText, Stroke,
    StrokeKind, TextStyle, Ui, UiBuilder, accesskit::Live, vec2,
};

/// How much a button stands out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Weight {
    /// The screen's main action.
    Main,
    /// Another action.
    Plain,
    /// An action that refuses something.
    Refusing,
}

/// The least width of a button where there is room, and where there is little.
const WIDTHS: [f32; 2] = [150.0, 100.0];

/// True where large text leaves little room, so that edges and names are worth less than what they surround.
pub fn is_cramped(ui: &Ui) -> bool {
    ui.ctx().content_rect().height() < 520.0 || ui.ctx().content_rect().width() < 760.0
}

fn least_width(ui: &Ui) -> f32 {
    let [roomy, cramped] = WIDTHS;
    if is_cramped(ui) { cramped } else { roomy }
}

/// How wide a button with this label is.
pub fn button_width(ui: &Ui, label: &str) -> f32 {
    let font = TextStyle::Button.resolve(ui.style());
    let text = ui.painter().layout_no_wrap(label.to_owned(), font, Color32::PLACEHOLDER).size().x;
    (text + 2.0 * ui.spacing().button_padding.x).max(least_width(ui))
}

/// A button of at least the size of a finger.
pub fn button(ui: &mut Ui, palette: &Palette, label: &str, weight: Weight, enabled: bool) -> Response {
    let (fill, text, edge) = match (weight, enabled) {
        (Weight::Main, true) => (palette.accent, palette.on_accent, palette.accent),
        (Weight::Refusing, true) => (palette.card, palette.bad, palette.bad),
        (_, true) => (palette.card, palette.text, palette.outline),
        (_, false) => (palette.card, palette.muted, palette.edge),
    };
    let button = Button::new(strong(label).color(text))
        .fill(fill)
        .stroke(Stroke::new(1.5, edge))
        .corner_radius(CornerRadius::same(12))
        .min_size(vec2(least_width(ui), TARGET + 6.0));
    let response = ui.add_enabled(enabled, button);
    ring(ui, palette, &response);
    response
}

/// One of several that can be chosen.
pub fn choice(ui: &mut Ui, palette: &Palette, label: &str, chosen: bool) -> Response {
    let edge = if chosen { Stroke::new(3.0, palette.accent) } else { Stroke::new(1.5, palette.outline) };
    let button = Button::new(label).selected(chosen).fill(palette.card).stroke(edge);
    let response = ui.add(button.min_size(vec2(150.0, TARGET)));
    ring(ui, palette, &response);
    response
}

/// The ring around what the keyboard is at, which comes into view when the keyboard comes to it.
pub fn ring(ui: &Ui, palette: &Palette, response: &Response) {
    if response.gained_focus() {
        response.scroll_to_me(None);
    }
    if response.has_focus() {
        let (rect, stroke) = (response.rect.expand(4.0), Stroke::new(3.5, palette.focus));
        ui.painter().rect_stroke(rect, CornerRadius::same(14), stroke, StrokeKind::Middle);
    }
}

/// The screen's title and the sentence under it.
pub fn title(ui: &mut Ui, palette: &Palette, title: &str, text: &str) {
    // The ring of an Å stands higher than the line.
    ui.add_space(5.0);
    let heading = ui.heading(RichText::new(title).color(palette.text));
    announce(ui, &heading);
    if !text.is_empty() {
        ui.label(RichText::new(text).color(palette.muted));
    }
    ui.add_space(8.0);
}

/// A card on the ground, as wide as there is room.
pub fn card<R>(ui: &mut Ui, palette: &Palette, content: impl FnOnce(&mut Ui) -> R) -> R {
    let card = frame(palette).show(ui, |ui| {
        let size = vec2(ui.available_width(), 0.0);
        ui.allocate_ui_with_layout(size, Layout::top_down(Align::Min), |ui| {
            ui.set_width(size.x);
            content(ui)
        })
    });
    card.inner.inner
}

/// A card's edge and ground.
pub fn frame(palette: &Palette) -> Frame {
    Frame::new()
        .fill(palette.card)
        .stroke(Stroke::new(1.0, palette.edge))
        .corner_radius(CornerRadius::same(16))
        .inner_margin(Margin::same(20))
}

/// A sentence with a mark before it, in the mark's colour around it.
pub fn notice(ui: &mut Ui, palette: &Palette, mark: Mark, text: &str) {
    let colour = mark.colour(palette);
    Frame::new()
        .fill(palette.card)
        .stroke(Stroke::new(2.0, colour))
        .corner_radius(CornerRadius::same(12))
        .inner_margin(Margin::symmetric(16, 12))
        .show(ui, |ui| {
            ui.set_width(ui.available_width());
            ui.horizontal_top(|ui| {
                mark.show(ui, palette, 26.0);
                ui.vertical(|ui| {
                    ui.add_space(1.0);
                    let said = ui.label(RichText::new(text).color(palette.text));
                    announce(ui, &said);
                });
            });
        });
}

/// What appears or changes by itself is read aloud, where a screen reader listens.
pub fn announce(ui: &Ui, said: &Response) {
    ui.ctx().accesskit_node_builder(said.id, |node| node.set_live(Live::Polite));
}

/// A mark, a name, and what is said of it, in a row.
pub fn finding(ui: &mut Ui, palette: &Palette, mark: Mark, name: &str, said: &str, detail: &str) {
    ui.horizontal_top(|ui| {
        mark.show(ui, palette, 26.0);
        ui.vertical(|ui| {
            ui.spacing_mut().item_spacing.y = 2.0;
            ui.spacing_mut().interact_size.y = 0.0;
            ui.horizontal_wrapped(|ui| {
                ui.label(strong(name).color(palette.text));
                let colour = if mark == Mark::Waiting { palette.muted } else { mark.colour(palette) };
                ui.label(RichText::new(said).color(colour));
            });
            if !detail.is_empty() {
                small(ui, palette.muted, detail);
            }
        });
    });
}

/// Text in the weight of buttons: what is named, beside what is said of it.
pub fn strong(text: &str) -> RichText {
    RichText::new(text).text_style(TextStyle::Button)
}

/// Small text.
pub fn small(ui: &mut Ui, colour: Color32, text: &str) {
    ui.label(RichText::new(text).color(colour).font(FontId::proportional(16.0)));
}

/// Content in a column in the middle of the window.
pub fn column<R>(ui: &mut Ui, width: f32, content: impl FnOnce(&mut Ui) -> R) -> R {
    let whole = ui.available_rect_before_wrap();
    let width = width.min(whole.width());
    let mut rect = whole;
    rect.min.x = whole.center().x - width / 2.0;
    rect.max.x = rect.min.x + width;
    ui.scope_builder(UiBuilder::new().max_rect(rect).layout(Layout::top_down(Align::Min)), content).inner
}
