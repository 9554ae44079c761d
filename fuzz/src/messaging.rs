//! Secure messaging, ICAO 9303-11 §9.8: what the other side sends, as it comes and under a right MAC.

use crate::input::Parts;
use emrtd::apdu::{CommandApdu, ResponseApdu, StatusWord};
use emrtd::crypto::{Cipher, SessionKeys};
use emrtd::secure_messaging::SecureMessaging;
use emrtd::tlv;

const SECRET: [u8; 32] = [7; 32];

fn cipher(selector: u8) -> Cipher {
    match selector % 4 {
        0 => Cipher::TripleDes,
        1 => Cipher::Aes128,
        2 => Cipher::Aes192,
        _ => Cipher::Aes256,
    }
}

/// The chip's answer, raw; then its data objects under a MAC that is right for the first answer of a session.
pub fn protected_answer(bytes: &[u8]) {
    let mut parts = Parts::of(bytes);
    let cipher = cipher(parts.byte());
    let objects = parts.rest();
    for data in [Some(objects.to_vec()), with_checksum(cipher, objects, &[])] {
        let (Some(data), Ok(mut terminal)) = (data, SecureMessaging::from_secret(cipher, &SECRET)) else {
            continue;
        };
        let response = ResponseApdu::new(data, StatusWord(0x9000));
        if let Ok(plain) = terminal.unprotect(&response) {
            assert!(plain.data.len() < response.data.len());
        }
    }
}

/// The terminal's command, raw; then with a right MAC.
pub fn protected_command(bytes: &[u8]) {
    let mut parts = Parts::of(bytes);
    let cipher = cipher(parts.byte());
    let Ok(command) = CommandApdu::parse(parts.rest()) else { return };
    let header = [command.class, command.instruction, command.p1, command.p2];
    let checked = with_checksum(cipher, &command.data, &header).map(|data| command.clone().with_data(data));
    for command in std::iter::once(command).chain(checked) {
        let Ok(mut chip) = SecureMessaging::from_secret(cipher, &SECRET) else { return };
        if let Ok(plain) = chip.unprotect_command(&command) {
            assert!(plain.data.len() < command.data.len());
            assert!(chip.protect_response(&ResponseApdu::new(plain.data, StatusWord(0x9000))).is_ok());
        }
    }
}

/// The objects, and the checksum that they have where the counter stands at one.
fn with_checksum(cipher: Cipher, objects: &[u8], header: &[u8]) -> Option<Vec<u8>> {
    let keys = SessionKeys::derive(cipher, &SECRET).ok()?;
    let block = cipher.block_length();
    let mut message = vec![0; block.checked_sub(1)?];
    message.push(1);
    message.extend_from_slice(header);
    if !header.is_empty() && !objects.is_empty() {
        pad(&mut message, block);
    }
    message.extend_from_slice(objects);
    if cipher != Cipher::TripleDes {
        pad(&mut message, block);
    }
    let mac = keys.authentication.mac(&message).ok()?;
    Some([objects, &tlv::encode(0x8E, &mac)].concat())
}

fn pad(message: &mut Vec<u8>, block: usize) {
    message.push(0x80);
    message.resize(message.len().next_multiple_of(block), 0);
}
