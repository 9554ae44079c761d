//! Where text stands in a picture, by PP-OCR's detection network.

use super::text_line::{TextLine, text_lines};
use image::RgbImage;
use image::imageops::{FilterType, resize};
use models::{ModelError, Networks, Session};
use ndarray::Array4;

/// The network sees the picture at this size at most.
pub(super) const LONGEST_SIDE: f32 = 960.0;

/// The network takes sides that are multiples of this.
const MULTIPLE: f32 = 32.0;

/// Blue, green and red: mean and deviation of ImageNet.
const MEAN: [f32; 3] = [0.406, 0.456, 0.485];
const DEVIATION: [f32; 3] = [0.225, 0.224, 0.229];

/// The open network.
pub(super) struct TextDetector {
    session: Session,
}

impl TextDetector {
    pub fn open(networks: &Networks) -> Result<Self, ModelError> {
        Ok(Self { session: networks.session("ppocrv6_det_small")? })
    }

    /// The lines of text, in pixels of the picture.
    pub fn detect(&mut self, picture: &RgbImage) -> Result<Vec<TextLine>, ModelError> {
        let longest = picture.width().max(picture.height()).max(1) as f32;
        let scale = (LONGEST_SIDE / longest).min(1.0);
        let side = |side: u32| ((side as f32 * scale / MULTIPLE).round().max(1.0) * MULTIPLE) as u32;
        let (width, height) = (side(picture.width()), side(picture.height()));
        let small = resize(picture, width, height, FilterType::Triangle);
        let outputs = self.session.run(input(&small).view())?;
        let map: Vec<f32> = outputs.at(0)?.iter().copied().collect();
        let back = [picture.width() as f32 / width as f32, picture.height() as f32 / height as f32];
        Ok(text_lines(&map, width as usize).into_iter().map(|line| line.scaled(back)).collect())
    }
}

fn input(picture: &RgbImage) -> Array4<f32> {
    let shape = (1, 3, picture.height() as usize, picture.width() as usize);
    Array4::from_shape_fn(shape, |(_, channel, y, x)| {
        let value = picture.get_pixel(x as u32, y as u32).0[2 - channel];
        (f32::from(value) / 255.0 - MEAN[channel]) / DEVIATION[channel]
    })
}
