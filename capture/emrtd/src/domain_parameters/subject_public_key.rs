//! `SubjectPublicKeyInfo` as DG14 and DG15 carry it, ICAO 9303-11 §6.1 and §9.2.6.

use super::curve::{Curve, from_algorithm_parameters};
use crate::tlv::{self, Tlv, TlvError};
use openssl::bn::{BigNum, BigNumContext};
use openssl::ec::{EcKey, EcPoint};
use openssl::error::ErrorStack;
use openssl::pkey::{PKey, Public};
use openssl::rsa::Rsa;
use thiserror::Error;

/// Moduli longer than this are refused: nothing in a chip is, and they only cost time.
const MAXIMUM_MODULUS: usize = 1024;

/// Public exponents longer than this are refused.
const MAXIMUM_EXPONENT: usize = 8;

/// Why a public key cannot be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum PublicKeyError {
    /// The bytes are not a `SubjectPublicKeyInfo`.
    #[error("public key is malformed")]
    Malformed,
    /// Another algorithm than RSA and elliptic curves, for example Diffie-Hellman over integers.
    #[error("public key algorithm is not supported")]
    UnsupportedAlgorithm,
    /// An elliptic curve that is not standardized by ICAO 9303-11.
    #[error("elliptic curve is not supported")]
    UnsupportedCurve,
    /// A prime, order and generator that are not standardized by ICAO 9303-11.
    #[error("Diffie-Hellman group is not supported")]
    UnsupportedGroup,
}

impl From<TlvError> for PublicKeyError {
    fn from(_: TlvError) -> Self {
        Self::Malformed
    }
}

/// A public key of a chip, a terminal or whoever signs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PublicKey {
    /// An RSA key.
    Rsa(RsaPublicKey),
    /// A point of a standardized curve.
    Ec(EcPublicKey),
}

/// An RSA public key, both numbers big-endian without leading zeros.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RsaPublicKey {
    /// n
    pub modulus: Vec<u8>,
    /// e
    pub exponent: Vec<u8>,
}

/// A public point on a standardized curve; that it lies there is proven only by using it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EcPublicKey {
    /// The curve.
    pub curve: Curve,
    /// The point, uncompressed.
    pub point: Vec<u8>,
}

impl PublicKey {
    /// Reads a DER `SubjectPublicKeyInfo`; explicit parameters are mapped to the named curve they spell out whole.
    pub fn from_subject_public_key_info(der: &[u8]) -> Result<Self, PublicKeyError> {
        const RSA: [u8; 9] = [0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x01, 0x01];
        const EC: [u8; 7] = [0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x02, 0x01];
        const STANDARDIZED: [u8; 7] = [0x04, 0x00, 0x7F, 0x00, 0x07, 0x01, 0x02];
        let mut info = tlv::parse_exactly(der, 0x30)?.children();
        let mut algorithm = info.expect(0x30)?.children();
        let oid = algorithm.expect(0x06)?.value;
        let parameters = algorithm.next_object()?;
        let key = bit_string(info.expect(0x03)?)?;
        info.finish()?;
        if oid == RSA {
            return RsaPublicKey::parse(key).map(Self::Rsa);
        }
        let parameters = parameters.ok_or(PublicKeyError::Malformed);
        let curve = match oid {
            _ if oid == EC => from_algorithm_parameters(&parameters?),
            _ if oid == STANDARDIZED => from_parameter_id(&parameters?),
            _ => return Err(PublicKeyError::UnsupportedAlgorithm),
        };
        let curve = curve.ok_or(PublicKeyError::UnsupportedCurve)?;
        Ok(Self::Ec(EcPublicKey { curve, point: key.to_vec() }))
    }

    /// True when this is the other one, however each is written, and a key at all.
    pub fn is(&self, other: &Self) -> bool {
        let both = self.library_key().and_then(|one| Ok((one, other.library_key()?)));
        both.is_ok_and(|(one, other)| one.public_eq(&other))
    }

    /// The key as the library takes it.
    pub(crate) fn library_key(&self) -> Result<PKey<Public>, ErrorStack> {
        match self {
            Self::Rsa(key) => {
                let modulus = BigNum::from_slice(&key.modulus)?;
                let exponent = BigNum::from_slice(&key.exponent)?;
                PKey::from_rsa(Rsa::from_public_components(modulus, exponent)?)
            }
            Self::Ec(key) => PKey::from_ec_key(key.library_key()?),
        }
    }
}

impl RsaPublicKey {
    fn parse(der: &[u8]) -> Result<Self, PublicKeyError> {
        let mut key = tlv::parse_exactly(der, 0x30)?.children();
        let modulus = positive(key.expect(0x02)?)?;
        let exponent = positive(key.expect(0x02)?)?;
        key.finish()?;
        Self { modulus, exponent }.bounded()
    }

    /// This key, unless its numbers are longer than any that is in use.
    pub(crate) fn bounded(self) -> Result<Self, PublicKeyError> {
        let bounded = self.modulus.len() <= MAXIMUM_MODULUS && self.exponent.len() <= MAXIMUM_EXPONENT;
        if bounded { Ok(self) } else { Err(PublicKeyError::UnsupportedAlgorithm) }
    }
}

impl EcPublicKey {
    /// The key as the library computes with it, if its point lies on the curve.
    pub(crate) fn library_key(&self) -> Result<EcKey<Public>, ErrorStack> {
        let group = self.curve.group()?;
        let point = EcPoint::from_bytes(&group, &self.point, &mut *BigNumContext::new()?)?;
        let library_key = EcKey::from_public_key(&group, &point)?;
        library_key.check_key()?;
        Ok(library_key)
    }
}

fn from_parameter_id(parameters: &Tlv<'_>) -> Option<Curve> {
    match (parameters.tag, parameters.value) {
        (0x02, [id]) => Curve::from_parameter_id(u64::from(*id)),
        _ => None,
    }
}

pub(super) fn bit_string(object: Tlv<'_>) -> Result<&[u8], PublicKeyError> {
    match object.value {
        [0, bits @ ..] => Ok(bits),
        _ => Err(PublicKeyError::Malformed),
    }
}

pub(super) fn positive(integer: Tlv<'_>) -> Result<Vec<u8>, PublicKeyError> {
    let digits: Vec<u8> = integer.value.iter().copied().skip_while(|byte| *byte == 0).collect();
    let negative = integer.value.first().is_some_and(|byte| byte & 0x80 != 0);
    if digits.is_empty() || negative { Err(PublicKeyError::Malformed) } else { Ok(digits) }
}
