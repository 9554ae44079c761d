//! What EF.CardAccess and DG14 announce, ICAO 9303-11 §9.2.

use super::der::{integer, object_identifier, sequence, set_of};
use super::{ChipAuthenticationKey, PaceParameters};
use emrtd::domain_parameters::DomainParameters;
use emrtd::hash::DigestAlgorithm;
use emrtd::security_info::{ChipAuthenticationProtocol, KeyAgreement};

/// PACEInfo.
pub(super) fn pace_info(pace: &PaceParameters) -> Vec<u8> {
    let info = pace.info();
    let parameter_id = integer(&[pace.domain.parameter_id()]);
    sequence(&[
        &object_identifier(&info.protocol.oid()),
        &integer(&info.version.to_be_bytes()),
        &parameter_id,
    ])
}

/// ChipAuthenticationPublicKeyInfo of a key on an elliptic curve.
pub(super) fn public_key(subject_public_key_info: &[u8]) -> Vec<u8> {
    numbered_public_key(KeyAgreement::Ecdh, subject_public_key_info, &[])
}

/// ChipAuthenticationInfo, version 1, where the cipher is announced, and the public key that belongs to it.
pub(super) fn chip_authentication(
    wanted: &ChipAuthenticationKey,
    subject_public_key_info: &[u8],
) -> Vec<Vec<u8>> {
    let agreement = match wanted.domain {
        DomainParameters::Ec(_) => KeyAgreement::Ecdh,
        DomainParameters::Modp(_) => KeyAgreement::Dh,
    };
    let number = wanted.key_id.map(|id| integer(&[id])).unwrap_or_default();
    let info = |cipher| {
        let oid = ChipAuthenticationProtocol { agreement, cipher }.oid();
        sequence(&[&object_identifier(&oid), &integer(&[1]), &number])
    };
    let key = numbered_public_key(agreement, subject_public_key_info, &number);
    wanted.cipher.map(info).into_iter().chain([key]).collect()
}

fn numbered_public_key(agreement: KeyAgreement, subject_public_key_info: &[u8], number: &[u8]) -> Vec<u8> {
    /// id-PK-DH and id-PK-ECDH, 0.4.0.127.0.7.2.2.1.1 and .2
    const PUBLIC_KEY: &[u8] = &[0x04, 0x00, 0x7F, 0x00, 0x07, 0x02, 0x02, 0x01];
    let arc = match agreement {
        KeyAgreement::Dh => 1,
        KeyAgreement::Ecdh => 2,
    };
    let oid = [PUBLIC_KEY, &[arc]].concat();
    sequence(&[&object_identifier(&oid), subject_public_key_info, number])
}

/// ActiveAuthenticationInfo, version 1: plain ECDSA.
pub(super) fn active_authentication_with_ecdsa(digest: DigestAlgorithm) -> Vec<u8> {
    const ACTIVE_AUTHENTICATION: &[u8] = &[0x67, 0x81, 0x08, 0x01, 0x01, 0x05];
    const ECDSA_PLAIN: &[u8] = &[0x04, 0x00, 0x7F, 0x00, 0x07, 0x01, 0x01, 0x04, 0x01];
    let arc = match digest {
        DigestAlgorithm::Sha1 => 1,
        DigestAlgorithm::Sha224 => 2,
        DigestAlgorithm::Sha256 => 3,
        DigestAlgorithm::Sha384 => 4,
        DigestAlgorithm::Sha512 => 5,
    };
    sequence(&[
        &object_identifier(ACTIVE_AUTHENTICATION),
        &integer(&[1]),
        &object_identifier(&[ECDSA_PLAIN, &[arc]].concat()),
    ])
}

/// TerminalAuthenticationInfo, version 1.
pub(super) fn terminal_authentication() -> Vec<u8> {
    const TERMINAL_AUTHENTICATION: &[u8] = &[0x04, 0x00, 0x7F, 0x00, 0x07, 0x02, 0x02, 0x02];
    sequence(&[&object_identifier(TERMINAL_AUTHENTICATION), &integer(&[1])])
}

/// SecurityInfos.
pub(super) fn set(infos: Vec<Vec<u8>>) -> Vec<u8> {
    set_of(infos)
}
