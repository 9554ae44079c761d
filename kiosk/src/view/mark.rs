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
        let edge = |width: f32| {
            painter.circle_stroke(centre, radius * 0.85, Stroke::new(radius * width, colour));
        };
        match self {
            Self::Waiting => edge(0.16),
            Self::Running => {
                edge(0.2);
                painter.circle_filled(centre, radius * 0.4, colour);
            }
            _ => {
                painter.circle_filled(centre, radius, colour);
                for line in self.lines() {
                    let points = line.iter().map(|(x, y)| centre + vec2(*x, *y) * radius).collect();
                    painter.line(points, Stroke::new(radius * 0.2, palette.card));
                }
            }
        }
    }

    /// What is drawn on its disc, whose radius is one.
    fn lines(self) -> &'static [&'static [(f32, f32)]] {
        match self {
            Self::Waiting | Self::Running => &[],
            Self::Done | Self::Good => &[&[(-0.45, 0.05), (-0.12, 0.38), (0.48, -0.32)]],
            Self::Open => &[&[(-0.45, 0.0), (0.45, 0.0)]],
            Self::Bad => &[&[(-0.38, -0.38), (0.38, 0.38)], &[(-0.38, 0.38), (0.38, -0.38)]],
        }
    }
}
