//! The iris image data block inside DG4, ISO/IEC 39794-6:2021, in DER.

use super::extensible_block::{Block, representations};
use super::{BiometricImageFormat, Eye, IrisImage, LdsError};
use crate::tlv::Tlv;

/// \[APPLICATION 6\]
const TAG: u32 = 0x66;

/// The images of a data block.
pub(super) fn parse(object: &Tlv<'_>) -> Result<Vec<IrisImage>, LdsError> {
    representations(object, TAG)?.iter().map(iris).collect()
}

fn iris(representation: &Block<'_>) -> Result<IrisImage, LdsError> {
    representation.code(3)?.ok_or(LdsError::BiometricBlock)?;
    let eye = representation.integer(0)?.and_then(Eye::from_code);
    let image = representation.octets(9)?;
    Ok(IrisImage {
        eye: eye.ok_or(LdsError::BiometricBlock)?,
        dimensions: None,
        format: BiometricImageFormat::of(image).ok_or(LdsError::ImageFormat)?,
        image: image.to_vec(),
        captured: representation.date(8)?,
        qualities: representation.qualities(11)?,
    })
}
