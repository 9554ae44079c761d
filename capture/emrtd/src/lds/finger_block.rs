//! The finger image data block inside DG3, ISO/IEC 39794-4:2019, in DER.

use super::extensible_block::{Block, representations};
use super::{BiometricImageFormat, FingerImage, FingerPosition, LdsError};
use crate::tlv::Tlv;

/// \[APPLICATION 4\]
const TAG: u32 = 0x64;

/// The images of a data block.
pub(super) fn parse(object: &Tlv<'_>) -> Result<Vec<FingerImage>, LdsError> {
    representations(object, TAG)?.iter().map(finger).collect()
}

fn finger(representation: &Block<'_>) -> Result<FingerImage, LdsError> {
    let code = |number| match representation.code(number)?.map(u8::try_from) {
        Some(Ok(code)) => Ok(code),
        _ => Err(LdsError::BiometricBlock),
    };
    code(2)?;
    let image = representation.octets(3)?;
    Ok(FingerImage {
        position: FingerPosition::new(code(0)?),
        impression: code(1)?,
        dimensions: None,
        format: BiometricImageFormat::of(image).ok_or(LdsError::ImageFormat)?,
        image: image.to_vec(),
        qualities: representation.qualities(6)?,
    })
}
