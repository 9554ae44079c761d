//! One file for each screen; each draws what its state holds and says what was done.

mod access;
mod ended;
mod face;
mod holder;
mod languages;
mod leave;
mod outage;
mod printed;
mod reading;
mod review;
mod screen;
mod sign_in;
mod still_there;
mod waiting;
mod welcome;

pub use leave::show as leave;
pub use screen::Screen;
pub use still_there::show as still_there;

use crate::flow::State;
use eframe::egui::Ui;

/// Draws the state's screen.
pub fn show(ui: &mut Ui, screen: &mut Screen<'_>) {
    if let Some(left) = screen.flow.closes_in() {
        waiting::closes(ui, screen, left);
    }
    match screen.flow.state() {
        State::SignIn(sign_in) => sign_in::show(ui, screen, *sign_in),
        State::Idle => welcome::idle(ui, screen),
        State::Attract => welcome::attract(ui, screen),
        State::Languages => languages::show(ui, screen),
        State::Guidance => welcome::guidance(ui, screen),
        State::Access(entry) => access::show(ui, screen, entry),
        State::Reading(progress, holder) => reading::show(ui, screen, progress, holder.as_deref()),
        State::Face(step, holder) => face::show(ui, screen, step, holder.as_deref()),
        State::Judging(..) => waiting::judging(ui, screen),
        State::Review(findings, _, holder) => review::show(ui, screen, findings, holder.as_deref()),
        State::Closing => waiting::closing(ui, screen),
        State::Ended(ended) => ended::show(ui, screen, ended),
        State::OutOfService(outage) => outage::show(ui, screen, outage),
        State::Done(kept) => waiting::done(ui, screen, *kept),
    }
}
