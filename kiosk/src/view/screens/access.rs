//! The entry of what opens the chip, with help by check digits.

use super::{Screen, printed};
use crate::flow::{
    AccessEntry, AccessMethod, AccessProblem, Event, FieldHelp, FieldState, MrzHelp, Secret, Typed,
};
use crate::view::mark::Mark;
use crate::view::widgets::{card, choice, column, finding, notice, ring, small, title};
use eframe::egui::{FontId, TextEdit, Ui, vec2};
use emrtd::mrz::CheckedField;
use verifier::reason::Reason;

/// Asks for the password: what is wrong with the last one, the ways, the field, and whether a document is there.
pub fn show(ui: &mut Ui, screen: &mut Screen<'_>, entry: &AccessEntry) {
    let palette = screen.palette;
    column(ui, 900.0, |ui| {
        title(ui, palette, &screen.say("kiosk-access-title"), &screen.say("kiosk-access-text"));
        if let Some(problem) = entry.problem {
            notice(ui, palette, Mark::Bad, &problem_message(screen, problem));
        }
        methods(ui, screen, entry);
        card(ui, palette, |ui| match entry.method {
            AccessMethod::Mrz => zone(ui, screen, entry),
            AccessMethod::Printed => printed::show(ui, screen, &entry.printed),
            AccessMethod::Can => number(ui, screen, entry),
        });
        match screen.flow.document() {
            Some(true) => notice(ui, palette, Mark::Good, &screen.say("kiosk-document-present")),
            _ => notice(ui, palette, Mark::Open, &screen.say("kiosk-document-absent")),
        }
    });
}

fn problem_message(screen: &Screen<'_>, problem: AccessProblem) -> String {
    match problem {
        AccessProblem::Incomplete => screen.say("kiosk-access-incomplete"),
        AccessProblem::Refused(Reason::AccessDenied) => screen.say("kiosk-access-denied"),
        AccessProblem::Refused(Reason::SecureMessagingFailed) => screen.say("kiosk-access-secure-messaging"),
        AccessProblem::Refused(reason) => {
            let reason = screen.say(&format!("reason-{}", reason.code()));
            screen.say_with("kiosk-access-refused", &[("reason", &reason)])
        }
        AccessProblem::NotUsable => screen.say("kiosk-access-not-usable"),
        AccessProblem::CardLost => screen.say("kiosk-access-card-lost"),
    }
}

fn methods(ui: &mut Ui, screen: &mut Screen<'_>, entry: &AccessEntry) {
    let palette = screen.palette;
    ui.horizontal_wrapped(|ui| {
        for method in AccessMethod::offered(screen.flow.mode()) {
            let (method, label) = (*method, method_name(*method));
            let chosen = method == entry.method;
            let response = choice(ui, palette, &screen.say(label), chosen);
            if response.clicked() {
                screen.events.push(Event::Typed(Typed::Method(method)));
            }
        }
    });
}

fn method_name(method: AccessMethod) -> &'static str {
    match method {
        AccessMethod::Mrz => "kiosk-method-mrz",
        AccessMethod::Printed => "kiosk-method-printed",
        AccessMethod::Can => "kiosk-method-can",
    }
}

/// Draws the field with its label, and says when the text has changed.
fn field(
    ui: &mut Ui,
    screen: &mut Screen<'_>,
    entry: &AccessEntry,
    label: &str,
    shape: impl FnOnce(TextEdit<'_>) -> TextEdit<'_>,
) {
    let label = ui.label(screen.say(label));
    let mut text: Secret = entry.text.clone();
    let edit = match entry.method {
        AccessMethod::Mrz => TextEdit::multiline(text.text_mut()),
        _ => TextEdit::singleline(text.text_mut()),
    };
    let edit = edit.id(Screen::field()).margin(vec2(14.0, 13.0));
    let response = ui.add(shape(edit)).labelled_by(label.id);
    ring(ui, screen.palette, &response);
    screen.focus_field(ui);
    if screen.entered || response.changed() {
        response.scroll_to_me(None);
    }
    if response.changed() {
        screen.events.push(Event::Typed(Typed::Text(text)));
    }
}

fn number(ui: &mut Ui, screen: &mut Screen<'_>, entry: &AccessEntry) {
    field(ui, screen, entry, "kiosk-can-label", |edit| {
        edit.font(FontId::monospace(30.0)).char_limit(6).desired_width(220.0)
    });
}

fn zone(ui: &mut Ui, screen: &mut Screen<'_>, entry: &AccessEntry) {
    let help = entry.help();
    // The longest line fits without a break.
    let longest =
        help.lines.iter().map(|line| line.expected.max(line.typed)).max().unwrap_or(44).clamp(30, 46);
    let size = ((ui.available_width() - 40.0) / longest as f32 / 0.62).clamp(12.0, 24.0);
    let rows = help.lines.len();
    ui.spacing_mut().item_spacing.y = 7.0;
    field(ui, screen, entry, "kiosk-mrz-label", |edit| {
        edit.font(FontId::monospace(size)).char_limit(200).desired_rows(rows).desired_width(f32::INFINITY)
    });
    counts(ui, screen, &help);
    if let Some([line, column]) = help.foreign {
        let place = [("line", line.to_string()), ("column", column.to_string())];
        small(ui, screen.palette.bad, &screen.say_with("kiosk-mrz-foreign", &place));
    } else if help.is_stuck() && entry.password().is_none() {
        small(ui, screen.palette.bad, &screen.say("kiosk-access-incomplete"));
    }
    for field in help.fields.iter().chain(&help.others) {
        let (mark, said) = state(field);
        finding(ui, screen.palette, mark, &screen.say(name(field.field)), &screen.say(said), "");
    }
}

fn counts(ui: &mut Ui, screen: &Screen<'_>, help: &MrzHelp) {
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().interact_size.y = 0.0;
        for (number, line) in (1u8..).zip(&help.lines) {
            let palette = screen.palette;
            let colour = match line.typed.cmp(&line.expected) {
                std::cmp::Ordering::Equal => palette.good,
                std::cmp::Ordering::Less => palette.muted,
                std::cmp::Ordering::Greater => palette.bad,
            };
            let values = [
                ("line", number.to_string()),
                ("typed", line.typed.to_string()),
                ("expected", line.expected.to_string()),
            ];
            small(ui, colour, &screen.say_with("kiosk-mrz-line", &values));
        }
    });
}

fn state(field: &FieldHelp) -> (Mark, &'static str) {
    match field.state {
        FieldState::Open => (Mark::Waiting, "kiosk-field-open"),
        FieldState::Fits => (Mark::Good, "kiosk-field-fits"),
        FieldState::Wrong => (Mark::Bad, "kiosk-field-wrong"),
    }
}

fn name(field: CheckedField) -> &'static str {
    match field {
        CheckedField::DateOfBirth => "kiosk-field-date-of-birth",
        CheckedField::DateOfExpiry => "kiosk-field-date-of-expiry",
        CheckedField::OptionalData => "kiosk-field-optional-data",
        CheckedField::Composite => "kiosk-field-composite",
        _ => "kiosk-field-document-number",
    }
}
