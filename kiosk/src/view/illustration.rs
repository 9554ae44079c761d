//! The pictures of the guidance, drawn in the theme's colours.

use super::Palette;
use eframe::egui::{CornerRadius, Painter, Pos2, Rect, Sense, Stroke, StrokeKind, Ui, pos2, vec2};

/// A step of the guidance.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Illustration {
    /// A passport open at the page with the picture.
    Document,
    /// A passport on a reader.
    Chip,
    /// A face before a camera.
    Face,
}

/// The drawings are made on a field of this size.
const FIELD: f32 = 100.0;

struct Pencil<'a> {
    painter: &'a Painter,
    rect: Rect,
    palette: &'a Palette,
}

impl Illustration {
    /// Draws it.
    pub fn show(self, ui: &mut Ui, palette: &Palette, size: f32) {
        let (rect, _) = ui.allocate_exact_size(vec2(size, size), Sense::hover());
        let pencil = Pencil { painter: ui.painter(), rect, palette };
        match self {
            Self::Document => pencil.document(),
            Self::Chip => pencil.chip(),
            Self::Face => pencil.face(),
        }
    }
}

impl Pencil<'_> {
    fn scale(&self) -> f32 {
        self.rect.width() / FIELD
    }

    fn at(&self, x: f32, y: f32) -> Pos2 {
        self.rect.min + vec2(x, y) * self.scale()
    }

    fn stroke(&self) -> Stroke {
        Stroke::new(2.6 * self.scale(), self.palette.accent)
    }

    fn box_(&self, x: f32, y: f32, width: f32, height: f32) {
        let rect = Rect::from_min_size(self.at(x, y), vec2(width, height) * self.scale());
        let corner = CornerRadius::same((6.0 * self.scale()) as u8);
        self.painter.rect_stroke(rect, corner, self.stroke(), StrokeKind::Inside);
    }

    fn line(&self, x: f32, y: f32, to_x: f32, to_y: f32) {
        self.painter.line_segment([self.at(x, y), self.at(to_x, to_y)], self.stroke());
    }

    fn circle(&self, x: f32, y: f32, radius: f32) {
        self.painter.circle_stroke(self.at(x, y), radius * self.scale(), self.stroke());
    }

    /// A head and shoulders.
    fn person(&self, x: f32, y: f32, size: f32) {
        self.circle(x, y, size);
        let arc = (0..=16u8).map(|step| {
            let angle = std::f32::consts::PI * (1.0 + f32::from(step) / 16.0);
            pos2(x + size * 1.7 * angle.cos(), y + size * 2.9 + size * 1.7 * angle.sin())
        });
        let points = arc.map(|point| self.at(point.x, point.y)).collect();
        self.painter.line(points, self.stroke());
    }

    fn document(&self) {
        self.box_(8.0, 14.0, 84.0, 72.0);
        self.person(30.0, 34.0, 8.0);
        for y in [30.0, 42.0, 54.0] {
            self.line(54.0, y, 82.0, y);
        }
        for y in [68.0, 77.0] {
            let mut x = 16.0;
            while x < 80.0 {
                self.line(x, y, x + 4.0, y);
                x += 8.0;
            }
        }
    }

    fn chip(&self) {
        self.box_(24.0, 10.0, 52.0, 44.0);
        self.box_(42.0, 24.0, 16.0, 16.0);
        for radius in [10.0, 20.0, 30.0] {
            let arc = (0..=12u8).map(|step| {
                let angle = std::f32::consts::PI * (0.25 + 0.5 * f32::from(step) / 12.0);
                self.at(50.0 + radius * angle.cos(), 52.0 + radius * angle.sin())
            });
            self.painter.line(arc.collect(), self.stroke());
        }
        self.line(14.0, 90.0, 86.0, 90.0);
    }

    fn face(&self) {
        self.person(50.0, 40.0, 13.0);
        for (x, y, across, down) in [
            (12.0, 12.0, 1.0, 1.0),
            (88.0, 12.0, -1.0, 1.0),
            (12.0, 88.0, 1.0, -1.0),
            (88.0, 88.0, -1.0, -1.0),
        ] {
            self.line(x, y, x + 16.0 * across, y);
            self.line(x, y, x, y + 16.0 * down);
        }
    }
}
