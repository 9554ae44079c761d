//! How images are compressed, told by their first bytes: issuers' headers are often wrong about it.

/// How a face image is compressed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ImageFormat {
    /// JPEG, ISO/IEC 10918-1.
    Jpeg,
    /// JPEG 2000, ISO/IEC 15444-1, as a JP2 file.
    Jpeg2000,
    /// JPEG 2000, ISO/IEC 15444-1, as a bare codestream.
    Jpeg2000Codestream,
}

impl ImageFormat {
    /// The format by the first bytes.
    pub fn of(image: &[u8]) -> Option<Self> {
        match image {
            [0xFF, 0xD8, 0xFF, ..] => Some(Self::Jpeg),
            [0, 0, 0, 0x0C, b'j', b'P', b' ', b' ', 0x0D, 0x0A, 0x87, 0x0A, ..] => Some(Self::Jpeg2000),
            [0xFF, 0x4F, 0xFF, 0x51, ..] => Some(Self::Jpeg2000Codestream),
            _ => None,
        }
    }

    /// `jpg`, `jp2` or `j2k`
    pub fn file_extension(self) -> &'static str {
        match self {
            Self::Jpeg => "jpg",
            Self::Jpeg2000 => "jp2",
            Self::Jpeg2000Codestream => "j2k",
        }
    }
}

/// How a finger or iris image is compressed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum BiometricImageFormat {
    /// The grey values or colours of the pixels one after the other.
    Uncompressed,
    /// WSQ, the wavelet scalar quantization of fingerprints.
    Wsq,
    /// What a face may be compressed as too.
    Picture(ImageFormat),
    /// JPEG-LS, ISO/IEC 14495-1.
    JpegLs,
    /// PNG, ISO/IEC 15948.
    Png,
    /// Portable grey or pixel map.
    PortableMap,
}

impl BiometricImageFormat {
    /// The format of a compressed image by the first bytes.
    pub fn of(image: &[u8]) -> Option<Self> {
        match image {
            [0xFF, 0xA0, 0xFF, ..] => Some(Self::Wsq),
            [0xFF, 0xD8, 0xFF, 0xF7, ..] => Some(Self::JpegLs),
            [0x89, b'P', b'N', b'G', 0x0D, 0x0A, 0x1A, 0x0A, ..] => Some(Self::Png),
            [b'P', b'5' | b'6', b' ' | b'\t' | b'\r' | b'\n', ..] => Some(Self::PortableMap),
            _ => ImageFormat::of(image).map(Self::Picture),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_bytes_tell_the_format_and_one_byte_less_does_not() {
        for (start, format) in [
            (&b"\xFF\xD8\xFF"[..], BiometricImageFormat::Picture(ImageFormat::Jpeg)),
            (b"\0\0\0\x0CjP  \r\n\x87\n", BiometricImageFormat::Picture(ImageFormat::Jpeg2000)),
            (b"\xFF\x4F\xFF\x51", BiometricImageFormat::Picture(ImageFormat::Jpeg2000Codestream)),
            (b"\xFF\xA0\xFF", BiometricImageFormat::Wsq),
            (b"\x89PNG\r\n\x1A\n", BiometricImageFormat::Png),
            (b"P5\n", BiometricImageFormat::PortableMap),
        ] {
            assert_eq!(BiometricImageFormat::of(start), Some(format));
            assert_eq!(BiometricImageFormat::of(&start[..start.len() - 1]), None);
        }
        assert_eq!(BiometricImageFormat::of(b"\xFF\xD8\xFF\xF7"), Some(BiometricImageFormat::JpegLs));
    }
}
