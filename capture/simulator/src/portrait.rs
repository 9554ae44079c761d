//! Pictures at passport size.

use image::codecs::jpeg::JpegEncoder;
use image::imageops::FilterType;
use image::{DynamicImage, GenericImageView, ImageFormat, ImageReader, Limits, RgbImage};
use std::io::Cursor;
use thiserror::Error;

/// 35 mm by 45 mm at 300 dots an inch.
const WIDTH: u32 = 413;
const HEIGHT: u32 = 531;
/// Issuers aim at 15 to 20 kB, with better encoders.
const MAXIMUM_BYTES: usize = 32_000;
const MAXIMUM_SIDE: u32 = 16_384;

/// Why a picture cannot become a portrait.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum PortraitError {
    /// Neither JPEG nor PNG, or broken.
    #[error("the picture cannot be read: JPEG and PNG can")]
    Unreadable,
    /// The picture cannot be written.
    #[error("the portrait cannot be written")]
    Unwritable,
}

/// The picture as a JPEG of passport size, at most 32 kB where quality allows.
///
/// A picture taller than a passport portrait keeps its full width and its top; a wider one keeps its middle.
pub fn passport_portrait(picture: &[u8]) -> Result<Vec<u8>, PortraitError> {
    let picture = decode(picture)?;
    let (width, height) = picture.dimensions();
    let (wide, tall) = (width.min(scale(height, WIDTH, HEIGHT)), height.min(scale(width, HEIGHT, WIDTH)));
    let left = (width - wide) / 2;
    let cropped = picture.crop_imm(left, 0, wide.max(1), tall.max(1));
    encode(&cropped.resize_exact(WIDTH, HEIGHT, FilterType::Lanczos3))
}

/// A grey field where a face would be.
pub(crate) fn grey() -> Result<Vec<u8>, PortraitError> {
    field(128)
}

/// A darker one, for somebody else.
pub(crate) fn dark() -> Result<Vec<u8>, PortraitError> {
    field(64)
}

fn field(brightness: u8) -> Result<Vec<u8>, PortraitError> {
    encode(&RgbImage::from_pixel(WIDTH, HEIGHT, image::Rgb([brightness; 3])).into())
}

/// Width and height; `None` for what is not a JPEG or too large for DG2 to say.
pub(crate) fn dimensions(image: &[u8]) -> Option<(u16, u16)> {
    let reader = ImageReader::with_format(Cursor::new(image), ImageFormat::Jpeg);
    let (width, height) = reader.into_dimensions().ok()?;
    Some((u16::try_from(width).ok()?, u16::try_from(height).ok()?))
}

fn decode(picture: &[u8]) -> Result<DynamicImage, PortraitError> {
    let mut limits = Limits::default();
    limits.max_image_width = Some(MAXIMUM_SIDE);
    limits.max_image_height = Some(MAXIMUM_SIDE);
    let mut reader = ImageReader::new(Cursor::new(picture))
        .with_guessed_format()
        .map_err(|_| PortraitError::Unreadable)?;
    reader.limits(limits);
    reader.decode().map_err(|_| PortraitError::Unreadable)
}

/// `side · numerator / denominator`
fn scale(side: u32, numerator: u32, denominator: u32) -> u32 {
    let scaled = u64::from(side) * u64::from(numerator) / u64::from(denominator);
    u32::try_from(scaled).unwrap_or(u32::MAX)
}

fn encode(picture: &DynamicImage) -> Result<Vec<u8>, PortraitError> {
    let picture = picture.to_rgb8();
    let mut smallest = Vec::new();
    for quality in [92, 85, 75, 65, 55] {
        smallest.clear();
        let encoder = JpegEncoder::new_with_quality(&mut smallest, quality);
        picture.write_with_encoder(encoder).map_err(|_| PortraitError::Unwritable)?;
        if smallest.len() <= MAXIMUM_BYTES {
            break;
        }
    }
    Ok(smallest)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn png(width: u32, height: u32) -> Vec<u8> {
        // The top is white and the rest black, so that a crop can be told.
        let picture = RgbImage::from_fn(width, height, |x, y| {
            image::Rgb([if y < height / 10 { 255 } else { 0 }, if x < width / 10 { 255 } else { 0 }, 0])
        });
        let mut bytes = Vec::new();
        picture.write_to(&mut Cursor::new(&mut bytes), ImageFormat::Png).unwrap();
        bytes
    }

    #[test]
    fn a_tall_picture_keeps_width_and_top_and_a_wide_one_its_middle() {
        for (width, height, top_left) in [(300, 900, [255, 255]), (900, 300, [255, 0])] {
            let portrait = passport_portrait(&png(width, height)).unwrap();
            assert_eq!(dimensions(&portrait), Some((413, 531)));
            assert!(portrait.len() <= MAXIMUM_BYTES);
            let pixel = decode(&portrait).unwrap().to_rgb8().get_pixel(4, 4).0;
            assert!(pixel[0].abs_diff(top_left[0]) < 40 && pixel[1].abs_diff(top_left[1]) < 40, "{pixel:?}");
        }
    }

    #[test]
    fn what_is_no_picture() {
        assert_eq!(passport_portrait(b"a text"), Err(PortraitError::Unreadable));
        let broken = &png(30, 30)[..60];
        assert_eq!(passport_portrait(broken), Err(PortraitError::Unreadable));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(24))]
        #[test]
        fn any_size(width in 1u32..40, height in 1u32..40) {
            prop_assert_eq!(dimensions(&passport_portrait(&png(width, height)).unwrap()), Some((413, 531)));
        }
    }
}
