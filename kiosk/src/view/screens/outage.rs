//! Something that is not the person's fault stands in the way.

use super::Screen;
use crate::flow::Outage;
use crate::view::mark::Mark;
use crate::view::widgets::{column, notice, small, title};
use eframe::egui::Ui;

/// Says what stands in the way and what became of the control.
pub fn show(ui: &mut Ui, screen: &mut Screen<'_>, outage: &Outage) {
    let text = match outage {
        Outage::Networks(_) => screen.say("kiosk-outage-networks"),
        Outage::Stopped => screen.say("kiosk-outage-stopped"),
        Outage::Control => screen.say("kiosk-outage-control"),
        Outage::Writing => screen.say("kiosk-outage-writing"),
        Outage::Unknown => screen.say("kiosk-outage-unknown"),
    };
    column(ui, 760.0, |ui| {
        ui.add_space(40.0);
        title(ui, screen.palette, &screen.say("kiosk-outage-title"), "");
        notice(ui, screen.palette, Mark::Open, &text);
        if let Outage::Networks(what) = outage {
            small(ui, screen.palette.muted, what);
        }
    });
}
