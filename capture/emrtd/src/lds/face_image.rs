//! One face image of DG2, from whichever encoding it came.

use super::{ImageFormat, PartialDate, QualityScore};
use std::fmt;

/// One face image as the issuer stored it.
#[derive(Clone, PartialEq, Eq)]
pub struct FaceImage {
    pub(super) format: ImageFormat,
    pub(super) width: u16,
    pub(super) height: u16,
    pub(super) image: Vec<u8>,
    pub(super) captured: Option<PartialDate>,
    pub(super) qualities: Vec<QualityScore>,
}

/// Never shows the face.
impl fmt::Debug for FaceImage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "FaceImage {{ {:?}, {} bytes }}", self.format, self.image.len())
    }
}

impl FaceImage {
    /// How the image is compressed.
    pub fn format(&self) -> ImageFormat {
        self.format
    }

    /// The width that the record states, in pixels; issuers leave zero there too.
    pub fn width(&self) -> u16 {
        self.width
    }

    /// The height that the record states, in pixels.
    pub fn height(&self) -> u16 {
        self.height
    }

    /// The compressed image.
    pub fn image(&self) -> &[u8] {
        &self.image
    }

    /// When it was taken, where ISO/IEC 39794-5 tells.
    pub fn captured(&self) -> Option<PartialDate> {
        self.captured
    }

    /// The qualities that ISO/IEC 39794-5 tells.
    pub fn qualities(&self) -> &[QualityScore] {
        &self.qualities
    }
}
