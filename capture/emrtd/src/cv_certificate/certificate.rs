//! A card verifiable certificate, TR-03110-3 §C.1: body and signature in a data object 7F21.

use super::{
    CvCertificateError, CvKey, CvPublicKey, HolderAuthorization, PublicKeyReference, SignatureError,
};
use crate::mrz::CalendarDate;
use crate::tlv::{self, Reader};

/// A card verifiable certificate. That it was read says nothing of its signature.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CvCertificate {
    /// Certification Authority Reference: the key that signed it.
    pub authority: PublicKeyReference,
    /// Certificate Holder Reference: the name of the key in it.
    pub holder: PublicKeyReference,
    /// The holder's public key.
    pub public_key: CvPublicKey,
    /// Certificate Holder Authorization Template.
    pub authorization: HolderAuthorization,
    /// The first day on which it is valid.
    pub effective: CalendarDate,
    /// The last day on which it is valid.
    pub expiration: CalendarDate,
    body: Vec<u8>,
    signature: Vec<u8>,
}

impl CvCertificate {
    /// Reads exactly one certificate.
    pub fn parse(bytes: &[u8]) -> Result<Self, CvCertificateError> {
        let mut parts = tlv::parse_exactly(bytes, 0x7F21)?.children();
        let body = parts.expect(0x7F4E)?;
        let signature = parts.expect(0x5F37)?;
        parts.finish()?;
        Self::from_parts(body, signature.value)
    }

    /// Reads body and signature as PSO:Verify Certificate carries them, without the data object 7F21 around them.
    pub fn from_command(data: &[u8]) -> Result<Self, CvCertificateError> {
        Self::parse(&tlv::encode(0x7F21, data))
    }

    fn from_parts(body: tlv::Tlv<'_>, signature: &[u8]) -> Result<Self, CvCertificateError> {
        let mut fields = body.children();
        if fields.expect(0x5F29)?.value != [0] {
            return Err(CvCertificateError::UnsupportedProfile);
        }
        let certificate = Self {
            authority: PublicKeyReference::parse(fields.expect(0x42)?.value)?,
            public_key: CvPublicKey::parse(fields.expect(0x7F49)?)?,
            holder: PublicKeyReference::parse(fields.expect(0x5F20)?.value)?,
            authorization: HolderAuthorization::parse(fields.expect(0x7F4C)?)?,
            effective: date(fields.expect(0x5F25)?.value)?,
            expiration: date(fields.expect(0x5F24)?.value)?,
            body: body.raw.to_vec(),
            signature: signature.to_vec(),
        };
        skip_extensions(fields)?;
        let in_order = certificate.effective <= certificate.expiration;
        if in_order { Ok(certificate) } else { Err(CvCertificateError::Dates) }
    }

    /// Body and signature one after the other: the data of PSO:Verify Certificate.
    pub fn to_command(&self) -> Vec<u8> {
        [self.body.clone(), tlv::encode(0x5F37, &self.signature)].concat()
    }

    /// The whole certificate.
    pub fn to_bytes(&self) -> Vec<u8> {
        tlv::encode(0x7F21, &self.to_command())
    }

    /// True when the key in it signed it (if its signature stands).
    pub fn is_self_signed(&self) -> bool {
        self.authority == self.holder
    }

    /// Checks the signature with the key of its authority.
    pub fn verify(&self, issuer: &CvKey) -> Result<(), SignatureError> {
        issuer.verify(&self.body, &self.signature)
    }
}

fn skip_extensions(mut fields: Reader<'_>) -> Result<(), CvCertificateError> {
    if let Some(extensions) = fields.optional(0x65)? {
        let mut extensions = extensions.children();
        while !extensions.is_empty() {
            extensions.expect(0x73)?;
        }
    }
    Ok(fields.finish()?)
}

/// Six digits, each in a byte of its own: YYMMDD of this century.
fn date(digits: &[u8]) -> Result<CalendarDate, CvCertificateError> {
    let number = |tens: u8, units: u8| {
        (tens <= 9 && units <= 9).then(|| tens.saturating_mul(10).saturating_add(units))
    };
    let day = |digits: &[u8]| {
        let [a, b, c, d, e, f] = *digits else { return None };
        CalendarDate::new(u16::from(number(a, b)?).saturating_add(2000), number(c, d)?, number(e, f)?)
    };
    day(digits).ok_or(CvCertificateError::Dates)
}
