//! SubjectPublicKeyInfo, RFC 5280 §4.1.2.7 with RFC 3279 §2.3.1 and §2.3.5, made ready to verify signatures.

use super::{SignatureAlgorithm, curve::Curve, ecdsa::EcdsaKey, explicit, rsa::RsaKey};
use emrtd::tlv::{self, Reader, TlvError};
use std::fmt;
use thiserror::Error;

const RSA_ENCRYPTION: &[u8] = &[0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x01, 0x01];
const RSASSA_PSS: &[u8] = &[0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x01, 0x0A];
const EC_PUBLIC_KEY: &[u8] = &[0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x02, 0x01];

/// Why bytes are not a public key that can be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum PublicKeyError {
    /// A data object is not where it must be.
    #[error("not a public key: {0}")]
    Structure(#[from] TlvError),
    /// A key of another kind than RSA and elliptic curves.
    #[error("public key of an unknown kind")]
    UnknownAlgorithm,
    /// The curve is none of those that ICAO 9303-12 allows.
    #[error("public key on an unknown curve")]
    UnknownCurve,
    /// The public point cannot be one of the curve.
    #[error("public key that is no point of its curve")]
    NotAPoint,
}

/// Why a signature does not count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum SignatureError {
    /// It was not made with this key over this message.
    #[error("signature is invalid")]
    Invalid,
    /// The key is of another kind than the algorithm.
    #[error("signature algorithm is not one of the key")]
    WrongAlgorithm,
    /// The key is none with which signatures can be verified.
    #[error("public key is unusable")]
    UnusableKey,
}

/// The same for two keys exactly when either verifies what the other does.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct KeyIdentity {
    kind: &'static str,
    first: Vec<u8>,
    second: Vec<u8>,
}

/// A public key, ready to verify any number of signatures.
pub struct PublicKey(Kind);

enum Kind {
    Rsa(RsaKey),
    Ecdsa(EcdsaKey),
}

impl PublicKey {
    /// Reads SubjectPublicKeyInfo, for one signature or two.
    pub fn parse(info: &[u8]) -> Result<Self, PublicKeyError> {
        Self::parse_for(info, false)
    }

    /// Reads SubjectPublicKeyInfo, for many signatures.
    pub fn parse_for_reuse(info: &[u8]) -> Result<Self, PublicKeyError> {
        Self::parse_for(info, true)
    }

    fn parse_for(info: &[u8], reused: bool) -> Result<Self, PublicKeyError> {
        let mut reader = tlv::parse_exactly(info, 0x30)?.children();
        let mut algorithm = reader.expect(0x30)?.children();
        let key = reader.expect(0x03)?.value;
        let key = key.strip_prefix(&[0]).ok_or(TlvError::Truncated)?;
        reader.finish()?;
        match algorithm.expect(0x06)?.value {
            RSA_ENCRYPTION | RSASSA_PSS => parse_rsa(key, reused).map(|key| Self(Kind::Rsa(key))),
            EC_PUBLIC_KEY => {
                let curve = parse_curve(&mut algorithm)?.ok_or(PublicKeyError::UnknownCurve)?;
                let key = EcdsaKey::new(curve, key).ok_or(PublicKeyError::NotAPoint)?;
                Ok(Self(Kind::Ecdsa(key)))
            }
            _ => Err(PublicKeyError::UnknownAlgorithm),
        }
    }

    /// Verifies a signature over the whole message.
    pub fn verify(
        &self,
        algorithm: SignatureAlgorithm,
        message: &[u8],
        signature: &[u8],
    ) -> Result<(), SignatureError> {
        match (&self.0, algorithm) {
            (Kind::Ecdsa(key), SignatureAlgorithm::Ecdsa(digest)) => key.verify(digest, message, signature),
            (Kind::Rsa(key), SignatureAlgorithm::RsaPkcs1(_) | SignatureAlgorithm::RsaPss { .. }) => {
                key.verify(algorithm, message, signature)
            }
            _ => Err(SignatureError::WrongAlgorithm),
        }
    }

    /// The length of the modulus or of the curve's order in bits.
    pub fn bits(&self) -> u32 {
        match &self.0 {
            Kind::Rsa(key) => key.bits(),
            Kind::Ecdsa(key) => key.curve.bits,
        }
    }

    /// What the key is, however it was written: curve and point, or modulus and exponent.
    pub fn identity(&self) -> KeyIdentity {
        let (kind, first, second) = match &self.0 {
            Kind::Rsa(key) => ("rsa", key.numbers().0, key.numbers().1),
            Kind::Ecdsa(key) => (key.curve.name, key.point(), &[][..]),
        };
        KeyIdentity { kind, first: first.to_vec(), second: second.to_vec() }
    }

    /// True for a key on an elliptic curve.
    pub fn is_elliptic(&self) -> bool {
        matches!(self.0, Kind::Ecdsa(_))
    }
}

/// As in reports: `rsa-2048`, `P-256`, `brainpoolP384r1`.
impl fmt::Display for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Kind::Rsa(key) => write!(f, "rsa-{}", key.bits()),
            Kind::Ecdsa(key) => f.write_str(key.curve.name),
        }
    }
}

impl fmt::Debug for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

fn parse_rsa(key: &[u8], reused: bool) -> Result<RsaKey, PublicKeyError> {
    let mut reader = tlv::parse_exactly(key, 0x30)?.children();
    let modulus = positive(reader.expect(0x02)?.value);
    let exponent = positive(reader.expect(0x02)?.value);
    reader.finish()?;
    Ok(RsaKey::new(modulus.to_vec(), exponent.to_vec(), reused))
}

fn positive(integer: &[u8]) -> &[u8] {
    let zeros = integer.iter().take_while(|byte| **byte == 0).count();
    integer.get(zeros..).unwrap_or_default()
}

/// A name or explicit parameters; a curve inherited from the issuer is not accepted.
fn parse_curve(algorithm: &mut Reader<'_>) -> Result<Option<&'static Curve>, PublicKeyError> {
    let parameters = algorithm.any()?;
    algorithm.finish()?;
    Ok(match parameters.tag {
        0x06 => Curve::from_oid(parameters.value),
        0x30 => explicit::named_curve(&parameters),
        _ => None,
    })
}
