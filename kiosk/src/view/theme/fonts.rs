//! The typeface: Inter, with the letters of the four languages; the default fonts stand in for any other.

use eframe::egui::{Context, FontData, FontDefinitions, FontFamily, Id};
use std::sync::Arc;

const REGULAR: &[u8] = include_bytes!("../../../../assets/kiosk/fonts/Inter-Regular.ttf");
const SEMI_BOLD: &[u8] = include_bytes!("../../../../assets/kiosk/fonts/Inter-SemiBold.ttf");

/// What headings and buttons are written in. A context has a new typeface from its next frame on: until then they
/// are written as everything else.
pub(super) fn strong(ctx: &Context) -> FontFamily {
    let known =
        ctx.data_mut(|data| std::mem::replace(data.get_temp_mut_or(Id::unique("typeface"), false), true));
    if known {
        return family();
    }
    ctx.set_fonts(definitions());
    FontFamily::Proportional
}

fn family() -> FontFamily {
    FontFamily::Name("strong".into())
}

fn definitions() -> FontDefinitions {
    let mut fonts = FontDefinitions::default();
    for (name, bytes) in [("Inter", REGULAR), ("Inter SemiBold", SEMI_BOLD)] {
        fonts.font_data.insert(name.to_owned(), Arc::new(FontData::from_static(bytes)));
    }
    let others = fonts.families.get(&FontFamily::Proportional).cloned().unwrap_or_default();
    for (family, name) in [(FontFamily::Proportional, "Inter"), (family(), "Inter SemiBold")] {
        let names = std::iter::once(name.to_owned()).chain(others.iter().cloned());
        fonts.families.insert(family, names.collect());
    }
    fonts
}
