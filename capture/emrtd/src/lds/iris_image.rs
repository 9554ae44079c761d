//! One iris image of DG4, from whichever encoding it came.

use super::{BiometricImageFormat, PartialDate, QualityScore};
use std::fmt;

/// Which eye.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Eye {
    /// Not told.
    Unknown,
    /// The holder's right eye.
    Right,
    /// The holder's left eye.
    Left,
}

impl Eye {
    /// The code of ISO/IEC 19794-6 and of ISO/IEC 39794-6.
    pub(super) fn from_code(code: u32) -> Option<Self> {
        match code {
            0 => Some(Self::Unknown),
            1 => Some(Self::Right),
            2 => Some(Self::Left),
            _ => None,
        }
    }
}

/// One iris image as the issuer stored it.
#[derive(Clone, PartialEq, Eq)]
pub struct IrisImage {
    /// Which eye it is.
    pub eye: Eye,
    /// Width and height in pixels, where the encoding tells.
    pub dimensions: Option<(u16, u16)>,
    /// How the image is compressed.
    pub format: BiometricImageFormat,
    /// The image.
    pub image: Vec<u8>,
    /// When it was taken, where ISO/IEC 39794-6 tells.
    pub captured: Option<PartialDate>,
    /// The qualities that ISO/IEC 39794-6 tells.
    pub qualities: Vec<QualityScore>,
}

/// Never shows the eye, nor which.
impl fmt::Debug for IrisImage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "IrisImage {{ {:?}, {} bytes }}", self.format, self.image.len())
    }
}
