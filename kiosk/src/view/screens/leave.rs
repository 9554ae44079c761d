//! The question before a case is left by a key: what is typed, read and taken is gone then.

use super::Screen;
use crate::flow::Event;
use crate::view::widgets::{Weight, button, frame};
use eframe::egui::{Context, Id, Key, Modal, RichText};

/// Asks; Escape stays, and so does Enter unless leaving has the keyboard.
pub fn show(ctx: &Context, screen: &mut Screen<'_>) {
    let palette = screen.palette;
    let mut stays = ctx.input(|input| input.key_pressed(Key::Escape))
        || (ctx.memory(|memory| memory.focused().is_none())
            && ctx.input(|input| input.key_pressed(Key::Enter)));
    Modal::new(Id::unique("leave")).frame(frame(palette)).show(ctx, |ui| {
        ui.set_max_width(460.0);
        ui.label(RichText::new(screen.say("kiosk-leave")).heading().color(palette.text).size(30.0));
        ui.label(screen.say("kiosk-leave-text"));
        ui.add_space(8.0);
        let labels = [screen.say("kiosk-leave-stay"), screen.say("kiosk-leave-go")];
        ui.horizontal_wrapped(|ui| {
            stays |= button(ui, palette, &labels[0], Weight::Main, true).clicked();
            if button(ui, palette, &labels[1], Weight::Refusing, true).clicked() {
                screen.events.push(Event::Cancel);
                stays = true;
            }
        });
    });
    *screen.leaving &= !stays;
}
