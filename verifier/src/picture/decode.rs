//! Decoding by content, with the size judged before memory is taken for it.

use super::{Picture, PictureFormat, jpeg, jpeg2000, png};

/// More than a phone's camera makes at its usual setting.
pub(super) const MAX_PIXELS: u64 = 50_000_000;
pub(super) const MAX_SIDE: u32 = 16_384;

/// Why bytes are not a picture that can be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PictureError {
    /// The bytes begin as none of the formats that are read.
    #[error("not a JPEG, PNG or JPEG 2000 picture")]
    NotAPicture,
    /// The picture is empty, or larger than is read.
    #[error(
        "the picture is empty or too large (at most {MAX_PIXELS} pixels, of a phone fewer, no side over {MAX_SIDE})"
    )]
    TooLarge,
    /// The picture is damaged or cut off.
    #[error("the {0} picture is damaged or incomplete")]
    Damaged(PictureFormat),
    /// The picture uses a kind of coding or colour that is not read.
    #[error("this kind of {0} picture is not supported")]
    Unsupported(PictureFormat),
    /// The pixels do not fill the stated width and height.
    #[error("the pixels do not fill the stated width and height")]
    WrongLength,
}

impl Picture {
    /// The picture in these bytes: JPEG, PNG or JPEG 2000, turned upright as its EXIF says, grey made RGB.
    pub fn decode(bytes: &[u8]) -> Result<Self, PictureError> {
        Self::decode_within(bytes, MAX_PIXELS)
    }

    /// The same, of so many pixels at most: what a stranger sends may cost no more memory than that.
    pub fn decode_within(bytes: &[u8], pixels: u64) -> Result<Self, PictureError> {
        match PictureFormat::of(bytes).ok_or(PictureError::NotAPicture)? {
            PictureFormat::Jpeg => jpeg::decode(bytes, pixels),
            PictureFormat::Jpeg2000 => jpeg2000::decode(bytes, pixels),
            PictureFormat::Png => png::decode(bytes, pixels),
        }
    }
}

pub(super) fn check_size(width: u32, height: u32, most: u64) -> Result<(), PictureError> {
    let pixels = u64::from(width) * u64::from(height);
    let fits = pixels > 0 && pixels <= most.min(MAX_PIXELS) && width <= MAX_SIDE && height <= MAX_SIDE;
    if fits { Ok(()) } else { Err(PictureError::TooLarge) }
}
