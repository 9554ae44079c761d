//! The extensions of CSCA and document signer certificates, ICAO 9303-12 §7.1.1.

use super::certificate::{Role, Validity};
use super::der::{integer, object_identifier, octet_string, sequence, set_of, timestamp};
use super::signer::SignerKey;
use emrtd::hash::DigestAlgorithm;
use emrtd::tlv;

const SUBJECT_KEY_IDENTIFIER: &[u8] = &[0x55, 0x1D, 0x0E];
const KEY_USAGE: &[u8] = &[0x55, 0x1D, 0x0F];
const PRIVATE_KEY_USAGE_PERIOD: &[u8] = &[0x55, 0x1D, 0x10];
const SUBJECT_ALTERNATIVE_NAME: &[u8] = &[0x55, 0x1D, 0x11];
const ISSUER_ALTERNATIVE_NAME: &[u8] = &[0x55, 0x1D, 0x12];
const BASIC_CONSTRAINTS: &[u8] = &[0x55, 0x1D, 0x13];
const CRL_DISTRIBUTION_POINTS: &[u8] = &[0x55, 0x1D, 0x1F];
const AUTHORITY_KEY_IDENTIFIER: &[u8] = &[0x55, 0x1D, 0x23];
const DOCUMENT_TYPE_LIST: &[u8] = &[0x67, 0x81, 0x08, 0x01, 0x01, 0x06, 0x02];

/// A top-level domain that no server can have: nobody publishes a list for specimens.
const REVOCATION_LIST: &str = "http://specimen.invalid/UTO.crl";

/// What stands in the sequence of extensions.
pub(super) fn of(role: Role, subject: &SignerKey, issuer: &SignerKey, validity: &Validity) -> Vec<u8> {
    let authority = sequence(&[&tlv::encode(0x80, &key_identifier(issuer))]);
    let mut extensions = vec![
        extension(SUBJECT_KEY_IDENTIFIER, false, &octet_string(&key_identifier(subject))),
        extension(AUTHORITY_KEY_IDENTIFIER, false, &authority),
        extension(PRIVATE_KEY_USAGE_PERIOD, false, &private_key_usage_period(validity)),
        extension(SUBJECT_ALTERNATIVE_NAME, false, &alternative_name()),
        extension(ISSUER_ALTERNATIVE_NAME, false, &alternative_name()),
        extension(CRL_DISTRIBUTION_POINTS, false, &distribution_points()),
    ];
    match role {
        Role::Csca => {
            let certificate_authority = [0x01, 0x01, 0xFF, 0x02, 0x01, 0x00];
            extensions.push(extension(BASIC_CONSTRAINTS, true, &sequence(&[&certificate_authority])));
            extensions.push(extension(KEY_USAGE, true, &tlv::encode(0x03, &[0x01, 0x06])));
        }
        Role::DocumentSigner => {
            extensions.push(extension(KEY_USAGE, true, &tlv::encode(0x03, &[0x07, 0x80])));
            extensions.push(extension(DOCUMENT_TYPE_LIST, false, &passports()));
        }
    }
    extensions.concat()
}

fn extension(oid: &[u8], critical: bool, value: &[u8]) -> Vec<u8> {
    let critical: &[u8] = if critical { &[0x01, 0x01, 0xFF] } else { &[] };
    sequence(&[&object_identifier(oid), critical, &octet_string(value)])
}

/// SHA-1 of the public key's bits, RFC 5280 §4.2.1.2 method 1.
fn key_identifier(key: &SignerKey) -> Vec<u8> {
    let bits = tlv::parse_exactly(key.subject_public_key_info(), 0x30).and_then(|info| {
        let mut fields = info.children();
        fields.expect(0x30)?;
        fields.expect(0x03)
    });
    let bits = bits.ok().and_then(|bits| bits.value.get(1..)).unwrap_or_default();
    DigestAlgorithm::Sha1.digest(bits)
}

fn private_key_usage_period(validity: &Validity) -> Vec<u8> {
    let at = |tag, date| tlv::encode(tag, timestamp(date).as_bytes());
    sequence(&[&at(0x80, validity.from), &at(0x81, validity.signs_until)])
}

/// A directory name with the State's code as locality, ICAO 9303-12 §7.1.1.2.
fn alternative_name() -> Vec<u8> {
    let locality = [object_identifier(&[0x55, 0x04, 0x07]), tlv::encode(0x13, b"UTO")].concat();
    let name = sequence(&[&set_of(vec![sequence(&[&locality])])]);
    sequence(&[&tlv::encode(0xA4, &name)])
}

fn distribution_points() -> Vec<u8> {
    let address = tlv::encode(0x86, REVOCATION_LIST.as_bytes());
    sequence(&[&sequence(&[&tlv::encode(0xA0, &tlv::encode(0xA0, &address))])])
}

/// documentTypeList, ICAO 9303-12 §7.1.1.6.
fn passports() -> Vec<u8> {
    sequence(&[&integer(&[0]), &set_of(vec![tlv::encode(0x13, b"P")])])
}
