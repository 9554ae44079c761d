//! X.509 certificates of CSCAs, document signers and master list signers, RFC 5280 §4.1, read without copying.
//!
//! The reader takes what real states issue (odd serial numbers, explicit curve parameters); a public key is not
//! looked into before it is needed.

use super::{extension::Extensions, instant::parse_time, name::Name};
use emrtd::cms::{AlgorithmIdentifier, CmsError, SignerIdentifier};
use emrtd::tlv::{self, Reader, TlvError};
use thiserror::Error;
use time::OffsetDateTime;

/// Why bytes are not a certificate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum CertificateError {
    /// A data object is not where it must be.
    #[error("not a certificate: {0}")]
    Structure(#[from] TlvError),
    /// An algorithm identifier cannot be read.
    #[error("not a certificate: {0}")]
    Algorithm(#[from] CmsError),
    /// A validity date is none.
    #[error("certificate with a validity that cannot be read")]
    Validity,
    /// The algorithm outside the signature is not the one inside.
    #[error("certificate names two signature algorithms")]
    AlgorithmMismatch,
    /// The signature is no sequence of whole bytes.
    #[error("certificate with a signature that cannot be one")]
    Signature,
}

/// A certificate, borrowed from its DER bytes.
pub(crate) struct Certificate<'a> {
    /// The signed bytes.
    pub to_be_signed: &'a [u8],
    /// The content bytes of the serial number.
    pub serial_number: &'a [u8],
    /// Who issued it.
    pub issuer: Name<'a>,
    /// Whose key it certifies.
    pub subject: Name<'a>,
    /// The first moment of its validity.
    pub not_before: OffsetDateTime,
    /// The last moment of its validity.
    pub not_after: OffsetDateTime,
    /// SubjectPublicKeyInfo, header included.
    pub public_key: &'a [u8],
    /// What its extensions say.
    pub extensions: Extensions<'a>,
    /// The algorithm of the issuer's signature.
    pub signature_algorithm: AlgorithmIdentifier,
    /// The issuer's signature.
    pub signature: &'a [u8],
}

impl<'a> Certificate<'a> {
    /// Reads exactly one certificate.
    pub fn parse(der: &'a [u8]) -> Result<Self, CertificateError> {
        let mut outer = tlv::parse_exactly(der, 0x30)?.children();
        let to_be_signed = outer.expect(0x30)?;
        let algorithm = outer.expect(0x30)?;
        let signature = bits(outer.expect(0x03)?.value).ok_or(CertificateError::Signature)?;
        outer.finish()?;

        let mut reader = to_be_signed.children();
        reader.optional(0xA0)?;
        let serial_number = reader.expect(0x02)?.value;
        if reader.expect(0x30)?.raw != algorithm.raw {
            return Err(CertificateError::AlgorithmMismatch);
        }
        let issuer = Name::parse(&reader.expect(0x30)?)?;
        let (not_before, not_after) = validity(reader.expect(0x30)?.children())?;
        let subject = Name::parse(&reader.expect(0x30)?)?;
        let public_key = reader.expect(0x30)?.raw;
        Ok(Self {
            to_be_signed: to_be_signed.raw,
            serial_number,
            issuer,
            subject,
            not_before,
            not_after,
            public_key,
            extensions: extensions(&mut reader)?,
            signature_algorithm: AlgorithmIdentifier::parse(algorithm.value)?,
            signature,
        })
    }

    /// True when this certificate is the one a CMS signer names.
    pub fn is_named_by(&self, signer: &SignerIdentifier) -> bool {
        match signer {
            SignerIdentifier::IssuerAndSerialNumber { issuer, serial_number } => {
                self.serial_number == serial_number && self.is_issued_by(issuer)
            }
            SignerIdentifier::SubjectKeyIdentifier(identifier) => {
                self.extensions.subject_key_identifier == Some(identifier)
            }
        }
    }

    /// Byte by byte, or as RFC 5280 §7.1 compares where the string types differ.
    fn is_issued_by(&self, issuer: &[u8]) -> bool {
        self.issuer.raw == issuer
            || tlv::parse_exactly(issuer, 0x30)
                .and_then(|object| Name::parse(&object))
                .is_ok_and(|name| name.comparable() == self.issuer.comparable())
    }

    /// True when `moment` lies within its validity.
    pub fn is_valid_at(&self, moment: OffsetDateTime) -> bool {
        (self.not_before..=self.not_after).contains(&moment)
    }
}

fn validity(mut reader: Reader<'_>) -> Result<(OffsetDateTime, OffsetDateTime), CertificateError> {
    let not_before = parse_time(&reader.any()?).ok_or(CertificateError::Validity)?;
    let not_after = parse_time(&reader.any()?).ok_or(CertificateError::Validity)?;
    reader.finish()?;
    Ok((not_before, not_after))
}

fn extensions<'a>(reader: &mut Reader<'a>) -> Result<Extensions<'a>, CertificateError> {
    reader.optional(0x81)?;
    reader.optional(0x82)?;
    let extensions = match reader.optional(0xA3)? {
        Some(explicit) => Extensions::parse(&explicit)?,
        None => Extensions::default(),
    };
    reader.finish()?;
    Ok(extensions)
}

/// The content of a BIT STRING that has no unused bits.
pub(crate) fn bits(content: &[u8]) -> Option<&[u8]> {
    match content {
        [0, bytes @ ..] => Some(bytes),
        _ => None,
    }
}
