//! Marks beside findings: shape and colour say the same.

use super::Palette;
use eframe::egui::{Color32, Painter, Pos2, Sense, Stroke, Ui, vec2};

/// What a mark says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mark {
    /// Not begun.
    Waiting,
    /// Under way.
    Running,
    /// Done, but no proof.
    Done,
    /// Proven.
    Good,
    /// Missing.
    Open,
    /// Disproved.
    Bad,
}

impl Mark {
    /// Its colour.
    pub fn colour(self, palette: &Palette) -> Color32 {
        match self {
            Self::Waiting => palette.edge,
            Self::Running => palette.accent,
            Self::Done => palette.muted,
            Self::Good => palette.good,
            Self::Open => palette.open,
            Self::Bad => palette.bad,
        }
    }

    /// Draws it as tall as a line.
    pub fn show(self, ui: &mut Ui, palette: &Palette, size: f32) {
        let (rect, _) = ui.allocate_exact_size(vec2(size, size), Sense::hover());
        self.paint(ui.painter(), rect.center(), size / 2.0 - 1.0, palette);
    }

    /// Draws it around a point.
    pub fn paint(self, painter: &Painter, centre: Pos2, radius: f32, palette: &Palette) {
        let colour = self.colour(palette);
        let line = |points: &[(f32, f32)], colour: Color32| {
            let points = points.iter().map(|(x, y)| centre + vec2(*x, *y) * radius).collect();
            painter.line(points, Stroke::new(radius * 0.2, colour));
        };
        let on = palette.card;
        match self {
            Self::Waiting => {
                painter.circle_stroke(centre, radius * 0.85, Stroke::new(radius * 0.16, colour));
            }
            Self::Running => {
                painter.circle_stroke(centre, radius * 0.85, Stroke::new(radius * 0.2, colour));
                painter.circle_filled(centre, radius * 0.4, colour);
            }
            Self::Done | Self::Good => {
                painter.circle_filled(centre, radius, colour);
                line(&[(-0.45, 0.05), (-0.12, 0.38), (0.48, -0.32)], on);
            }
            Self::Open => {
                painter.circle_filled(centre, radius, colour);
                line(&[(-0.45, 0.0), (0.45, 0.0)], on);
            }
            Self::Bad => {
                painter.circle_filled(centre, radius, colour);
                line(&[(-0.38, -0.38), (0.38, 0.38)], on);
                line(&[(-0.38, 0.38), (0.38, -0.38)], on);
            }
        }
    }
}
