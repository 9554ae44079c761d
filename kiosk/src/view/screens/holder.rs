//! The holder as the proven document shows them.

use super::Screen;
use crate::flow::Holder;
use crate::view::widgets::small;
use eframe::egui::{Grid, RichText, Ui};

/// The name alone.
pub fn name(ui: &mut Ui, screen: &Screen<'_>, holder: &Holder) {
    ui.label(RichText::new(&holder.name).color(screen.palette.text).size(20.0));
}

/// Everything that is shown of the holder.
pub fn details(ui: &mut Ui, screen: &Screen<'_>, holder: &Holder) {
    let palette = screen.palette;
    Grid::new("holder").num_columns(2).spacing([16.0, 4.0]).min_row_height(0.0).show(ui, |ui| {
        for (label, value) in [
            ("kiosk-name", &holder.name),
            ("kiosk-field-date-of-birth", &holder.date_of_birth),
            ("kiosk-field-document-number", &holder.document_number),
            ("kiosk-field-date-of-expiry", &holder.date_of_expiry),
            ("kiosk-issuing-state", &holder.issuing_state),
        ] {
            small(ui, palette.muted, &screen.say(label));
            small(ui, palette.text, value);
            ui.end_row();
        }
    });
}
