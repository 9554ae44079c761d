//! The pictures on the screen: the chip's portrait and what the camera shows. They are dropped with the case.

use super::Palette;
use crate::flow::Photo;
use crate::work::View;
use eframe::egui::{
    ColorImage, Context, CornerRadius, Image, Rect, Stroke, StrokeKind, TextureHandle, TextureOptions, Ui,
    Vec2, load::SizedTexture, vec2,
};
use std::sync::Arc;

/// A picture that lies in the graphics card's memory.
struct Shown {
    texture: TextureHandle,
    photo: Arc<Photo>,
}

impl Shown {
    fn size(&self) -> Vec2 {
        vec2(self.photo.width as f32, self.photo.height as f32)
    }
}

/// The pictures of the case.
#[derive(Default)]
pub struct Pictures {
    portrait: Option<Shown>,
    camera: Option<Shown>,
    face: Option<[f32; 4]>,
    number: Option<u64>,
}

impl Pictures {
    /// Nothing of a case stays.
    pub fn wipe(&mut self) {
        *self = Self::default();
    }

    /// Takes note of the portrait that is to be shown.
    pub fn set_portrait(&mut self, ctx: &Context, photo: Option<&Arc<Photo>>) {
        match (photo, &mut self.portrait) {
            (Some(photo), Some(shown)) if Arc::ptr_eq(photo, &shown.photo) => {}
            (Some(photo), _) => self.portrait = Some(load(ctx, "portrait", photo)),
            (None, _) => self.portrait = None,
        }
    }

    /// Which of the camera's pictures is shown.
    pub fn number(&self) -> Option<u64> {
        self.number
    }

    /// Takes note of what the camera shows.
    pub fn set_camera(&mut self, ctx: &Context, view: Option<View>) {
        let Some(view) = view else {
            (self.camera, self.face, self.number) = (None, None, None);
            return;
        };
        self.face = view.face;
        if self.number == Some(view.number) {
            return;
        }
        self.number = Some(view.number);
        match &mut self.camera {
            Some(shown) => {
                shown.texture.set(image(&view.photo), TextureOptions::LINEAR);
                shown.photo = view.photo;
            }
            None => self.camera = Some(load(ctx, "camera", &view.photo)),
        }
    }

    /// The portrait, as large as fits; false when there is none.
    pub fn show_portrait(&self, ui: &mut Ui, most: Vec2, palette: &Palette, alt: &str) -> bool {
        self.portrait.as_ref().is_some_and(|shown| show(ui, shown, most, palette, alt).is_some())
    }

    /// What the camera shows, as large as fits, with the face in a frame; false when there is nothing.
    pub fn show_camera(&self, ui: &mut Ui, most: Vec2, palette: &Palette, frame: Stroke, alt: &str) -> bool {
        let Some(rect) = self.camera.as_ref().and_then(|shown| show(ui, shown, most, palette, alt)) else {
            return false;
        };
        if let (Some([left, top, width, height]), true) = (self.face, frame.width > 0.0) {
            let face = Rect::from_min_size(
                rect.min + vec2(left, top) * rect.size(),
                vec2(width, height) * rect.size(),
            );
            ui.painter().rect_stroke(face.intersect(rect), CornerRadius::same(10), frame, StrokeKind::Middle);
        }
        true
    }
}

fn show(ui: &mut Ui, shown: &Shown, most: Vec2, palette: &Palette, alt: &str) -> Option<Rect> {
    let size = shown.size();
    let factor = (most.x / size.x).min(most.y / size.y);
    let texture = SizedTexture::new(shown.texture.id(), size * factor);
    let image = Image::from_texture(texture).corner_radius(CornerRadius::same(12)).alt_text(alt);
    let rect = ui.add(image).rect;
    let edge = Stroke::new(1.0, palette.edge);
    ui.painter().rect_stroke(rect, CornerRadius::same(12), edge, StrokeKind::Inside);
    Some(rect)
}

fn load(ctx: &Context, name: &str, photo: &Arc<Photo>) -> Shown {
    Shown { texture: ctx.load_texture(name, image(photo), TextureOptions::LINEAR), photo: Arc::clone(photo) }
}

fn image(photo: &Photo) -> ColorImage {
    ColorImage::from_rgb([photo.width, photo.height], &photo.rgb)
}
