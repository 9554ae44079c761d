//! A person in front of a camera, played by a portrait that sways a little.

use super::pace::Pace;
use super::{Camera, CameraError, Frame, read};
use image::codecs::jpeg::JpegEncoder;
use image::imageops::{self, FilterType};
use image::{DynamicImage, ExtendedColorType, RgbImage};
use std::path::Path;

/// A camera that stands upright, as a booth's does.
const WIDTH: u32 = 480;
const HEIGHT: u32 = 640;
/// How far the portrait sways, in pixels.
const SWAY: u32 = 12;
/// Frames of one sway.
const PERIOD: u32 = 60;
const QUALITY: u8 = 92;

/// Shows a portrait as an upright camera of 480 × 640 would see it.
pub struct SimulatedPortrait {
    scene: RgbImage,
    shown: u32,
    pace: Pace,
}

impl SimulatedPortrait {
    /// The portrait in this JPEG or PNG file.
    pub fn open(path: &Path) -> Result<Self, CameraError> {
        let portrait =
            image::load_from_memory(&read(path)?).map_err(|_| CameraError::NoPicture(path.to_path_buf()))?;
        Ok(Self { scene: scene(&portrait), shown: 0, pace: Pace::default() })
    }

    fn view(&self) -> RgbImage {
        let phase = self.shown % PERIOD;
        let sway = phase.min(PERIOD - phase) * SWAY * 2 / PERIOD;
        imageops::crop_imm(&self.scene, sway, sway / 2, WIDTH, HEIGHT).to_image()
    }
}

/// The portrait large enough to fill the view wherever it sways, cut from its upper part where the face is.
fn scene(portrait: &DynamicImage) -> RgbImage {
    let (width, height) = (WIDTH + SWAY, HEIGHT + SWAY);
    let scale = |from: u32, to: u32| f64::from(to) / f64::from(from.max(1));
    let factor = scale(portrait.width(), width).max(scale(portrait.height(), height));
    let scaled = |side: u32, least: u32| ((f64::from(side) * factor).ceil() as u32).max(least);
    let large = portrait.resize_exact(
        scaled(portrait.width(), width),
        scaled(portrait.height(), height),
        FilterType::Triangle,
    );
    let (left, top) = ((large.width() - width) / 2, (large.height() - height) / 5);
    imageops::crop_imm(&large.into_rgb8(), left, top, width, height).to_image()
}

impl Camera for SimulatedPortrait {
    fn next_frame(&mut self) -> Result<Frame, CameraError> {
        let mut image = Vec::new();
        JpegEncoder::new_with_quality(&mut image, QUALITY)
            .encode(self.view().as_raw(), WIDTH, HEIGHT, ExtendedColorType::Rgb8)
            .map_err(|_| CameraError::Lost)?;
        self.shown = self.shown.wrapping_add(1);
        Ok(Frame { image, at: self.pace.wait() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn frames_are_jpegs_of_a_cameras_size_and_differ() {
        let file = tempfile::Builder::new().suffix(".png").tempfile().unwrap();
        RgbImage::from_fn(300, 400, |x, y| image::Rgb([x as u8, y as u8, 0])).save(file.path()).unwrap();
        let mut camera = SimulatedPortrait::open(file.path()).unwrap();
        let first = camera.next_frame().unwrap().image;
        camera.shown = PERIOD / 2;
        let second = camera.next_frame().unwrap().image;
        assert_ne!(first, second);
        let decoded = image::load_from_memory(&second).unwrap();
        assert_eq!((decoded.width(), decoded.height()), (WIDTH, HEIGHT));
    }

    #[test]
    fn a_file_that_is_no_picture_is_no_camera() {
        let file = tempfile::NamedTempFile::new().unwrap();
        assert!(matches!(SimulatedPortrait::open(file.path()), Err(CameraError::NoPicture(_))));
    }
}
