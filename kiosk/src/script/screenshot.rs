//! A picture of the window, as a PNG.

use eframe::egui::{ColorImage, Context};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};

const TAKEN: u8 = 1;
const FAILED: u8 = 2;

/// A picture that was asked for.
pub struct Screenshot(Arc<AtomicU8>);

impl Screenshot {
    /// Asks for the picture of this frame.
    pub fn request(ctx: &Context, path: PathBuf) -> Self {
        let state = Arc::new(AtomicU8::new(0));
        let (done, ctx_again) = (Arc::clone(&state), ctx.clone());
        ctx.request_screenshot(move |image| {
            done.store(if save(&image, &path).is_ok() { TAKEN } else { FAILED }, Ordering::Release);
            ctx_again.request_repaint();
        });
        Self(state)
    }

    /// Whether it lies in its file; `None` until it is known.
    pub fn taken(&self) -> Option<bool> {
        match self.0.load(Ordering::Acquire) {
            0 => None,
            state => Some(state == TAKEN),
        }
    }
}

fn save(image: &ColorImage, path: &PathBuf) -> Result<(), image::ImageError> {
    let [width, height] = image.size;
    let rgb: Vec<u8> = image.pixels.iter().flat_map(|pixel| [pixel.r(), pixel.g(), pixel.b()]).collect();
    let side = |side: usize| u32::try_from(side).unwrap_or_default();
    image::save_buffer(path, &rgb, side(width), side(height), image::ColorType::Rgb8)
}
