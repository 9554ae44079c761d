//! What EF.CardAccess and DG14 announce, ICAO 9303-11 §9.2.

use super::der::{integer, object_identifier, sequence, set_of};
use super::options::PaceParameters;
use emrtd::crypto::Cipher;

/// bsi-de protocols smartcard, 0.4.0.127.0.7.2.2
const PROTOCOLS: &[u8] = &[0x04, 0x00, 0x7F, 0x00, 0x07, 0x02, 0x02];
const PUBLIC_KEY: u8 = 1;
const CHIP_AUTHENTICATION: u8 = 3;
const PACE: u8 = 4;
const ECDH: u8 = 2;

/// The last arc of every protocol with this cipher.
fn arc(cipher: Cipher) -> u8 {
    match cipher {
        Cipher::TripleDes => 1,
        Cipher::Aes128 => 2,
        Cipher::Aes192 => 3,
        Cipher::Aes256 => 4,
    }
}

fn protocol(arcs: &[u8]) -> Vec<u8> {
    object_identifier(&[PROTOCOLS, arcs].concat())
}

/// PACEInfo of PACE-ECDH-GM, version 2.
pub(super) fn pace_info(pace: &PaceParameters) -> Vec<u8> {
    let parameter_id = integer(&[pace.curve.parameter_id()]);
    sequence(&[&protocol(&[PACE, ECDH, arc(pace.cipher)]), &integer(&[2]), &parameter_id])
}

/// ChipAuthenticationInfo, version 1, and the public key that belongs to it.
pub(super) fn chip_authentication(cipher: Cipher, subject_public_key_info: &[u8]) -> [Vec<u8>; 2] {
    let public_key = protocol(&[PUBLIC_KEY, ECDH]);
    [
        sequence(&[&protocol(&[CHIP_AUTHENTICATION, ECDH, arc(cipher)]), &integer(&[1])]),
        sequence(&[&public_key, subject_public_key_info]),
    ]
}

/// ActiveAuthenticationInfo, version 1: plain ECDSA with SHA-256.
pub(super) fn active_authentication_with_ecdsa() -> Vec<u8> {
    const ACTIVE_AUTHENTICATION: &[u8] = &[0x67, 0x81, 0x08, 0x01, 0x01, 0x05];
    const ECDSA_PLAIN_SHA_256: &[u8] = &[0x04, 0x00, 0x7F, 0x00, 0x07, 0x01, 0x01, 0x04, 0x01, 0x03];
    sequence(&[
        &object_identifier(ACTIVE_AUTHENTICATION),
        &integer(&[1]),
        &object_identifier(ECDSA_PLAIN_SHA_256),
    ])
}

/// SecurityInfos.
pub(super) fn set(infos: Vec<Vec<u8>>) -> Vec<u8> {
    set_of(infos)
}
