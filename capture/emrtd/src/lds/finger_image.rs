//! One fingerprint image of DG3, from whichever encoding it came.

use super::{BiometricImageFormat, QualityScore};
use std::fmt;

/// Which finger: a code of ISO/IEC 19794-4 table 5, which ISO/IEC 39794-4 kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FingerPosition(u8);

impl FingerPosition {
    const NAMES: [&str; 11] = [
        "unknown",
        "right thumb",
        "right index finger",
        "right middle finger",
        "right ring finger",
        "right little finger",
        "left thumb",
        "left index finger",
        "left middle finger",
        "left ring finger",
        "left little finger",
    ];

    /// The position with this code.
    pub fn new(code: u8) -> Self {
        Self(code)
    }

    /// The code.
    pub fn code(self) -> u8 {
        self.0
    }

    /// The finger in words, or which fingers together.
    pub fn name(self) -> &'static str {
        match self.0 {
            13 => "right four fingers",
            14 => "left four fingers",
            15 => "both thumbs",
            code => Self::NAMES.get(usize::from(code)).copied().unwrap_or("other"),
        }
    }
}

/// One fingerprint image as the issuer stored it.
#[derive(Clone, PartialEq, Eq)]
pub struct FingerImage {
    /// Which finger it is.
    pub position: FingerPosition,
    /// How it was taken: a code of ISO/IEC 19794-4 table 7; 0 is a live plain impression.
    pub impression: u8,
    /// Width and height in pixels, where the encoding tells.
    pub dimensions: Option<(u16, u16)>,
    /// How the image is compressed.
    pub format: BiometricImageFormat,
    /// The image.
    pub image: Vec<u8>,
    /// The qualities that ISO/IEC 39794-4 tells.
    pub qualities: Vec<QualityScore>,
}

/// Never shows the finger, nor which.
impl fmt::Debug for FingerImage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "FingerImage {{ {:?}, {} bytes }}", self.format, self.image.len())
    }
}
