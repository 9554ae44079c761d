//! SignerInfo, RFC 5652 §5.3.

use super::{AlgorithmIdentifier, CmsError, SignedAttributes};
use crate::tlv::Tlv;

/// One signature over the content.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignerInfo {
    /// Whose certificate holds the key.
    pub identifier: SignerIdentifier,
    /// The algorithm of the content's digest.
    pub digest_algorithm: AlgorithmIdentifier,
    /// What the signature is over.
    pub signed_attributes: SignedAttributes,
    /// The algorithm of the signature.
    pub signature_algorithm: AlgorithmIdentifier,
    /// The signature itself.
    pub signature: Vec<u8>,
}

/// How a signer names its certificate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SignerIdentifier {
    /// By the certificate's issuer and serial number.
    IssuerAndSerialNumber {
        /// The issuer's Name, header included.
        issuer: Vec<u8>,
        /// The content bytes of the serial number.
        serial_number: Vec<u8>,
    },
    /// By the certificate's subject key identifier.
    SubjectKeyIdentifier(Vec<u8>),
}

impl SignerInfo {
    pub(super) fn parse(object: &Tlv<'_>) -> Result<Self, CmsError> {
        let mut reader = object.children();
        reader.expect(0x02)?;
        let identifier = SignerIdentifier::parse(&reader.any()?)?;
        let digest_algorithm = AlgorithmIdentifier::parse(reader.expect(0x30)?.value)?;
        let attributes = reader.optional(0xA0)?.ok_or(CmsError::MissingAttribute)?;
        let signed_attributes = SignedAttributes::parse(attributes.value)?;
        let signature_algorithm = AlgorithmIdentifier::parse(reader.expect(0x30)?.value)?;
        let signature = reader.expect(0x04)?.value.to_vec();
        reader.optional(0xA1)?;
        reader.finish()?;
        Ok(Self { identifier, digest_algorithm, signed_attributes, signature_algorithm, signature })
    }
}

impl SignerIdentifier {
    fn parse(object: &Tlv<'_>) -> Result<Self, CmsError> {
        match object.tag {
            0x30 => {
                let mut reader = object.children();
                let issuer = reader.expect(0x30)?.raw.to_vec();
                let serial_number = reader.expect(0x02)?.value.to_vec();
                reader.finish()?;
                Ok(Self::IssuerAndSerialNumber { issuer, serial_number })
            }
            0x80 => Ok(Self::SubjectKeyIdentifier(object.value.to_vec())),
            _ => Err(CmsError::UnknownSignerIdentifier),
        }
    }
}
