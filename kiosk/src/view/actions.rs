//! The bar at the bottom: what can be done on the screen, in the same places on every screen, with the same keys.

use super::screens::Screen;
use super::theme::TARGET;
use super::widgets::{Weight, button, button_width, is_cramped};
use crate::flow::{Event, Findings, Mode, Printing, State};
use eframe::egui::{Align, Key, Layout, Ui, vec2};
use std::time::Duration;

/// So long a review must have stood before the key or touch that took its picture can decide it.
pub(super) const SEEN: Duration = Duration::from_secs(1);

/// What goes on stands on the right, the main action outermost.
fn rightward() -> Layout {
    Layout::right_to_left(Align::Center)
}

/// An action with its button.
struct Action {
    label: &'static str,
    event: Event,
    weight: Weight,
    enabled: bool,
}

fn action(label: &'static str, event: Event, weight: Weight) -> Action {
    Action { label, event, weight, enabled: true }
}

/// The actions of a state: on the left what leaves it, on the right what goes on, the main action first.
fn actions(screen: &Screen<'_>) -> (Vec<Action>, Vec<Action>) {
    let cancel = || vec![action("common-cancel", Event::Cancel, Weight::Plain)];
    match screen.flow.state() {
        State::SignIn(sign_in) => {
            let enabled = !sign_in.waiting && !screen.draft.is_empty() && screen.flow.next_pin_in().is_none();
            (vec![], main("kiosk-sign-in", Event::SignIn(screen.draft.clone()), enabled))
        }
        State::Idle => {
            let leave = vec![action("kiosk-sign-out", Event::SignOut, Weight::Plain)];
            (leave, main("kiosk-begin", Event::Continue, true))
        }
        State::Attract => (vec![], main("kiosk-attract-begin", Event::Continue, true)),
        State::Review(findings, ..) => (cancel(), review(screen, findings)),
        State::Closing | State::Done(_) => (vec![], vec![]),
        State::OutOfService(outage) if outage.lasts() => (vec![], vec![]),
        State::Ended(_) | State::OutOfService(_) => (vec![], over(screen)),
        state => (cancel(), onward(screen, state)),
    }
}

fn main(label: &'static str, event: Event, enabled: bool) -> Vec<Action> {
    vec![Action { enabled, ..action(label, event, Weight::Main) }]
}

/// What goes on in a control that nobody decides yet.
fn onward(screen: &Screen<'_>, state: &State) -> Vec<Action> {
    match state {
        State::Guidance => main("common-continue", Event::Continue, true),
        State::Access(entry) => main("kiosk-read", Event::Continue, entry.password().is_some()),
        State::Reading(progress, _) if progress.read_at.is_some() => {
            main("common-continue", Event::Continue, true)
        }
        State::Face(step, _) if step.lost => main("kiosk-camera-again", Event::Continue, true),
        State::Face(..) => main("kiosk-take-picture", Event::TakePicture, screen.flow.may_take()),
        _ => vec![],
    }
}

/// What follows a control that is over.
fn over(screen: &Screen<'_>) -> Vec<Action> {
    let next = screen.flow.mode() == Mode::Attended && !screen.flow.ends_after_control();
    let mut right = main(if next { "kiosk-next" } else { "kiosk-finish" }, Event::Continue, true);
    right.extend(print(screen));
    right
}

/// The receipt is offered to everybody, where there is one and a printer.
fn print(screen: &Screen<'_>) -> Option<Action> {
    let State::Ended(ended) = screen.flow.state() else { return None };
    let asked = matches!(ended.printing, Printing::Running | Printing::Done);
    let print = action("kiosk-print", Event::PrintReceipt, Weight::Plain);
    let offered = screen.facts.prints && ended.receipt.is_some();
    offered.then_some(Action { enabled: !asked, ..print })
}

/// What took the picture a moment ago decides nothing that nobody has seen yet.
fn review(screen: &Screen<'_>, findings: &Findings) -> Vec<Action> {
    let mut right = match findings.approvable() {
        true => vec![action("kiosk-approve", Event::Approve, Weight::Main)],
        false => vec![action("kiosk-end", Event::Continue, Weight::Main)],
    };
    if findings.declinable() {
        right.push(action("kiosk-decline", Event::Decline, Weight::Refusing));
    }
    if screen.flow.may_retake() {
        right.push(action("kiosk-retake", Event::Retake, Weight::Plain));
    }
    let enabled = screen.flow.stood() >= SEEN;
    right.into_iter().map(|action| Action { enabled, ..action }).collect()
}

/// Draws the bar and takes the keys: Enter for the main action, Escape for leaving.
pub fn show(ui: &mut Ui, screen: &mut Screen<'_>) {
    let (left, right) = actions(screen);
    keys(ui, screen, &left, &right);
    if is_cramped(ui) {
        ui.spacing_mut().button_padding.x = 12.0;
        ui.spacing_mut().item_spacing.x = 8.0;
    }
    let room = ui.available_width();
    if width(ui, screen, &left) + width(ui, screen, &right) <= room {
        ui.horizontal(|ui| {
            row(ui, screen, &left);
            ui.with_layout(rightward(), |ui| row(ui, screen, &right));
        });
    } else {
        let size = vec2(room, TARGET);
        ui.allocate_ui_with_layout(size, rightward(), |ui| row(ui, screen, &right));
        ui.horizontal(|ui| row(ui, screen, &left));
    }
}

/// The width of a row of buttons with the space behind each.
fn width(ui: &Ui, screen: &Screen<'_>, actions: &[Action]) -> f32 {
    let space = ui.spacing().item_spacing.x;
    actions.iter().map(|action| button_width(ui, &screen.say(action.label)) + space).sum()
}

fn row(ui: &mut Ui, screen: &mut Screen<'_>, actions: &[Action]) {
    for action in actions {
        draw(ui, screen, action);
    }
}

fn draw(ui: &mut Ui, screen: &mut Screen<'_>, action: &Action) {
    if button(ui, screen.palette, &screen.say(action.label), action.weight, action.enabled).clicked() {
        screen.events.push(action.event.clone());
    }
}

/// What has the focus takes Enter for itself; an open menu takes Escape.
fn keys(ui: &Ui, screen: &mut Screen<'_>, left: &[Action], right: &[Action]) {
    let free = ui.memory(|memory| memory.focused().is_none()) || screen.enter_in_field;
    let pressed = |key| ui.input(|input| input.key_pressed(key));
    if screen.asking {
        return;
    }
    match (right.first(), left.first()) {
        (Some(main), _) if free && main.enabled && pressed(Key::Enter) => {
            screen.events.push(main.event.clone());
        }
        (_, Some(leave)) if matches!(leave.event, Event::Cancel) && pressed(Key::Escape) => {
            match screen.flow.has_something_to_lose() {
                true => {
                    *screen.leaving = true;
                    ui.memory_mut(|memory| memory.stop_text_input());
                }
                false => screen.events.push(leave.event.clone()),
            }
        }
        _ => {}
    }
}
