//! The data objects of a protected message, ICAO 9303-11 §9.8.4: 87 or 85, 97 or 99, 8E.

use super::SecureMessagingError;
use crate::tlv::{Reader, Tlv};

/// Padded cryptogram after the padding indicator 01 (even INS).
pub(super) const CRYPTOGRAM: u32 = 0x87;
/// Padded cryptogram alone (odd INS).
pub(super) const CRYPTOGRAM_ODD: u32 = 0x85;
/// Protected Le.
pub(super) const EXPECTED_LENGTH: u32 = 0x97;
/// Protected status word.
pub(super) const STATUS: u32 = 0x99;
/// Cryptographic checksum.
pub(super) const CHECKSUM: u32 = 0x8E;

/// A protected message taken apart.
pub(super) struct ProtectedMessage<'a> {
    pub(super) cryptogram: Option<&'a [u8]>,
    /// Le or the status word, by the tag asked for.
    pub(super) trailer: Option<&'a [u8]>,
    pub(super) checksum: &'a [u8],
    /// All that the checksum is over, header and padding aside.
    pub(super) authenticated: &'a [u8],
}

impl<'a> ProtectedMessage<'a> {
    pub(super) fn parse(bytes: &'a [u8], trailer: u32) -> Result<Self, SecureMessagingError> {
        let mut reader = Reader::new(bytes);
        let cryptogram = match reader.optional(CRYPTOGRAM)? {
            Some(object) => Some(without_indicator(object)?),
            None => reader.optional(CRYPTOGRAM_ODD)?.map(|object| object.value),
        };
        let trailer = reader.optional(trailer)?.map(|object| object.value);
        let authenticated = bytes.len().saturating_sub(reader.remaining().len());
        let checksum = reader.expect(CHECKSUM)?.value;
        reader.finish()?;
        let authenticated = bytes.get(..authenticated).ok_or(SecureMessagingError::Malformed)?;
        Ok(Self { cryptogram, trailer, checksum, authenticated })
    }
}

fn without_indicator(object: Tlv<'_>) -> Result<&[u8], SecureMessagingError> {
    match object.value {
        [0x01, cryptogram @ ..] => Ok(cryptogram),
        _ => Err(SecureMessagingError::Malformed),
    }
}
