//! The officer's sign-in.

use super::Screen;
use crate::flow::{Event, PinProblem, SignIn};
use crate::view::mark::Mark;
use crate::view::widgets::{card, choice, column, notice, ring, small, title};
use eframe::egui::{FontId, TextEdit, Ui, vec2};

/// Asks for the PIN of one of the officers' keys.
pub fn show(ui: &mut Ui, screen: &mut Screen<'_>, sign_in: SignIn) {
    let palette = screen.palette;
    column(ui, 560.0, |ui| {
        ui.add_space((ui.available_height() * 0.08).min(60.0));
        title(ui, palette, &screen.say("kiosk-sign-in-title"), &screen.say("kiosk-sign-in-text"));
        card(ui, palette, |ui| {
            officers(ui, screen, sign_in);
            pin(ui, screen, sign_in);
        });
        notices(ui, screen, sign_in);
        let facts = [("policy", &screen.facts.policy), ("audience", &screen.facts.audience)];
        small(ui, palette.muted, &screen.say_with("kiosk-policy", &facts));
    });
}

fn pin(ui: &mut Ui, screen: &mut Screen<'_>, sign_in: SignIn) {
    let label = ui.label(screen.say("kiosk-pin"));
    let edit = TextEdit::singleline(screen.draft.text_mut())
        .id(Screen::field())
        .password(true)
        .char_limit(64)
        .font(FontId::proportional(24.0))
        .margin(vec2(14.0, 13.0))
        .desired_width(f32::INFINITY)
        .interactive(!sign_in.waiting);
    let response = ui.add(edit).labelled_by(label.id);
    ring(ui, screen.palette, &response);
    // The field keeps the keyboard, also after a PIN that was not taken.
    if !sign_in.waiting && ui.memory(|memory| memory.focused().is_none()) {
        response.request_focus();
    }
}

fn notices(ui: &mut Ui, screen: &Screen<'_>, sign_in: SignIn) {
    let palette = screen.palette;
    if sign_in.waiting {
        notice(ui, palette, Mark::Running, &screen.say("kiosk-sign-in-waiting"));
    }
    if let Some(problem) = sign_in.problem {
        notice(ui, palette, Mark::Bad, &screen.say(message(problem)));
    }
    if let Some(left) = screen.flow.next_pin_in() {
        let seconds = left.as_secs().saturating_add(1).to_string();
        notice(ui, palette, Mark::Open, &screen.say_with("kiosk-pin-wait", &[("seconds", seconds)]));
    }
}

/// Where several officers have their keys here, each chooses their own.
fn officers(ui: &mut Ui, screen: &mut Screen<'_>, sign_in: SignIn) {
    if screen.facts.officers.len() < 2 {
        return;
    }
    ui.label(screen.say("kiosk-officers"));
    ui.horizontal_wrapped(|ui| {
        for (officer, label) in screen.facts.officers.iter().enumerate() {
            if choice(ui, screen.palette, label, officer == sign_in.officer).clicked() {
                screen.events.push(Event::Officer(officer));
            }
        }
    });
}

fn message(problem: PinProblem) -> &'static str {
    match problem {
        PinProblem::Wrong => "kiosk-pin-wrong",
        PinProblem::NotEncrypted => "kiosk-pin-not-encrypted",
        PinProblem::Unusable => "kiosk-pin-unusable",
        PinProblem::NotEnrolled => "kiosk-pin-not-enrolled",
    }
}
