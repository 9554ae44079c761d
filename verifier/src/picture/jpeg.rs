//! JPEG, ISO/IEC 10918-1, read strictly: a picture with a damaged or missing part is an error, never grey filling.

use super::decode::{PictureError, check_size};
use super::{Picture, PictureFormat};
use image::metadata::Orientation;
use image::{DynamicImage, RgbImage};
use zune_jpeg::JpegDecoder;
use zune_jpeg::errors::DecodeErrors;
use zune_jpeg::zune_core::{bytestream::ZCursor, colorspace::ColorSpace, options::DecoderOptions};

/// More scans than any encoder writes, few enough that none can make a small file take minutes.
const MAX_SCANS: usize = 32;

pub(super) fn decode(bytes: &[u8], pixels: u64) -> Result<Picture, PictureError> {
    let side = usize::from(u16::MAX);
    let options = DecoderOptions::default()
        .set_strict_mode(true)
        .set_max_width(side)
        .set_max_height(side)
        .jpeg_set_max_scans(MAX_SCANS)
        .jpeg_set_out_colorspace(ColorSpace::RGB);
    let mut decoder = JpegDecoder::new_with_options(ZCursor::new(bytes), options);
    decoder.decode_headers().map_err(refused)?;
    let info = decoder.info().ok_or(PictureError::Damaged(PictureFormat::Jpeg))?;
    let (width, height) = (u32::from(info.width), u32::from(info.height));
    check_size(width, height, pixels)?;
    if !ends(bytes) {
        return Err(PictureError::Damaged(PictureFormat::Jpeg));
    }
    let rgb = decoder.decode().map_err(refused)?;
    let orientation = decoder.exif().and_then(|exif| Orientation::from_exif_chunk(exif));
    let image = RgbImage::from_raw(width, height, rgb).ok_or(PictureError::Damaged(PictureFormat::Jpeg))?;
    Ok(Picture::upright(DynamicImage::ImageRgb8(image), orientation.unwrap_or(Orientation::NoTransforms)))
}

/// Whether the end-of-image marker comes after the first scan; those of thumbnails lie in segments before it.
fn ends(bytes: &[u8]) -> bool {
    let mut rest = bytes.get(2..).unwrap_or_default();
    while let [0xFF, marker, tail @ ..] = rest {
        rest = match (marker, tail) {
            (0xDA, scan) => return scan.windows(2).any(|marker| marker == [0xFF, 0xD9]),
            (0xFF, _) => rest.get(1..).unwrap_or_default(),
            (_, [high, low, ..]) => {
                tail.get(usize::from(u16::from_be_bytes([*high, *low]))..).unwrap_or_default()
            }
            _ => return false,
        };
    }
    false
}

fn refused(error: DecodeErrors) -> PictureError {
    match error {
        DecodeErrors::Unsupported(_) => PictureError::Unsupported(PictureFormat::Jpeg),
        _ => PictureError::Damaged(PictureFormat::Jpeg),
    }
}
