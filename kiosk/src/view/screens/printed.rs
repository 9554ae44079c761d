//! The entry of document number, date of birth and date of expiry, each with its form and what is wrong with it.

use super::Screen;
use crate::flow::{Event, FieldProblem, PrintedField, PrintedFields, PrintedState, Typed};
use crate::view::mark::Mark;
use crate::view::widgets::{ring, small};
use eframe::egui::{Align, FontId, Id, TextEdit, Ui, vec2};

/// Shows the three fields.
pub fn show(ui: &mut Ui, screen: &mut Screen<'_>, fields: &PrintedFields) {
    for (id, field) in Screen::fields().into_iter().zip(PrintedField::ALL) {
        entry(ui, screen, (id, field), fields);
    }
    screen.focus_field(ui);
}

fn entry(ui: &mut Ui, screen: &mut Screen<'_>, (id, field): (Id, PrintedField), fields: &PrintedFields) {
    let label = ui.label(screen.say(name(field)));
    let mut text = fields.text(field).clone();
    ui.horizontal_wrapped(|ui| {
        let edit = TextEdit::singleline(text.text_mut())
            .id(id)
            .margin(vec2(14.0, 13.0))
            .font(FontId::monospace(24.0))
            .char_limit(40)
            .desired_width(280.0);
        let response = ui.add(edit).labelled_by(label.id);
        ring(ui, screen.palette, &response);
        if response.gained_focus() || response.changed() {
            response.scroll_to_me(Some(Align::Center));
        }
        if response.changed() {
            screen.events.push(Event::Typed(Typed::Printed(field, text)));
        }
        let state = fields.state(field);
        let mark = mark(state);
        mark.show(ui, screen.palette, 26.0);
        let colour = if mark == Mark::Bad { screen.palette.bad } else { screen.palette.muted };
        small(ui, colour, &screen.say(help(field, state)));
    });
}

fn name(field: PrintedField) -> &'static str {
    match field {
        PrintedField::DocumentNumber => "kiosk-field-document-number",
        PrintedField::DateOfBirth => "kiosk-field-date-of-birth",
        PrintedField::DateOfExpiry => "kiosk-field-date-of-expiry",
    }
}

fn mark(state: PrintedState) -> Mark {
    match state {
        PrintedState::Open => Mark::Waiting,
        PrintedState::Good => Mark::Done,
        PrintedState::Wrong(_) => Mark::Bad,
    }
}

/// The form of the field, or what is wrong with what is typed.
fn help(field: PrintedField, state: PrintedState) -> &'static str {
    match (state, field) {
        (PrintedState::Wrong(FieldProblem::Character), _) => "kiosk-number-character",
        (PrintedState::Wrong(FieldProblem::TooLong), _) => "kiosk-number-too-long",
        (PrintedState::Wrong(FieldProblem::DateForm), _) => "kiosk-date-form",
        (PrintedState::Wrong(FieldProblem::NoSuchDay), _) => "kiosk-date-no-such-day",
        (_, PrintedField::DocumentNumber) => "kiosk-number-help",
        (_, PrintedField::DateOfBirth | PrintedField::DateOfExpiry) => "kiosk-date-help",
    }
}
