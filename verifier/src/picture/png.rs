//! PNG, ISO/IEC 15948.

use super::decode::{MAX_SIDE, PictureError, check_size};
use super::{Picture, PictureFormat};
use image::codecs::png::PngDecoder;
use image::metadata::Orientation;
use image::{DynamicImage, ImageDecoder, ImageError, Limits};
use std::io::Cursor;

/// Bytes of a pixel at 16 bits and four channels, which is the most a PNG holds.
const PIXEL: u64 = 8;

pub(super) fn decode(bytes: &[u8], pixels: u64) -> Result<Picture, PictureError> {
    let mut limits = Limits::default();
    limits.max_image_width = Some(MAX_SIDE);
    limits.max_image_height = Some(MAX_SIDE);
    limits.max_alloc = Some(pixels.saturating_mul(PIXEL));
    let mut decoder = PngDecoder::with_limits(Cursor::new(bytes), limits).map_err(refused)?;
    let (width, height) = decoder.dimensions();
    check_size(width, height, pixels)?;
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    let image = DynamicImage::from_decoder(decoder).map_err(refused)?;
    Ok(Picture::upright(image, orientation))
}

fn refused(error: ImageError) -> PictureError {
    match error {
        ImageError::Unsupported(_) => PictureError::Unsupported(PictureFormat::Png),
        ImageError::Limits(_) => PictureError::TooLarge,
        _ => PictureError::Damaged(PictureFormat::Png),
    }
}
