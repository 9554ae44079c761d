//! The biometric information template around a face record, CBEFF in ISO/IEC 7816-11 coding, ICAO 9303-10 table 38.

use super::LdsError;
use crate::tlv::{self, Tlv};

/// Format owner JTC 1/SC 37 (0101), format type face (0008), version 0101, biometric type facial features (02).
const HEADER: [u8; 15] =
    [0x80, 0x02, 0x01, 0x01, 0x81, 0x01, 0x02, 0x87, 0x02, 0x01, 0x01, 0x88, 0x02, 0x00, 0x08];

/// The biometric data block of a template.
pub(super) fn biometric_data<'a>(template: &Tlv<'a>) -> Result<&'a [u8], LdsError> {
    let mut reader = template.children();
    reader.expect(0xA1)?;
    let block = match reader.optional(0x5F2E)? {
        Some(primitive) => primitive,
        None => reader.expect(0x7F2E)?,
    };
    reader.finish()?;
    Ok(block.value)
}

/// The template around a face record.
pub(super) fn encode(record: &[u8]) -> Vec<u8> {
    tlv::encode_all(0x7F60, &[&tlv::encode(0xA1, &HEADER), &tlv::encode(0x5F2E, record)])
}
