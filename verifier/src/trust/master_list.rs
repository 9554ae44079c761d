//! CSCA master lists, ICAO 9303-12 §9: believed only under a root that the operator gives.

use super::{Certificate, TrustImportError, parse_time};
use crate::signature::{PublicKey, SignatureAlgorithm};
use emrtd::cms::{SignedData, SignerInfo};
use emrtd::hash::DigestAlgorithm;
use emrtd::tlv::{self, TlvError};
use time::OffsetDateTime;

/// id-icao-cscaMasterList, 2.23.136.1.1.2.
const MASTER_LIST: &[u8] = &[0x67, 0x81, 0x08, 0x01, 0x01, 0x02];
/// digitalSignature or nonRepudiation.
const SIGNING: u8 = 0xC0;
/// keyCertSign.
const CERTIFYING: u8 = 0x04;

/// The certificates of a master list whose signer is certified by one of `roots`.
pub(super) fn certificates(
    list: &SignedData,
    roots: &[Vec<u8>],
    at: OffsetDateTime,
) -> Result<Vec<Vec<u8>>, TrustImportError> {
    if list.content_type != MASTER_LIST {
        return Err(TrustImportError::UnknownFormat);
    }
    if roots.is_empty() {
        return Err(TrustImportError::RootMissing);
    }
    let mut refusal = TrustImportError::MasterListSignature;
    for signer in &list.signers {
        match verify(list, signer, roots, at) {
            Ok(()) => return Ok(content(&list.content)?),
            Err(error) => refusal = error,
        }
    }
    Err(refusal)
}

fn verify(
    list: &SignedData,
    signer: &SignerInfo,
    roots: &[Vec<u8>],
    at: OffsetDateTime,
) -> Result<(), TrustImportError> {
    let certificates = list.certificates.iter().filter_map(|der| Certificate::parse(der).ok());
    let certificate = certificates
        .into_iter()
        .find(|certificate| certificate.is_named_by(&signer.identifier))
        .ok_or(TrustImportError::MasterListSignature)?;
    verify_signature(list, signer, &certificate).ok_or(TrustImportError::MasterListSignature)?;
    verify_signer(signer, &certificate, at)?;
    let mut roots = roots.iter().filter_map(|root| Certificate::parse(root).ok());
    match roots.any(|root| has_issued(&root, &certificate)) {
        true => Ok(()),
        false => Err(TrustImportError::RootMismatch),
    }
}

/// The certificate is made for master lists and was valid at the time of signing.
fn verify_signer(
    signer: &SignerInfo,
    certificate: &Certificate<'_>,
    at: OffsetDateTime,
) -> Result<(), TrustImportError> {
    let extensions = &certificate.extensions;
    if !extensions.signs_master_lists || !extensions.permits(SIGNING) {
        return Err(TrustImportError::NotMasterListSigner);
    }
    let signed_at = match signer.signed_attributes.signing_time.as_deref() {
        Some(time) => signing_time(time).ok_or(TrustImportError::MasterListSignature)?,
        None => at,
    };
    match certificate.is_valid_at(signed_at) {
        true => Ok(()),
        false => Err(TrustImportError::MasterListSignerExpired),
    }
}

fn signing_time(object: &[u8]) -> Option<OffsetDateTime> {
    parse_time(&tlv::Reader::new(object).any().ok()?)
}

fn verify_signature(list: &SignedData, signer: &SignerInfo, certificate: &Certificate<'_>) -> Option<()> {
    let attributes = &signer.signed_attributes;
    let digest = DigestAlgorithm::from_oid(&signer.digest_algorithm.oid)?;
    if attributes.content_type != list.content_type
        || attributes.message_digest != digest.digest(&list.content)
    {
        return None;
    }
    let algorithm = SignatureAlgorithm::parse(&signer.signature_algorithm, Some(digest))?;
    let key = PublicKey::parse(certificate.public_key).ok()?;
    key.verify(algorithm, &attributes.to_be_signed, &signer.signature).ok()
}

/// True when `root` has signed `certificate` while both it and the root were valid.
fn has_issued(root: &Certificate<'_>, certificate: &Certificate<'_>) -> bool {
    let verified = || {
        let algorithm = SignatureAlgorithm::parse(&certificate.signature_algorithm, None)?;
        let key = PublicKey::parse(root.public_key).ok()?;
        key.verify(algorithm, certificate.to_be_signed, certificate.signature).ok()
    };
    root.extensions.authority != Some(false)
        && root.extensions.permits(CERTIFYING)
        && root.is_valid_at(certificate.not_before)
        && verified().is_some()
}

/// CscaMasterList: version and a SET of certificates.
fn content(bytes: &[u8]) -> Result<Vec<Vec<u8>>, TlvError> {
    let mut reader = tlv::parse_exactly(bytes, 0x30)?.children();
    reader.expect(0x02)?;
    let mut members = reader.expect(0x31)?.children();
    let mut certificates = Vec::new();
    while let Some(member) = members.next_object()? {
        certificates.push(member.raw.to_vec());
    }
    Ok(certificates)
}
