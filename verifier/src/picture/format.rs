//! The picture formats that are read, told apart by their first bytes and never by a file's name.

use std::fmt;

/// A format that pictures are read in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PictureFormat {
    /// JPEG, ISO/IEC 10918-1.
    Jpeg,
    /// JPEG 2000, ISO/IEC 15444-1: a JP2 file or a bare codestream.
    Jpeg2000,
    /// PNG, ISO/IEC 15948.
    Png,
}

impl PictureFormat {
    const SIGNATURES: [(&'static [u8], Self); 4] = [
        (b"\xFF\xD8\xFF", Self::Jpeg),
        (b"\x00\x00\x00\x0CjP  ", Self::Jpeg2000),
        (b"\xFF\x4F\xFF\x51", Self::Jpeg2000),
        (b"\x89PNG\r\n\x1A\n", Self::Png),
    ];

    /// The format these bytes begin as, if it is one that is read.
    pub fn of(bytes: &[u8]) -> Option<Self> {
        Self::SIGNATURES.iter().find(|(signature, _)| bytes.starts_with(signature)).map(|(_, format)| *format)
    }
}

impl fmt::Display for PictureFormat {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Jpeg => "JPEG",
            Self::Jpeg2000 => "JPEG 2000",
            Self::Png => "PNG",
        })
    }
}
