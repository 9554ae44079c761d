//! The face: the chip's portrait beside the live camera, with what to do.

use super::Screen;
use crate::flow::{Advice, FaceStep, Holder, Mode};
use crate::view::mark::Mark;
use crate::view::widgets::{column, frame, notice, small, title};
use eframe::egui::{Align, Align2, FontId, Layout, Rect, Stroke, Ui, vec2};
use std::time::Duration;

/// So long before it is taken, the seconds are counted.
const LAST_SECONDS: Duration = Duration::from_secs(3);

/// Shows the advice, and the faces as large as there is room.
pub fn show(ui: &mut Ui, screen: &mut Screen<'_>, step: &FaceStep, holder: Option<&Holder>) {
    let palette = screen.palette;
    column(ui, 1160.0, |ui| {
        // In large text the pictures are worth more than the title, which the advice repeats.
        if ui.available_height() > 300.0 {
            title(ui, palette, &screen.say("kiosk-face-title"), "");
        }
        let countdown = screen.flow.countdown().filter(|left| *left <= LAST_SECONDS);
        let seconds = countdown.map(|left| (left.as_millis().div_ceil(1000)).max(1).to_string());
        notices(ui, screen, step, seconds.as_deref());
        match screen.flow.mode() {
            Mode::Unattended => alone(ui, screen, step, seconds.as_deref()),
            Mode::Attended => beside(ui, screen, step, holder),
        }
    });
}

/// What was wrong with the last picture, and what to do for the next; or the seconds until it is taken.
fn notices(ui: &mut Ui, screen: &Screen<'_>, step: &FaceStep, seconds: Option<&str>) {
    let palette = screen.palette;
    let mark = advice(step).0;
    if let Some(seconds) = seconds {
        return notice(ui, palette, mark, &screen.say_with("kiosk-countdown", &[("seconds", seconds)]));
    }
    if let Some(reason) = step.problem {
        let reason = screen.say(&format!("reason-{}", reason.code()));
        notice(ui, palette, Mark::Bad, &screen.say_with("kiosk-picture-again", &[("reason", reason)]));
        // Beside what was wrong with the last picture nothing says that all is well.
        if step.advice == Advice::Hold {
            return;
        }
    }
    notice(ui, palette, mark, &screen.say(advice(step).1));
}

/// Alone, the person sees nobody but themselves.
fn alone(ui: &mut Ui, screen: &Screen<'_>, step: &FaceStep, seconds: Option<&str>) {
    let height = (ui.available_height() - 30.0).clamp(120.0, 520.0);
    let shown = ui.vertical_centered(|ui| live(ui, screen, height, advice(step).0, step.lost));
    if let Some(seconds) = seconds {
        count(ui, screen, shown.response.rect, seconds);
    }
}

/// The officer sees both faces side by side.
fn beside(ui: &mut Ui, screen: &Screen<'_>, step: &FaceStep, holder: Option<&Holder>) {
    let height = (ui.available_height() - 90.0).clamp(120.0, 440.0);
    let width = ui.available_width();
    ui.horizontal_top(|ui| {
        pane(ui, width * 0.36 - 7.0, |ui| portrait(ui, screen, height, holder));
        pane(ui, width * 0.64 - 7.0, |ui| camera(ui, screen, height, advice(step).0, step.lost));
    });
}

/// The seconds that are left, large, beside the face.
fn count(ui: &Ui, screen: &Screen<'_>, picture: Rect, seconds: &str) {
    let radius = (picture.height() * 0.14).clamp(24.0, 56.0);
    let centre = picture.left_top() + vec2(radius + 8.0, radius + 8.0);
    ui.painter().circle_filled(centre, radius, screen.palette.accent);
    let font = FontId::proportional(radius * 1.5);
    ui.painter().text(centre, Align2::CENTER_CENTER, seconds, font, screen.palette.on_accent);
}

fn pane(ui: &mut Ui, width: f32, content: impl FnOnce(&mut Ui)) {
    ui.allocate_ui_with_layout(vec2(width, 0.0), Layout::top_down(Align::Min), |ui| {
        ui.set_width(width);
        content(ui);
    });
}

fn portrait(ui: &mut Ui, screen: &Screen<'_>, height: f32, holder: Option<&Holder>) {
    let palette = screen.palette;
    let label = screen.say("kiosk-portrait");
    small(ui, palette.muted, &label);
    let most = vec2(ui.available_width(), height);
    if !screen.pictures.show_portrait(ui, most, palette, &label) {
        empty(ui, screen, most, "kiosk-no-portrait");
    }
    if let Some(holder) = holder {
        super::holder::name(ui, screen, holder);
    }
}

fn camera(ui: &mut Ui, screen: &Screen<'_>, height: f32, mark: Mark, lost: bool) {
    small(ui, screen.palette.muted, &screen.say("kiosk-camera"));
    live(ui, screen, height, mark, lost);
}

/// What the camera shows, as large as there is room.
fn live(ui: &mut Ui, screen: &Screen<'_>, height: f32, mark: Mark, lost: bool) {
    let most = vec2(ui.available_width(), height);
    let stroke = Stroke::new(4.0, mark.colour(screen.palette));
    if !screen.pictures.show_camera(ui, most, screen.palette, stroke, &screen.say("kiosk-camera")) {
        empty(ui, screen, most, if lost { "kiosk-camera-lost" } else { "kiosk-advice-starting" });
    }
}

/// A field where there is no picture.
fn empty(ui: &mut Ui, screen: &Screen<'_>, size: eframe::egui::Vec2, message: &str) {
    frame(screen.palette).show(ui, |ui| {
        ui.set_min_size(size - vec2(42.0, 42.0));
        ui.centered_and_justified(|ui| ui.label(screen.say(message)));
    });
}

fn advice(step: &FaceStep) -> (Mark, &'static str) {
    if step.lost {
        return (Mark::Bad, "kiosk-camera-lost");
    }
    match step.advice {
        Advice::Starting => (Mark::Running, "kiosk-advice-starting"),
        Advice::NoFace => (Mark::Open, "kiosk-advice-no-face"),
        Advice::Several => (Mark::Open, "kiosk-advice-several"),
        Advice::Closer => (Mark::Open, "kiosk-advice-closer"),
        Advice::Back => (Mark::Open, "kiosk-advice-back"),
        Advice::Centre => (Mark::Open, "kiosk-advice-centre"),
        Advice::Hold => (Mark::Good, "kiosk-advice-hold"),
    }
}
