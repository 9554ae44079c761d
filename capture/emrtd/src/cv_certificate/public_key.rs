//! The public key of a card verifiable certificate, TR-03110-3 §D.3: RSA, or a point with or without its curve.

use super::CvCertificateError;
use crate::domain_parameters::{Curve, EcPublicKey, ExplicitParameters, PublicKey, RsaPublicKey};
use crate::signing::SignatureAlgorithm;
use crate::tlv::{Reader, Tlv};

/// A public key as it stands in a certificate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CvPublicKey {
    /// How its holder signs.
    pub algorithm: SignatureAlgorithm,
    numbers: Numbers,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Numbers {
    Rsa(RsaPublicKey),
    /// Without a curve the authority's stands.
    Point(Option<Curve>, Vec<u8>),
}

/// A public key with all that is needed to check a signature.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CvKey {
    /// How its holder signs.
    pub algorithm: SignatureAlgorithm,
    /// The key.
    pub public_key: PublicKey,
}

impl CvPublicKey {
    /// Reads the content of data object 7F49.
    pub(super) fn parse(object: Tlv<'_>) -> Result<Self, CvCertificateError> {
        let mut fields = object.children();
        let algorithm = SignatureAlgorithm::from_oid(fields.expect(0x06)?.value)
            .ok_or(CvCertificateError::UnsupportedAlgorithm)?;
        let numbers = match algorithm {
            SignatureAlgorithm::Ecdsa(_) => point(&mut fields)?,
            SignatureAlgorithm::RsaPkcs1(_) | SignatureAlgorithm::RsaPss(_) => rsa(&mut fields)?,
        };
        fields.finish()?;
        Ok(Self { algorithm, numbers })
    }

    /// The key by itself; `None` when it lacks its curve.
    pub fn key(&self) -> Option<CvKey> {
        self.with_curve(None)
    }

    /// The key, on its issuer's curve where it names none; `None` when the issuer has none either.
    pub fn inherit(&self, issuer: &CvKey) -> Option<CvKey> {
        match &issuer.public_key {
            PublicKey::Ec(key) => self.with_curve(Some(key.curve)),
            PublicKey::Rsa(_) => self.with_curve(None),
        }
    }

    fn with_curve(&self, inherited: Option<Curve>) -> Option<CvKey> {
        let public_key = match &self.numbers {
            Numbers::Rsa(key) => PublicKey::Rsa(key.clone()),
            Numbers::Point(curve, point) => {
                PublicKey::Ec(EcPublicKey { curve: curve.or(inherited)?, point: point.clone() })
            }
        };
        Some(CvKey { algorithm: self.algorithm, public_key })
    }
}

fn rsa(fields: &mut Reader<'_>) -> Result<Numbers, CvCertificateError> {
    let modulus = positive(fields.expect(0x81)?)?;
    let exponent = positive(fields.expect(0x82)?)?;
    let key = RsaPublicKey { modulus, exponent }.bounded();
    key.map(Numbers::Rsa).map_err(|_| CvCertificateError::UnsupportedAlgorithm)
}

/// The numbers are unsigned: a leading zero is not needed, and allowed.
fn positive(object: Tlv<'_>) -> Result<Vec<u8>, CvCertificateError> {
    let digits: Vec<u8> = object.value.iter().copied().skip_while(|byte| *byte == 0).collect();
    if digits.is_empty() { Err(CvCertificateError::Malformed) } else { Ok(digits) }
}

fn point(fields: &mut Reader<'_>) -> Result<Numbers, CvCertificateError> {
    let Some(prime) = fields.optional(0x81)? else {
        return Ok(Numbers::Point(None, fields.expect(0x86)?.value.to_vec()));
    };
    let a = fields.expect(0x82)?.value;
    let b = fields.expect(0x83)?.value;
    let generator = fields.expect(0x84)?.value;
    let order = fields.expect(0x85)?.value;
    let point = fields.expect(0x86)?.value.to_vec();
    let cofactor = Some(fields.expect(0x87)?.value);
    let spelled_out = ExplicitParameters { prime: prime.value, a, b, generator, order, cofactor };
    let curve = Curve::from_numbers(&spelled_out).ok_or(CvCertificateError::UnsupportedCurve)?;
    Ok(Numbers::Point(Some(curve), point))
}
