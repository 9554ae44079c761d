//! The window's three parts: the bar at the top, the state's screen, which scrolls, and the actions below it.

use super::header::Setting;
use super::screens::{self, Screen};
use super::widgets::{frame, is_cramped};
use super::{actions, header};
use crate::flow::{Flow, State};
use eframe::egui::{
    self, CentralPanel, Context, CornerRadius, Frame, Key, Margin, Panel, ScrollArea, Ui, vec2,
};

/// How far an arrow key moves the screen.
const STEP: f32 = 60.0;

/// In a field of one line Enter is the main action; in the lines of a zone, once they are whole.
pub fn takes_enter(flow: &Flow, ctx: &Context) -> bool {
    let focused = ctx.memory(|memory| memory.focused());
    focused.is_some_and(|focused| Screen::fields().contains(&focused))
        && match flow.state() {
            State::SignIn(_) => true,
            State::Access(entry) => entry.password().is_some(),
            _ => false,
        }
}

/// Draws the three, and says what was set in the bar.
pub fn show(ui: &mut Ui, screen: &mut Screen<'_>) -> Option<Setting> {
    let palette = screen.palette;
    let edge = egui::Stroke::new(1.0, palette.edge);
    let cramped = is_cramped(ui);
    let margin = |roomy: i8| Margin::symmetric(24, if cramped { 3 } else { roomy });
    let bar = Frame::new().fill(palette.card).stroke(edge).inner_margin(margin(8));
    let setting = Panel::top("header")
        .show_separator_line(false)
        .frame(bar)
        .show(ui, |ui| header::show(ui, screen))
        .inner;
    let bar = bar.inner_margin(margin(12));
    Panel::bottom("actions").show_separator_line(false).frame(bar).show(ui, |ui| actions::show(ui, screen));
    let ground = frame(palette)
        .fill(palette.ground)
        .stroke(egui::Stroke::NONE)
        .corner_radius(CornerRadius::ZERO)
        .inner_margin(margin(16));
    CentralPanel::default().frame(ground).show(ui, |ui| {
        let place = (screen.flow.state().name(), screen.flow.case().0);
        ScrollArea::vertical().id_salt(place).auto_shrink(false).show(ui, |ui| {
            scroll(ui);
            screens::show(ui, screen);
        });
    });
    setting
}

/// The keys that move what is longer than the window; inside a text field they move there.
fn scroll(ui: &Ui) {
    let page = ui.clip_rect().height() * 0.8;
    let focused = ui.memory(|memory| memory.focused());
    if focused.is_some_and(|focused| Screen::fields().contains(&focused)) {
        return;
    }
    let by = |key, way: f32| if ui.input(|input| input.key_pressed(key)) { way } else { 0.0 };
    let mut way = by(Key::PageDown, -page) + by(Key::PageUp, page);
    if focused.is_none() {
        way += by(Key::ArrowDown, -STEP) + by(Key::ArrowUp, STEP);
    }
    ui.scroll_with_delta(vec2(0.0, way));
}

/// A key that is held down acts once, and none acts on the screen under the question before a time-out.
pub fn drop_keys(ctx: &Context, asking: bool) {
    ctx.input_mut(|input| {
        input.events.retain(|event| match event {
            egui::Event::Text(_) | egui::Event::Paste(_) => !asking,
            egui::Event::Key { key: Key::Enter | Key::Space | Key::Escape, repeat: true, .. } => false,
            egui::Event::Key { .. } => !asking,
            _ => true,
        });
    });
}

/// True for what only somebody in front of the window does.
pub fn is_activity(event: &egui::Event) -> bool {
    matches!(
        event,
        egui::Event::Key { pressed: true, .. }
            | egui::Event::Text(_)
            | egui::Event::PointerButton { pressed: true, .. }
            | egui::Event::Touch { .. }
            | egui::Event::AccessKitActionRequest(_)
    )
}
