//! The CSCA certificate and the document signer certificate, ICAO 9303-12 §7.1.

use super::IssueError;
use super::der::{bit_string, context, integer, object_identifier, sequence, set_of, time};
use super::extensions;
use super::signer::SignerKey;
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
    /// The last day on which the private key signs.
    pub(super) signs_until: CalendarDate,
}

/// A certificate for `subject`'s key, signed by `issuer`; for a CSCA both are the same.
pub(super) fn issue(
    role: Role,
    subject: &SignerKey,
    issuer: &SignerKey,
    validity: &Validity,
    randomness: &mut impl Randomness,
) -> Result<Certificate, IssueError> {
    let mut serial = [0; 9];
    randomness.fill(&mut serial)?;
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
        &context(3, &sequence(&[&extensions::of(role, subject, issuer, validity)])),
    ]);
    let signature = issuer.sign(&to_be_signed)?;
    let der = sequence(&[&to_be_signed, &issuer.algorithm_identifier(), &bit_string(&signature)]);
    Ok(Certificate { der, identifier: sequence(&[&name, &serial]) })
}
