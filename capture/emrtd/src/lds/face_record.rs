//! The face record inside DG2, ISO/IEC 19794-5:2005 §5.

use super::LdsError;
use std::fmt;

/// The images of a record that carries more are not worth the memory.
const MAXIMUM_FACES: u16 = 16;
const FACIAL_INFORMATION: usize = 20;
const FEATURE_POINT: usize = 8;
const IMAGE_INFORMATION: usize = 12;

/// How a face image is compressed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ImageFormat {
    /// JPEG, ISO/IEC 10918-1.
    Jpeg,
    /// JPEG 2000, ISO/IEC 15444-1, as a JP2 file or a bare codestream.
    Jpeg2000,
}

impl ImageFormat {
    /// The format by the first bytes: issuers' headers are often wrong about it.
    pub fn of(image: &[u8]) -> Option<Self> {
        match image {
            [0xFF, 0xD8, 0xFF, ..] => Some(Self::Jpeg),
            [0, 0, 0, 0x0C, b'j', b'P', b' ', b' ', 0x0D, 0x0A, 0x87, 0x0A, ..] => Some(Self::Jpeg2000),
            [0xFF, 0x4F, 0xFF, 0x51, ..] => Some(Self::Jpeg2000),
            _ => None,
        }
    }

    /// `jpg` or `jp2`
    pub fn file_extension(self) -> &'static str {
        match self {
            Self::Jpeg => "jpg",
            Self::Jpeg2000 => "jp2",
        }
    }
}

/// One face image as the issuer stored it.
#[derive(Clone, PartialEq, Eq)]
pub struct FaceImage {
    format: ImageFormat,
    width: u16,
    height: u16,
    image: Vec<u8>,
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
}

/// The images of a face record.
pub(super) fn parse(record: &[u8]) -> Result<Vec<FaceImage>, LdsError> {
    let mut reader = Fields(record);
    let [magic, version] = [reader.take(4)?, reader.take(4)?];
    let (length, count) = (reader.number(4)?, reader.number(2)?);
    if magic != b"FAC\0" || version != b"010\0" || length != record.len() {
        return Err(LdsError::FaceRecord);
    }
    let faces = (0..count.min(usize::from(MAXIMUM_FACES)))
        .map(|_| parse_face(&mut reader))
        .collect::<Result<Vec<_>, _>>()?;
    if faces.is_empty() { Err(LdsError::FaceRecord) } else { Ok(faces) }
}

fn parse_face(reader: &mut Fields<'_>) -> Result<FaceImage, LdsError> {
    let length = reader.number(4)?;
    let mut block = Fields(reader.take(length.checked_sub(4).ok_or(LdsError::FaceRecord)?)?);
    let points = block.number(2)?;
    block.take(FACIAL_INFORMATION - 6)?;
    block.take(points * FEATURE_POINT)?;
    let mut information = Fields(block.take(IMAGE_INFORMATION)?);
    information.take(2)?;
    let (width, height) = (information.short()?, information.short()?);
    let format = ImageFormat::of(block.0).ok_or(LdsError::ImageFormat)?;
    Ok(FaceImage { format, width, height, image: block.0.to_vec() })
}

/// A record with one image of unspecified properties.
pub(super) fn encode(image: &[u8], width: u16, height: u16) -> Result<Vec<u8>, LdsError> {
    let data_type = match ImageFormat::of(image).ok_or(LdsError::ImageFormat)? {
        ImageFormat::Jpeg => 0,
        ImageFormat::Jpeg2000 => 1,
    };
    let block = 4 + (FACIAL_INFORMATION - 4) + IMAGE_INFORMATION + image.len();
    let length = |bytes: usize| u32::try_from(bytes).map(u32::to_be_bytes).map_err(|_| LdsError::FaceRecord);
    let mut record = b"FAC\x00010\x00".to_vec();
    record.extend(length(14 + block)?);
    record.extend([0, 1]);
    record.extend(length(block)?);
    record.extend([0; FACIAL_INFORMATION - 4]);
    record.extend([0x01, data_type]);
    record.extend(width.to_be_bytes());
    record.extend(height.to_be_bytes());
    record.extend([0x01, 0, 0, 0, 0, 0]);
    record.extend_from_slice(image);
    Ok(record)
}

/// Reads fields of fixed size one after the other.
struct Fields<'a>(&'a [u8]);

impl<'a> Fields<'a> {
    fn take(&mut self, bytes: usize) -> Result<&'a [u8], LdsError> {
        let (taken, rest) = self.0.split_at_checked(bytes).ok_or(LdsError::FaceRecord)?;
        self.0 = rest;
        Ok(taken)
    }

    fn number(&mut self, bytes: usize) -> Result<usize, LdsError> {
        Ok(self.take(bytes)?.iter().fold(0, |sum, byte| (sum << 8) | usize::from(*byte)))
    }

    fn short(&mut self) -> Result<u16, LdsError> {
        u16::try_from(self.number(2)?).map_err(|_| LdsError::FaceRecord)
    }
}
