//! The decoded picture.

use super::PictureError;
use image::DynamicImage;
use image::metadata::Orientation;
use std::fmt;

/// An upright picture of 8-bit red, green and blue.
#[derive(Clone, PartialEq, Eq)]
pub struct Picture {
    width: u32,
    height: u32,
    rgb: Vec<u8>,
}

impl Picture {
    /// A picture of pixels that are already decoded, row by row from the top, for example a camera's frame.
    pub fn from_rgb(width: u32, height: u32, rgb: Vec<u8>) -> Result<Self, PictureError> {
        super::decode::check_size(width, height, super::decode::MAX_PIXELS)?;
        if u64::try_from(rgb.len()) != Ok(u64::from(width) * u64::from(height) * 3) {
            return Err(PictureError::WrongLength);
        }
        Ok(Self { width, height, rgb })
    }

    pub(super) fn upright(mut image: DynamicImage, orientation: Orientation) -> Self {
        image.apply_orientation(orientation);
        let image = image.into_rgb8();
        Self { width: image.width(), height: image.height(), rgb: image.into_raw() }
    }

    /// Pixels in a row.
    pub fn width(&self) -> u32 {
        self.width
    }

    /// Rows.
    pub fn height(&self) -> u32 {
        self.height
    }

    /// Red, green and blue of each pixel, row by row from the top.
    pub fn rgb(&self) -> &[u8] {
        &self.rgb
    }
}

/// Never shows what is in the picture.
impl fmt::Debug for Picture {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Picture {{ {} × {} }}", self.width, self.height)
    }
}
