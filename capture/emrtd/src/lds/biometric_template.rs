//! The biometric information templates of DG2, DG3 and DG4, CBEFF in ISO/IEC 7816-11 coding, ICAO 9303-10 table 38.

use super::LdsError;
use crate::tlv::{self, Tlv};

/// Format owner JTC 1/SC 37 (0101), format type face (0008), version 0101, biometric type facial features (02).
const HEADER: [u8; 15] =
    [0x80, 0x02, 0x01, 0x01, 0x81, 0x01, 0x02, 0x87, 0x02, 0x01, 0x01, 0x88, 0x02, 0x00, 0x08];

/// The biometric data block of a template.
pub(super) enum BiometricData<'a> {
    /// A record of ISO/IEC 19794.
    Record(&'a [u8]),
    /// The data object of ISO/IEC 39794, whose tag says of which part.
    Block(Tlv<'a>),
}

/// The biometric data of every template of the file with this tag; as many as it states.
pub(super) fn parse(bytes: &[u8], tag: u8) -> Result<Vec<BiometricData<'_>>, LdsError> {
    let mut group = tlv::parse_exactly(bytes, u32::from(tag))?.children();
    let mut templates = group.expect(0x7F61)?.children();
    let count = templates.expect(0x02)?.value;
    let mut data = Vec::new();
    while let Some(template) = templates.optional(0x7F60)? {
        if data.len() == usize::from(u8::MAX) {
            return Err(LdsError::Count);
        }
        data.push(biometric_data(&template)?);
    }
    // Where there is no template, random bytes keep the digest from telling so (ICAO 9303-10 §4.7.3.1).
    if data.is_empty() {
        templates.optional(0x53)?;
    }
    templates.finish()?;
    let counted = matches!(count, [count] if usize::from(*count) == data.len());
    if counted { Ok(data) } else { Err(LdsError::Count) }
}

fn biometric_data<'a>(template: &Tlv<'a>) -> Result<BiometricData<'a>, LdsError> {
    let mut reader = template.children();
    reader.expect(0xA1)?;
    let primitive = reader.optional(0x5F2E)?;
    let data = match primitive {
        Some(record) => BiometricData::Record(record.value),
        None => constructed(&reader.expect(0x7F2E)?)?,
    };
    reader.finish()?;
    Ok(data)
}

/// DO'7F2E' holds DO'A1' with a block of ISO/IEC 39794; older issuers put a record of ISO/IEC 19794 into it.
fn constructed<'a>(object: &Tlv<'a>) -> Result<BiometricData<'a>, LdsError> {
    if object.value.first() != Some(&0xA1) {
        return Ok(BiometricData::Record(object.value));
    }
    let mut blocks = tlv::parse_exactly(object.value, 0xA1)?.children();
    let block = blocks.any()?;
    blocks.finish()?;
    Ok(BiometricData::Block(block))
}

/// The template around a face record.
pub(super) fn encode(record: &[u8]) -> Vec<u8> {
    tlv::encode_all(0x7F60, &[&tlv::encode(0xA1, &HEADER), &tlv::encode(0x5F2E, record)])
}
