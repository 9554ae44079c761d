//! The card's side of secure messaging: it unprotects commands and protects answers, ICAO 9303-11 §9.8.4 and §9.8.5.

use super::objects::{CHECKSUM, EXPECTED_LENGTH, ProtectedMessage, STATUS};
use super::terminal::header;
use super::{SecureMessaging, SecureMessagingError};
use crate::apdu::{CommandApdu, ResponseApdu};
use crate::crypto::padding;
use crate::tlv;

impl SecureMessaging {
    /// The command as the terminal meant it, its class without the secure messaging bits.
    pub fn unprotect_command(&mut self, command: &CommandApdu) -> Result<CommandApdu, SecureMessagingError> {
        self.counter.raise();
        self.odd_instruction = command.instruction & 1 == 1;
        let message = ProtectedMessage::parse(&command.data, EXPECTED_LENGTH)?;
        self.check_mac(&authenticated(command, message.authenticated, self.block()), message.checksum)?;
        let expected = message.trailer.map(decode_expected).transpose()?;
        let data = message.cryptogram.map(|bytes| self.decrypt(bytes)).transpose()?.unwrap_or_default();
        Ok(CommandApdu { class: command.class & 0xF3, data, expected, ..command.clone() })
    }

    /// The answer as it goes to the terminal.
    pub fn protect_response(
        &mut self,
        response: &ResponseApdu,
    ) -> Result<ResponseApdu, SecureMessagingError> {
        self.counter.raise();
        let mut objects = Vec::new();
        if !response.data.is_empty() {
            objects.extend(self.cryptogram(&response.data, self.odd_instruction)?);
        }
        objects.extend(tlv::encode(STATUS, &response.status.0.to_be_bytes()));
        let mac = self.mac(&objects)?;
        objects.extend(tlv::encode(CHECKSUM, &mac));
        Ok(ResponseApdu::new(objects, response.status))
    }
}

/// The header is padded to a block where data objects follow it.
fn authenticated(command: &CommandApdu, objects: &[u8], block: usize) -> Vec<u8> {
    let header = header(command, command.class);
    if objects.is_empty() {
        return header.to_vec();
    }
    let mut message = padding::pad(&header, block);
    message.extend_from_slice(objects);
    message
}

fn decode_expected(bytes: &[u8]) -> Result<u32, SecureMessagingError> {
    match *bytes {
        [0] => Ok(256),
        [short] => Ok(u32::from(short)),
        [0, 0] => Ok(65_536),
        [high, low] => Ok(u32::from(u16::from_be_bytes([high, low]))),
        _ => Err(SecureMessagingError::Malformed),
    }
}
