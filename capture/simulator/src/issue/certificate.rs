//! The CSCA certificate and the document signer certificate, ICAO 9303-12 §7.1.

use super::IssueError;
use super::der::{bit_string, context, integer, object_identifier, octet_string, sequence, set_of, time};
use super::signer::SigningKey;
use emrtd::hash::DigestAlgorithm;
use emrtd::mrz::CalendarDate;
use emrtd::protocol::Randomness;
use emrtd::tlv;

/// The organization that every specimen certificate names: nothing signed under it proves anything about a person.
pub const SPECIMEN_ORGANIZATION: &str = "idkontroll specimen";

/// What a certificate is for.
#[derive(Clone, Copy)]
pub(super) enum Role {
    Csca,
    DocumentSigner,
}

impl Role {
    fn common_name(self) -> &'static str {
        match self {
            Self::Csca => "Specimen CSCA",
            Self::DocumentSigner => "Specimen document signer",
        }
    }

    /// Name, in the country UT (Utopia).
    fn name(self) -> Vec<u8> {
        let attribute = |kind: u8, tag: u32, text: &str| {
            let pair = [object_identifier(&[0x55, 0x04, kind]), tlv::encode(tag, text.as_bytes())].concat();
            set_of(vec![sequence(&[&pair])])
        };
        sequence(&[
            &attribute(6, 0x13, "UT"),
            &attribute(10, 0x0C, SPECIMEN_ORGANIZATION),
            &attribute(3, 0x0C, self.common_name()),
        ])
    }
}

/// A certificate and what documents say to point at it.
pub(super) struct Certificate {
    pub(super) der: Vec<u8>,
    /// IssuerAndSerialNumber.
    pub(super) identifier: Vec<u8>,
}

/// The days between which a certificate is valid.
pub(super) struct Validity {
    pub(super) from: CalendarDate,
    pub(super) until: CalendarDate,
}

/// A certificate for `subject`'s key, signed by `issuer`; for a CSCA both are the same.
pub(super) fn issue(
    role: Role,
    subject: &SigningKey,
    issuer: &SigningKey,
    validity: &Validity,
    randomness: &mut impl Randomness,
) -> Result<Certificate, IssueError> {
    let mut serial = [0; 9];
    randomness.fill(&mut serial);
    // The first byte keeps the number positive and nine bytes long.
    if let Some(first) = serial.first_mut() {
        *first = 0x40 | (*first & 0x3F);
    }
    let (name, serial) = (Role::Csca.name(), integer(&serial));
    let to_be_signed = sequence(&[
        &context(0, &integer(&[2])),
        &serial,
        &issuer.algorithm_identifier(),
        &name,
        &sequence(&[&time(validity.from), &time(validity.until)]),
        &role.name(),
        subject.subject_public_key_info(),
        &context(3, &sequence(&[&extensions(role, subject, issuer)])),
    ]);
    let signature = issuer.sign(&to_be_signed)?;
    let der = sequence(&[&to_be_signed, &issuer.algorithm_identifier(), &bit_string(&signature)]);
    Ok(Certificate { der, identifier: sequence(&[&name, &serial]) })
}

fn extensions(role: Role, subject: &SigningKey, issuer: &SigningKey) -> Vec<u8> {
    const KEY_USAGE: &[u8] = &[0x55, 0x1D, 0x0F];
    const BASIC_CONSTRAINTS: &[u8] = &[0x55, 0x1D, 0x13];
    const SUBJECT_KEY_IDENTIFIER: &[u8] = &[0x55, 0x1D, 0x0E];
    const AUTHORITY_KEY_IDENTIFIER: &[u8] = &[0x55, 0x1D, 0x23];
    let authority = sequence(&[&tlv::encode(0x80, &key_identifier(issuer))]);
    let mut extensions = vec![
        extension(SUBJECT_KEY_IDENTIFIER, false, &octet_string(&key_identifier(subject))),
        extension(AUTHORITY_KEY_IDENTIFIER, false, &authority),
    ];
    match role {
        Role::Csca => {
            let certificate_authority = [0x01, 0x01, 0xFF, 0x02, 0x01, 0x00];
            extensions.push(extension(BASIC_CONSTRAINTS, true, &sequence(&[&certificate_authority])));
            extensions.push(extension(KEY_USAGE, true, &tlv::encode(0x03, &[0x01, 0x06])));
        }
        Role::DocumentSigner => {
            extensions.push(extension(KEY_USAGE, true, &tlv::encode(0x03, &[0x07, 0x80])));
            extensions.push(document_type_list());
        }
    }
    extensions.concat()
}

/// documentTypeList, ICAO 9303-12 §7.1.1.6: passports.
fn document_type_list() -> Vec<u8> {
    const DOCUMENT_TYPE_LIST: &[u8] = &[0x67, 0x81, 0x08, 0x01, 0x01, 0x06, 0x02];
    let types = set_of(vec![tlv::encode(0x13, b"P")]);
    extension(DOCUMENT_TYPE_LIST, false, &sequence(&[&integer(&[0]), &types]))
}

fn extension(oid: &[u8], critical: bool, value: &[u8]) -> Vec<u8> {
    let critical: &[u8] = if critical { &[0x01, 0x01, 0xFF] } else { &[] };
    sequence(&[&object_identifier(oid), critical, &octet_string(value)])
}

/// SHA-1 of the public key's bits, RFC 5280 §4.2.1.2 method 1.
fn key_identifier(key: &SigningKey) -> Vec<u8> {
    let bits = tlv::parse_exactly(key.subject_public_key_info(), 0x30).and_then(|info| {
        let mut fields = info.children();
        fields.expect(0x30)?;
        fields.expect(0x03)
    });
    let bits = bits.ok().and_then(|bits| bits.value.get(1..)).unwrap_or_default();
    DigestAlgorithm::Sha1.digest(bits)
}
