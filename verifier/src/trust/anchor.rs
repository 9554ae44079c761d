//! One trusted CSCA certificate.

use super::{Certificate, CertificateError};
use crate::signature::{KeyIdentity, PublicKey, PublicKeyError};
use std::sync::{Arc, OnceLock};
use time::OffsetDateTime;

/// The organisation that the simulator writes into its CSCAs.
const SPECIMEN_ORGANISATION: &str = "idkontroll specimen";
/// Utopia, ICAO 9303-3 §5: no state.
const SPECIMEN_COUNTRIES: [&str; 2] = ["UT", "UTO"];

/// cRLSign.
const REVOCATION_LIST_SIGNING: u8 = 0x02;

/// A CSCA certificate that is trusted, with its key made ready on first use.
#[derive(Debug, Clone)]
pub struct Anchor {
    der: Vec<u8>,
    subject: String,
    comparable_subject: String,
    country: Option<String>,
    subject_key_identifier: Option<Vec<u8>>,
    signs_revocation_lists: bool,
    not_before: OffsetDateTime,
    not_after: OffsetDateTime,
    public_key_info: Vec<u8>,
    key_identity: Option<KeyIdentity>,
    specimen: bool,
    public_key: Arc<OnceLock<Result<PublicKey, PublicKeyError>>>,
}

impl Anchor {
    /// Takes a certificate; `specimen` marks it even where the certificate itself does not.
    pub(super) fn new(der: &[u8], specimen: bool) -> Result<Self, CertificateError> {
        let certificate = Certificate::parse(der)?;
        let country = certificate.subject.country();
        let utopian = country.as_deref().is_some_and(|country| SPECIMEN_COUNTRIES.contains(&country));
        let organisation = certificate.subject.organisation();
        Ok(Self {
            der: der.to_vec(),
            subject: certificate.subject.to_string(),
            comparable_subject: certificate.subject.comparable(),
            country,
            subject_key_identifier: certificate.extensions.subject_key_identifier.map(<[u8]>::to_vec),
            signs_revocation_lists: certificate.extensions.permits(REVOCATION_LIST_SIGNING),
            not_before: certificate.not_before,
            not_after: certificate.not_after,
            public_key_info: certificate.public_key.to_vec(),
            key_identity: PublicKey::parse(certificate.public_key).ok().map(|key| key.identity()),
            specimen: specimen || utopian || organisation.as_deref() == Some(SPECIMEN_ORGANISATION),
            public_key: Arc::default(),
        })
    }

    /// The certificate, exactly as it came.
    pub fn der(&self) -> &[u8] {
        &self.der
    }

    /// True where its keyUsage lets it sign revocation lists.
    pub(super) fn signs_revocation_lists(&self) -> bool {
        self.signs_revocation_lists
    }

    /// The subject for people, for example `C=DE, O=bund, OU=bsi, CN=csca-germany`.
    pub fn subject(&self) -> &str {
        &self.subject
    }

    pub(super) fn comparable_subject(&self) -> &str {
        &self.comparable_subject
    }

    /// The issuing state, two letters in upper case.
    pub fn country(&self) -> Option<&str> {
        self.country.as_deref()
    }

    /// The subject key identifier, if the certificate has one.
    pub fn subject_key_identifier(&self) -> Option<&[u8]> {
        self.subject_key_identifier.as_deref()
    }

    /// The last moment of its validity.
    pub fn not_after(&self) -> OffsetDateTime {
        self.not_after
    }

    /// True when `moment` lies within its validity.
    pub fn is_valid_at(&self, moment: OffsetDateTime) -> bool {
        (self.not_before..=self.not_after).contains(&moment)
    }

    /// True when documents under it are specimens, whatever they say.
    pub fn is_specimen(&self) -> bool {
        self.specimen
    }

    /// Its public key, prepared once.
    pub(crate) fn public_key(&self) -> Result<&PublicKey, PublicKeyError> {
        let key = self.public_key.get_or_init(|| PublicKey::parse_for_reuse(&self.public_key_info));
        key.as_ref().map_err(|error| *error)
    }

    /// True when both certify the same key, however either writes it.
    pub(crate) fn has_key_of(&self, other: &Self) -> bool {
        self.public_key_info == other.public_key_info
            || (self.key_identity.is_some() && self.key_identity == other.key_identity)
    }

    /// The same with the mark.
    pub(super) fn marked(&self) -> Self {
        Self { specimen: true, ..self.clone() }
    }
}
