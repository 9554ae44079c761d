//! The one theme in three appearances: light, dark, and high contrast (WCAG 2.2 AAA).

mod fonts;

use eframe::egui::{
    self, Color32, Context, CornerRadius, FontFamily, FontId, Margin, Stroke, TextStyle, Visuals,
    style::Selection,
};
use std::str::FromStr;

/// The least height of everything that can be touched.
pub const TARGET: f32 = 52.0;

/// An appearance.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Theme {
    /// Dark text on light ground.
    #[default]
    Light,
    /// Light text on dark ground.
    Dark,
    /// White and yellow on black.
    Contrast,
}

impl Theme {
    /// Every appearance.
    pub const ALL: [Self; 3] = [Self::Light, Self::Dark, Self::Contrast];

    /// The message that names it.
    pub fn message(self) -> &'static str {
        match self {
            Self::Light => "kiosk-light",
            Self::Dark => "kiosk-dark",
            Self::Contrast => "kiosk-contrast",
        }
    }

    /// Its colours.
    pub fn palette(self) -> &'static Palette {
        match self {
            Self::Light => &LIGHT,
            Self::Dark => &DARK,
            Self::Contrast => &CONTRAST,
        }
    }

    /// Dresses the window; called before its first frame, it has its own typeface from the beginning.
    pub fn apply(self, ctx: &Context) {
        let (palette, strong) = (self.palette(), fonts::strong(ctx));
        ctx.set_theme(if palette.dark { egui::Theme::Dark } else { egui::Theme::Light });
        ctx.all_styles_mut(|style| {
            style.visuals = palette.visuals();
            style.text_styles = [
                (TextStyle::Heading, FontId::new(34.0, strong.clone())),
                (TextStyle::Body, FontId::new(19.0, FontFamily::Proportional)),
                (TextStyle::Button, FontId::new(19.0, strong.clone())),
                (TextStyle::Small, FontId::new(15.5, FontFamily::Proportional)),
                (TextStyle::Monospace, FontId::new(20.0, FontFamily::Monospace)),
            ]
            .into();
            style.spacing.item_spacing = egui::vec2(14.0, 12.0);
            style.spacing.button_padding = egui::vec2(20.0, 12.0);
            style.spacing.interact_size = egui::vec2(TARGET, TARGET);
            style.spacing.menu_margin = Margin::same(10);
            style.spacing.scroll =
                egui::style::ScrollStyle { foreground_color: true, ..egui::style::ScrollStyle::solid() };
            style.animation_time = 0.0;
        });
    }
}

impl FromStr for Theme {
    type Err = &'static str;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        match name {
            "light" => Ok(Self::Light),
            "dark" => Ok(Self::Dark),
            "contrast" => Ok(Self::Contrast),
            _ => Err("there are light, dark and contrast"),
        }
    }
}

/// The colours of an appearance.
#[derive(Debug)]
pub struct Palette {
    /// Whether the ground is dark.
    pub dark: bool,
    /// The ground.
    pub ground: Color32,
    /// Cards and bars on it.
    pub card: Color32,
    /// Text.
    pub text: Color32,
    /// Text that matters less.
    pub muted: Color32,
    /// Edges of cards and bars, which only set them apart.
    pub edge: Color32,
    /// Edges of what can be typed in or pressed, WCAG 2.2 1.4.11.
    pub outline: Color32,
    /// The main action, and what is chosen.
    pub accent: Color32,
    /// Text on the main action.
    pub on_accent: Color32,
    /// The ring around what the keyboard is at.
    pub focus: Color32,
    /// Proven, accepted.
    pub good: Color32,
    /// Missing, not decided.
    pub open: Color32,
    /// Disproved, refused.
    pub bad: Color32,
}

const LIGHT: Palette = Palette {
    dark: false,
    ground: Color32::from_rgb(0xF3, 0xF6, 0xF8),
    card: Color32::WHITE,
    text: Color32::from_rgb(0x10, 0x20, 0x2E),
    muted: Color32::from_rgb(0x46, 0x56, 0x64),
    edge: Color32::from_rgb(0xC3, 0xCE, 0xD6),
    outline: Color32::from_rgb(0x78, 0x88, 0x94),
    accent: Color32::from_rgb(0x0B, 0x4F, 0x8A),
    on_accent: Color32::WHITE,
    focus: Color32::from_rgb(0xC2, 0x57, 0x00),
    good: Color32::from_rgb(0x0F, 0x6B, 0x3F),
    open: Color32::from_rgb(0x85, 0x55, 0x00),
    bad: Color32::from_rgb(0xA8, 0x1C, 0x2B),
};

const DARK: Palette = Palette {
    dark: true,
    ground: Color32::from_rgb(0x0E, 0x16, 0x1D),
    card: Color32::from_rgb(0x18, 0x23, 0x2D),
    text: Color32::from_rgb(0xEE, 0xF3, 0xF7),
    muted: Color32::from_rgb(0xB2, 0xC0, 0xCC),
    edge: Color32::from_rgb(0x3A, 0x4A, 0x58),
    outline: Color32::from_rgb(0x6E, 0x82, 0x92),
    accent: Color32::from_rgb(0x6F, 0xB6, 0xF2),
    on_accent: Color32::from_rgb(0x06, 0x18, 0x28),
    focus: Color32::from_rgb(0xFF, 0xB3, 0x54),
    good: Color32::from_rgb(0x66, 0xD1, 0x9A),
    open: Color32::from_rgb(0xF2, 0xC1, 0x63),
    bad: Color32::from_rgb(0xFF, 0x8F, 0x98),
};

const CONTRAST: Palette = Palette {
    dark: true,
    ground: Color32::BLACK,
    card: Color32::BLACK,
    text: Color32::WHITE,
    muted: Color32::WHITE,
    edge: Color32::WHITE,
    outline: Color32::WHITE,
    accent: Color32::from_rgb(0xFF, 0xE0, 0x00),
    on_accent: Color32::BLACK,
    focus: Color32::from_rgb(0x00, 0xE5, 0xFF),
    good: Color32::from_rgb(0x7C, 0xFF, 0xA8),
    open: Color32::from_rgb(0xFF, 0xE0, 0x00),
    bad: Color32::from_rgb(0xFF, 0xA8, 0xA8),
};

impl Palette {
    fn visuals(&self) -> Visuals {
        let mut visuals = if self.dark { Visuals::dark() } else { Visuals::light() };
        visuals.panel_fill = self.ground;
        visuals.window_fill = self.card;
        visuals.extreme_bg_color = self.card;
        visuals.window_stroke = Stroke::new(1.5, self.edge);
        visuals.hyperlink_color = self.accent;
        visuals.selection =
            Selection { bg_fill: self.accent.gamma_multiply(0.35), stroke: Stroke::new(2.0, self.text) };
        visuals.override_text_color = None;
        let widgets = &mut visuals.widgets;
        for (state, edge) in [
            (&mut widgets.noninteractive, self.edge),
            (&mut widgets.inactive, self.outline),
            (&mut widgets.hovered, self.accent),
            (&mut widgets.active, self.focus),
            (&mut widgets.open, self.accent),
        ] {
            state.bg_fill = self.card;
            state.weak_bg_fill = self.card;
            state.bg_stroke = Stroke::new(1.5, edge);
            state.fg_stroke = Stroke::new(1.5, self.text);
            state.corner_radius = CornerRadius::same(10);
            state.expansion = 0.0;
        }
        visuals
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Relative luminance, WCAG 2.2.
    fn luminance(colour: Color32) -> f64 {
        let part = |part: u8| {
            let part = f64::from(part) / 255.0;
            if part <= 0.04045 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) }
        };
        0.2126 * part(colour.r()) + 0.7152 * part(colour.g()) + 0.0722 * part(colour.b())
    }

    fn contrast(one: Color32, other: Color32) -> f64 {
        let (one, other) = (luminance(one), luminance(other));
        (one.max(other) + 0.05) / (one.min(other) + 0.05)
    }

    #[test]
    fn every_text_stands_out_from_its_ground() {
        for theme in Theme::ALL {
            let palette = theme.palette();
            let least = if theme == Theme::Contrast { 7.0 } else { 4.5 };
            for ground in [palette.ground, palette.card] {
                for text in
                    [palette.text, palette.muted, palette.accent, palette.good, palette.open, palette.bad]
                {
                    assert!(contrast(text, ground) >= least, "{theme:?}: {text:?} on {ground:?}");
                }
                assert!(contrast(palette.focus, ground) >= 3.0, "{theme:?}: the focus on {ground:?}");
                assert!(contrast(palette.outline, ground) >= 3.0, "{theme:?}: the edges on {ground:?}");
                let handle = palette.visuals().widgets.inactive.fg_stroke.color;
                assert!(contrast(handle, ground) >= 3.0, "{theme:?}: the scroll handle on {ground:?}");
            }
            assert!(contrast(palette.on_accent, palette.accent) >= least, "{theme:?}: the main action");
        }
    }
}
