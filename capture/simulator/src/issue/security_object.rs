//! What the document signer signs: EF.SOD, ICAO 9303-10 §4.6.2, and EF.CardSecurity, 9303-10 §3.11.4; 9303-12 §7.1.2.

use super::certificate::Certificate;
use super::der::{NULL, context, integer, object_identifier, octet_string, sequence, set_of, time};
use super::signer::SignerKey;
use super::{IssueError, IssueOptions};
use emrtd::file::{DataGroup, ElementaryFile};
use emrtd::hash::DigestAlgorithm;
use emrtd::mrz::CalendarDate;
use emrtd::tlv;
use std::collections::BTreeMap;

/// id-icao-mrtd-security-ldsSecurityObject
const LDS_SECURITY_OBJECT: &[u8] = &[0x67, 0x81, 0x08, 0x01, 0x01, 0x01];
/// id-SecurityObject, 0.4.0.127.0.7.3.2.1
const SECURITY_OBJECT: &[u8] = &[0x04, 0x00, 0x7F, 0x00, 0x07, 0x03, 0x02, 0x01];
/// pkcs-7
const PKCS_7: &[u8] = &[0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x07];
/// pkcs-9
const PKCS_9: &[u8] = &[0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x09];

/// EF.SOD over these data groups, with the signer's certificate inside.
pub(super) fn sign(
    files: &BTreeMap<ElementaryFile, Vec<u8>>,
    options: &IssueOptions,
    signer: &SignerKey,
    certificate: &Certificate,
) -> Result<Vec<u8>, IssueError> {
    let content = lds_security_object(files, options.odd_digest(signer.digest()));
    let content_type = options.odd_content_type().unwrap_or(LDS_SECURITY_OBJECT);
    let signed_data = signed_data(content_type, &content, signer, certificate, options.issued)?;
    Ok(tlv::encode(0x77, &options.odd_encoding(signed_data)?))
}

/// EF.CardSecurity over these security infos, with the signer's certificate inside.
pub(super) fn sign_card_security(
    infos: &[u8],
    signer: &SignerKey,
    certificate: &Certificate,
    signing_time: CalendarDate,
) -> Result<Vec<u8>, IssueError> {
    signed_data(SECURITY_OBJECT, infos, signer, certificate, signing_time)
}

/// SignedData in ContentInfo, RFC 5652 §5.1.
fn signed_data(
    kind: &[u8],
    content: &[u8],
    signer: &SignerKey,
    certificate: &Certificate,
    signing_time: CalendarDate,
) -> Result<Vec<u8>, IssueError> {
    let digest_algorithm = digest_algorithm(signer.digest());
    let signer_info = signer_info((kind, content), signer, certificate, signing_time)?;
    let signed_data = sequence(&[
        &integer(&[3]),
        &set_of(vec![digest_algorithm]),
        &sequence(&[&object_identifier(kind), &context(0, &octet_string(content))]),
        &context(0, &certificate.der),
        &set_of(vec![signer_info]),
    ]);
    let content_type = object_identifier(&[PKCS_7, &[2]].concat());
    Ok(sequence(&[&content_type, &context(0, &signed_data)]))
}

/// LDSSecurityObject, version 0.
fn lds_security_object(files: &BTreeMap<ElementaryFile, Vec<u8>>, digest: DigestAlgorithm) -> Vec<u8> {
    let hash = |(file, bytes): (&ElementaryFile, &Vec<u8>)| match file {
        ElementaryFile::DataGroup(group) => Some(data_group_hash(*group, &digest.digest(bytes))),
        _ => None,
    };
    let hashes: Vec<Vec<u8>> = files.iter().filter_map(hash).collect();
    sequence(&[&integer(&[0]), &digest_algorithm(digest), &sequence(&[&hashes.concat()])])
}

fn data_group_hash(group: DataGroup, hash: &[u8]) -> Vec<u8> {
    sequence(&[&integer(&[group.number()]), &octet_string(hash)])
}

fn digest_algorithm(digest: DigestAlgorithm) -> Vec<u8> {
    sequence(&[&object_identifier(digest.oid()), &NULL])
}

/// SignerInfo, RFC 5652 §5.3.
fn signer_info(
    (content_type, content): (&[u8], &[u8]),
    signer: &SignerKey,
    certificate: &Certificate,
    signing_time: CalendarDate,
) -> Result<Vec<u8>, IssueError> {
    let attribute = |kind: u8, value: Vec<u8>| {
        sequence(&[&object_identifier(&[PKCS_9, &[kind]].concat()), &set_of(vec![value])])
    };
    let attributes = set_of(vec![
        attribute(3, object_identifier(content_type)),
        attribute(4, octet_string(&signer.digest().digest(content))),
        attribute(5, time(signing_time)),
    ]);
    let signature = signer.sign(&attributes)?;
    // The signature is over the SET; inside SignerInfo the same content stands under [0].
    let content = tlv::parse_exactly(&attributes, 0x31)?.value;
    Ok(sequence(&[
        &integer(&[1]),
        &certificate.identifier,
        &digest_algorithm(signer.digest()),
        &context(0, content),
        &signer.algorithm_identifier(),
        &octet_string(&signature),
    ]))
}
