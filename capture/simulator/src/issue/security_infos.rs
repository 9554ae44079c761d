//! What EF.CardAccess and DG14 announce, ICAO 9303-11 §9.2.

use super::PaceParameters;
use super::der::{integer, object_identifier, sequence, set_of};
use emrtd::crypto::Cipher;
use emrtd::security_info::{ChipAuthenticationProtocol, KeyAgreement};

/// PACEInfo.
pub(super) fn pace_info(pace: &PaceParameters) -> Vec<u8> {
    let info = pace.info();
    let parameter_id = integer(&[pace.curve.parameter_id()]);
    sequence(&[
        &object_identifier(&info.protocol.oid()),
        &integer(&info.version.to_be_bytes()),
        &parameter_id,
    ])
}

/// ChipAuthenticationInfo, version 1, and the public key that belongs to it.
pub(super) fn chip_authentication(cipher: Cipher, subject_public_key_info: &[u8]) -> [Vec<u8>; 2] {
    /// id-PK-ECDH, 0.4.0.127.0.7.2.2.1.2
    const PUBLIC_KEY: &[u8] = &[0x04, 0x00, 0x7F, 0x00, 0x07, 0x02, 0x02, 0x01, 0x02];
    let protocol = ChipAuthenticationProtocol { agreement: KeyAgreement::Ecdh, cipher };
    [
        sequence(&[&object_identifier(&protocol.oid()), &integer(&[1])]),
        sequence(&[&object_identifier(PUBLIC_KEY), subject_public_key_info]),
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
