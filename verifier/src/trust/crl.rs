//! Certificate revocation lists of CSCAs, RFC 5280 §5 and ICAO 9303-12 §7.1.4.

use super::{certificate::bits, instant::parse_time, name::Name};
use crate::signature::{PublicKey, SignatureAlgorithm};
use emrtd::cms::{AlgorithmIdentifier, CmsError};
use emrtd::tlv::{self, Reader, Tlv, TlvError};
use std::collections::BTreeSet;
use std::sync::OnceLock;
use thiserror::Error;
use time::OffsetDateTime;

/// Why bytes are not a revocation list that can be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum CrlError {
    /// A data object is not where it must be.
    #[error("not a revocation list: {0}")]
    Structure(#[from] TlvError),
    /// An algorithm identifier cannot be read.
    #[error("not a revocation list: {0}")]
    Algorithm(#[from] CmsError),
    /// A date is none.
    #[error("revocation list with a date that cannot be read")]
    Date,
    /// The signature, or what is said about it, cannot be one.
    #[error("revocation list with a signature that cannot be one")]
    Signature,
    /// It covers changes or other issuers' certificates only.
    #[error("revocation list is indirect or a delta")]
    Partial,
}

/// A revocation list of one CSCA.
#[derive(Debug, Clone)]
pub struct RevocationList {
    der: Vec<u8>,
    to_be_signed: Vec<u8>,
    issuer: String,
    comparable_issuer: String,
    country: Option<String>,
    this_update: OffsetDateTime,
    next_update: Option<OffsetDateTime>,
    revoked: BTreeSet<Vec<u8>>,
    authority_key_identifier: Option<Vec<u8>>,
    algorithm: SignatureAlgorithm,
    signature: Vec<u8>,
    /// Whether an anchor of the store it lies in has signed it.
    pub(super) signed: OnceLock<bool>,
}

impl RevocationList {
    /// Reads exactly one revocation list; its signature is judged by the store it goes into.
    pub fn parse(der: &[u8]) -> Result<Self, CrlError> {
        let mut outer = tlv::parse_exactly(der, 0x30)?.children();
        let to_be_signed = outer.expect(0x30)?;
        let algorithm = outer.expect(0x30)?;
        let signature = bits(outer.expect(0x03)?.value).ok_or(CrlError::Signature)?.to_vec();
        outer.finish()?;

        let content = Content::parse(&to_be_signed, algorithm.raw)?;
        let algorithm = AlgorithmIdentifier::parse(algorithm.value)?;
        Ok(Self {
            der: der.to_vec(),
            to_be_signed: to_be_signed.raw.to_vec(),
            issuer: content.issuer.to_string(),
            comparable_issuer: content.issuer.comparable(),
            country: content.issuer.country(),
            this_update: content.this_update,
            next_update: content.next_update,
            revoked: content.revoked,
            authority_key_identifier: content.authority_key_identifier,
            algorithm: SignatureAlgorithm::parse(&algorithm, None).ok_or(CrlError::Signature)?,
            signature,
            signed: OnceLock::new(),
        })
    }

    /// The list, exactly as it came.
    pub fn der(&self) -> &[u8] {
        &self.der
    }

    /// The issuer for people.
    pub fn issuer(&self) -> &str {
        &self.issuer
    }

    pub(super) fn comparable_issuer(&self) -> &str {
        &self.comparable_issuer
    }

    /// The issuing state, two letters in upper case.
    pub(super) fn country(&self) -> Option<&str> {
        self.country.as_deref()
    }

    pub(super) fn authority_key_identifier(&self) -> Option<&[u8]> {
        self.authority_key_identifier.as_deref()
    }

    /// When it was issued.
    pub fn this_update(&self) -> OffsetDateTime {
        self.this_update
    }

    /// When the next one is due at the latest, if it says so.
    pub fn next_update(&self) -> Option<OffsetDateTime> {
        self.next_update
    }

    /// How many certificates it revokes.
    pub fn len(&self) -> usize {
        self.revoked.len()
    }

    /// True when it revokes none.
    pub fn is_empty(&self) -> bool {
        self.revoked.is_empty()
    }

    /// True when it revokes the certificate with this serial number (content bytes).
    pub fn revokes(&self, serial_number: &[u8]) -> bool {
        self.revoked.contains(serial_number)
    }

    /// True when this key has signed it.
    pub(super) fn is_signed_by(&self, key: &PublicKey) -> bool {
        key.verify(self.algorithm, &self.to_be_signed, &self.signature).is_ok()
    }
}

/// TBSCertList.
struct Content<'a> {
    issuer: Name<'a>,
    this_update: OffsetDateTime,
    next_update: Option<OffsetDateTime>,
    revoked: BTreeSet<Vec<u8>>,
    authority_key_identifier: Option<Vec<u8>>,
}

impl<'a> Content<'a> {
    fn parse(to_be_signed: &Tlv<'a>, algorithm: &[u8]) -> Result<Self, CrlError> {
        let mut reader = to_be_signed.children();
        reader.optional(0x02)?;
        if reader.expect(0x30)?.raw != algorithm {
            return Err(CrlError::Signature);
        }
        let issuer = Name::parse(&reader.expect(0x30)?)?;
        let this_update = parse_time(&reader.any()?).ok_or(CrlError::Date)?;
        let next_update = match (reader.optional(0x17)?, reader.optional(0x18)?) {
            (Some(time), None) | (None, Some(time)) => Some(parse_time(&time).ok_or(CrlError::Date)?),
            _ => None,
        };
        let revoked = reader.optional(0x30)?.map(|list| serial_numbers(&list)).transpose()?;
        let extensions = reader.optional(0xA0)?;
        let authority_key_identifier =
            extensions.map(|explicit| authority_key_identifier(&explicit)).transpose()?.flatten();
        reader.finish()?;
        let revoked = revoked.unwrap_or_default();
        Ok(Self { issuer, this_update, next_update, revoked, authority_key_identifier })
    }
}

fn serial_numbers(list: &Tlv<'_>) -> Result<BTreeSet<Vec<u8>>, CrlError> {
    let mut entries = list.children();
    let mut revoked = BTreeSet::new();
    while !entries.is_empty() {
        let mut entry = entries.expect(0x30)?.children();
        revoked.insert(entry.expect(0x02)?.value.to_vec());
        parse_time(&entry.any()?).ok_or(CrlError::Date)?;
        if let Some(extensions) = entry.optional(0x30)? {
            refuse_partial(&mut extensions.children())?;
        }
        entry.finish()?;
    }
    Ok(revoked)
}

fn authority_key_identifier(explicit: &Tlv<'_>) -> Result<Option<Vec<u8>>, CrlError> {
    let list = tlv::parse_exactly(explicit.value, 0x30)?;
    refuse_partial(&mut list.children())?;
    let mut identifier = None;
    let mut extensions = list.children();
    while !extensions.is_empty() {
        let mut extension = extensions.expect(0x30)?.children();
        let kind = extension.expect(0x06)?.value;
        extension.optional(0x01)?;
        if kind == [0x55, 0x1D, 0x23] {
            let value = tlv::parse_exactly(extension.expect(0x04)?.value, 0x30)?;
            identifier = value.children().optional(0x80)?.map(|object| object.value.to_vec());
        }
    }
    Ok(identifier)
}

/// Delta lists (2.5.29.27), lists of some certificates alone (2.5.29.28) and entries of other issuers (2.5.29.29) are not
/// what a CSCA issues.
fn refuse_partial(extensions: &mut Reader<'_>) -> Result<(), CrlError> {
    while !extensions.is_empty() {
        let kind = extensions.expect(0x30)?.children().expect(0x06)?.value;
        if matches!(kind, [0x55, 0x1D, 0x1B..=0x1D]) {
            return Err(CrlError::Partial);
        }
    }
    Ok(())
}
