//! JPEG 2000, ISO/IEC 15444-1, as chips hold it: a JP2 file or a bare codestream.

use super::decode::{PictureError, check_size};
use super::{Picture, PictureFormat};
use hayro_jpeg2000::{DecodeError, DecodeSettings, DecoderContext, FormatError, Image, MarkerError};
use image::metadata::Orientation;
use image::{DynamicImage, GrayImage, RgbImage};

/// The decoder works in `f32` and keeps several copies: portraits on chips are below one million pixels.
const MAX_PIXELS: u64 = 8_000_000;

pub(super) fn decode(bytes: &[u8], pixels: u64) -> Result<Picture, PictureError> {
    let settings = DecodeSettings { strict: true, ..DecodeSettings::default() };
    let image = Image::new(bytes, &settings).map_err(refused)?;
    let (width, height) = (image.width(), image.height());
    check_size(width, height, pixels.min(MAX_PIXELS))?;
    let (colours, alpha) = (image.color_space().num_channels(), image.has_alpha());
    if colours != 1 && colours != 3 {
        return Err(PictureError::Unsupported(PictureFormat::Jpeg2000));
    }
    let mut context = DecoderContext::default();
    let samples = image.decode(&mut context).map_err(refused)?.data_u8();
    let samples = if alpha { without_alpha(&samples, usize::from(colours)) } else { samples };
    upright(width, height, samples, colours).ok_or(PictureError::Damaged(PictureFormat::Jpeg2000))
}

fn without_alpha(samples: &[u8], colours: usize) -> Vec<u8> {
    samples.chunks_exact(colours + 1).flat_map(|pixel| pixel.iter().take(colours)).copied().collect()
}

fn upright(width: u32, height: u32, samples: Vec<u8>, colours: u8) -> Option<Picture> {
    let image = match colours {
        1 => DynamicImage::ImageLuma8(GrayImage::from_raw(width, height, samples)?),
        _ => DynamicImage::ImageRgb8(RgbImage::from_raw(width, height, samples)?),
    };
    Some(Picture::upright(image, Orientation::NoTransforms))
}

fn refused(error: DecodeError) -> PictureError {
    match error {
        DecodeError::Format(FormatError::Unsupported) | DecodeError::Marker(MarkerError::Unsupported) => {
            PictureError::Unsupported(PictureFormat::Jpeg2000)
        }
        _ => PictureError::Damaged(PictureFormat::Jpeg2000),
    }
}
