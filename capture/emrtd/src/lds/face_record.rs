//! The face record inside DG2, ISO/IEC 19794-5:2005 §5.

use super::fields::Fields;
use super::{FaceImage, ImageFormat, LdsError};

/// The images of a record that carries more are not worth the memory.
const MAXIMUM_FACES: u16 = 16;
/// Some states write a length that is off by one, others by eight.
const LENGTH_TOLERANCE: usize = 8;
const FACIAL_INFORMATION: usize = 20;
const FEATURE_POINT: usize = 8;
const IMAGE_INFORMATION: usize = 12;

/// The images of a face record, and whether its length is the one it says.
pub(super) fn parse(record: &[u8]) -> Result<(Vec<FaceImage>, bool), LdsError> {
    let mut reader = Fields::new(record, LdsError::FaceRecord);
    let [magic, version] = [reader.take(4)?, reader.take(4)?];
    let (length, count) = (reader.number(4)?, reader.short()?);
    if magic != b"FAC\0" || version != b"010\0" || length.abs_diff(record.len()) > LENGTH_TOLERANCE {
        return Err(LdsError::FaceRecord);
    }
    let faces =
        (0..count.min(MAXIMUM_FACES)).map(|_| parse_face(&mut reader)).collect::<Result<Vec<_>, _>>()?;
    if faces.is_empty() { Err(LdsError::FaceRecord) } else { Ok((faces, length == record.len())) }
}

fn parse_face(reader: &mut Fields<'_>) -> Result<FaceImage, LdsError> {
    let length = reader.number(4)?;
    let mut block = reader.part(length.checked_sub(4).ok_or(LdsError::FaceRecord)?)?;
    let points = block.number(2)?;
    block.take(FACIAL_INFORMATION - 6)?;
    block.take(points.saturating_mul(FEATURE_POINT))?;
    let mut information = block.part(IMAGE_INFORMATION)?;
    information.take(2)?;
    let (width, height) = (information.short()?, information.short()?);
    let image = block.remaining();
    Ok(FaceImage {
        format: ImageFormat::of(image).ok_or(LdsError::ImageFormat)?,
        width,
        height,
        image: image.to_vec(),
        captured: None,
        qualities: Vec::new(),
    })
}

/// A record with one image of unspecified properties.
pub(super) fn encode(image: &[u8], width: u16, height: u16) -> Result<Vec<u8>, LdsError> {
    let data_type = match ImageFormat::of(image).ok_or(LdsError::ImageFormat)? {
        ImageFormat::Jpeg => 0,
        ImageFormat::Jpeg2000 | ImageFormat::Jpeg2000Codestream => 1,
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
