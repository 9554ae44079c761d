//! The terminal's side of secure messaging: it protects commands and unprotects answers, ICAO 9303-11 §9.8.4 and §9.8.5.

use super::objects::{CHECKSUM, CRYPTOGRAM, CRYPTOGRAM_ODD, EXPECTED_LENGTH, ProtectedMessage, STATUS};
use super::{SecureMessaging, SecureMessagingError};
use crate::apdu::{CommandApdu, ResponseApdu, StatusWord};
use crate::crypto::padding;
use crate::tlv;

/// The two low bits for the logical channel stay, secure messaging with an authenticated header is set.
const SECURE_CLASS: u8 = 0x0C;

impl SecureMessaging {
    /// The command as it goes to the chip.
    pub fn protect(&mut self, command: &CommandApdu) -> Result<CommandApdu, SecureMessagingError> {
        self.counter.raise();
        let class = command.class | SECURE_CLASS;
        let mut objects = Vec::new();
        if !command.data.is_empty() {
            objects.extend(self.cryptogram(&command.data, command.instruction & 1 == 1)?);
        }
        if let Some(expected) = command.expected {
            objects
                .extend(tlv::encode(EXPECTED_LENGTH, &encode_expected(expected, command.needs_extended())));
        }
        let mut message = padding::pad(&header(command, class), self.block());
        message.extend_from_slice(&objects);
        let mac = if objects.is_empty() { self.mac(&header(command, class))? } else { self.mac(&message)? };
        objects.extend(tlv::encode(CHECKSUM, &mac));
        let extended = command.needs_extended() || objects.len() > 255;
        let expected = Some(if extended { 65_536 } else { 256 });
        Ok(CommandApdu { class, data: objects, expected, ..command.clone() })
    }

    /// The chip's answer as it was before protection.
    pub fn unprotect(&mut self, response: &ResponseApdu) -> Result<ResponseApdu, SecureMessagingError> {
        if response.data.is_empty() {
            return Err(SecureMessagingError::Unprotected(response.status));
        }
        self.counter.raise();
        let message = ProtectedMessage::parse(&response.data, STATUS)?;
        self.check_mac(message.authenticated, message.checksum)?;
        let status = match message.trailer {
            Some([high, low]) => StatusWord(u16::from_be_bytes([*high, *low])),
            _ => return Err(SecureMessagingError::Malformed),
        };
        if status != response.status {
            return Err(SecureMessagingError::Malformed);
        }
        let data = message.cryptogram.map(|bytes| self.decrypt(bytes)).transpose()?.unwrap_or_default();
        Ok(ResponseApdu::new(data, status))
    }

    /// DO'87' or, for an odd INS, DO'85'.
    pub(super) fn cryptogram(&self, data: &[u8], odd: bool) -> Result<Vec<u8>, SecureMessagingError> {
        let cryptogram = self.encrypt(data)?;
        Ok(match odd {
            true => tlv::encode(CRYPTOGRAM_ODD, &cryptogram),
            false => tlv::encode_all(CRYPTOGRAM, &[&[0x01], &cryptogram]),
        })
    }
}

pub(super) fn header(command: &CommandApdu, class: u8) -> [u8; 4] {
    [class, command.instruction, command.p1, command.p2]
}

fn encode_expected(expected: u32, extended: bool) -> Vec<u8> {
    let [_, _, high, low] = expected.to_be_bytes();
    if extended { vec![high, low] } else { vec![low] }
}
