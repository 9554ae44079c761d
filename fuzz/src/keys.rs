//! Public keys and signed data.

use emrtd::chip::active_authentication::ActiveAuthenticationPublicKey;
use emrtd::cms::SignedData;
use emrtd::domain_parameters::{Curve, ExplicitParameters, ModpPublicKey, PublicKey};
use emrtd::tlv::{Reader, parse_exactly};

/// SubjectPublicKeyInfo as the chip's keys, as certificates' keys, and its domain parameters where they are spelled out.
pub fn public_key(bytes: &[u8]) {
    let _ = PublicKey::from_subject_public_key_info(bytes);
    let _ = ModpPublicKey::from_subject_public_key_info(bytes);
    let active = ActiveAuthenticationPublicKey::from_subject_public_key_info(bytes);
    assert!(active.is_ok() == PublicKey::from_subject_public_key_info(bytes).is_ok());
    if let Ok(key) = verifier::signature::PublicKey::parse(bytes) {
        let again = verifier::signature::PublicKey::parse_for_reuse(bytes);
        assert!(again.is_ok_and(|again| again.identity() == key.identity()));
        let _ = (key.bits(), key.to_string());
    }
    domain_parameters(bytes);
}

fn domain_parameters(bytes: &[u8]) {
    let _ = ExplicitParameters::parse(bytes);
    let _ = (Curve::from_explicit(bytes), Curve::from_oid(bytes));
    let Ok(info) = parse_exactly(bytes, 0x30) else { return };
    let Ok(Some(algorithm)) = info.children().next_object() else { return };
    let mut parameters = Reader::new(algorithm.value);
    if parameters.expect(0x06).is_ok()
        && let Ok(Some(parameters)) = parameters.next_object()
    {
        let _ = (Curve::from_explicit(parameters.value), ExplicitParameters::parse(parameters.value));
    }
}

/// CMS signed data, its signers' attributes, and its certificates as an import takes them.
pub fn signed_data(bytes: &[u8]) {
    let Ok(data) = SignedData::parse(bytes) else { return };
    assert!(!data.signers.is_empty());
    for certificate in &data.certificates {
        super::certificate(certificate);
    }
}
