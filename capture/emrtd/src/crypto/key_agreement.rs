//! Elliptic curve Diffie-Hellman on standardized and on mapped domain parameters, ICAO 9303-11 §9.5 and §9.6.

use super::secret_number::SecretNumber;
use super::{Cipher, integrated_mapping};
use crate::domain_parameters::Curve;
use crate::protocol::{NoRandomness, Randomness};
use openssl::bn::{BigNum, BigNumContext};
use openssl::ec::{EcGroup, EcPoint, PointConversionForm};
use thiserror::Error;
use zeroize::Zeroizing;

/// Why a key agreement could not be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum KeyAgreementError {
    /// The other side's public key is not an uncompressed point of the curve other than infinity, or no element of the
    /// subgroup other than one.
    #[error("the other side's public key is no element of the group")]
    InvalidPublicKey,
    /// The private key is zero or not below the order.
    #[error("private key is out of range")]
    InvalidPrivateKey,
    /// A nonce has not the length of its cipher.
    #[error("nonce has a wrong length")]
    InvalidNonce,
    /// The integrated mapping is not defined for the curve.
    #[error("the integrated mapping is not defined for this curve")]
    UnsupportedMapping,
    /// The cryptographic library refused the operation, or there are no random numbers.
    #[error("the cryptographic library failed")]
    Library,
}

impl From<openssl::error::ErrorStack> for KeyAgreementError {
    fn from(_: openssl::error::ErrorStack) -> Self {
        Self::Library
    }
}

impl From<NoRandomness> for KeyAgreementError {
    fn from(_: NoRandomness) -> Self {
        Self::Library
    }
}

/// A curve with a generator, which PACE maps to another one. All standardized curves have cofactor 1.
pub struct EcDomain {
    curve: Curve,
    group: EcGroup,
    generator: EcPoint,
}

impl EcDomain {
    /// The curve with its standardized generator.
    pub fn new(curve: Curve) -> Result<Self, KeyAgreementError> {
        let group = curve.group()?;
        let generator = group.generator_opt().ok_or(KeyAgreementError::Library)?.to_owned(&group)?;
        Ok(Self { curve, group, generator })
    }

    /// The curve.
    pub fn curve(&self) -> Curve {
        self.curve
    }

    /// The generator, uncompressed.
    pub fn generator(&self) -> Result<Vec<u8>, KeyAgreementError> {
        self.encode(&self.generator)
    }

    /// Generic mapping, ICAO 9303-11 §4.4.3.3.1: G' = s·G + H with H the point both sides agreed on by `own` and `peer`.
    pub fn map_generic(&self, nonce: &[u8], own: &EcKeyPair, peer: &[u8]) -> Result<Self, KeyAgreementError> {
        let mut context = BigNumContext::new()?;
        let shared = own.shared_point(peer)?;
        let scalar = SecretNumber::from_bytes(nonce)?;
        let mut scaled = EcPoint::new(&self.group)?;
        scaled.mul2(&self.group, &self.generator, scalar.number(), &mut context)?;
        let mut generator = EcPoint::new(&self.group)?;
        generator.add(&self.group, &scaled, &shared, &mut context)?;
        if generator.is_infinity(&self.group) {
            return Err(KeyAgreementError::InvalidPublicKey);
        }
        Ok(Self { curve: self.curve, group: self.curve.group()?, generator })
    }

    /// Integrated mapping, ICAO 9303-11 §4.4.3.3.2: G' = f_G(R_p(s, t)).
    ///
    /// The point encoding needs a prime that leaves 3 modulo 4: P-224 has another.
    pub fn map_integrated(
        &self,
        cipher: Cipher,
        nonce: &[u8],
        terminal_nonce: &[u8],
    ) -> Result<Self, KeyAgreementError> {
        let point = integrated_mapping::to_point(self.curve, cipher, nonce, terminal_nonce)?;
        Self::with_generator(self.curve, &point)
    }

    /// The curve with this point, uncompressed, as its generator.
    pub fn with_generator(curve: Curve, generator: &[u8]) -> Result<Self, KeyAgreementError> {
        let domain = Self::new(curve)?;
        let generator = domain.point(generator)?;
        Ok(Self { generator, ..domain })
    }

    fn point(&self, bytes: &[u8]) -> Result<EcPoint, KeyAgreementError> {
        let length = self.curve.field_length().saturating_mul(2).saturating_add(1);
        if bytes.len() != length || bytes.first() != Some(&0x04) {
            return Err(KeyAgreementError::InvalidPublicKey);
        }
        let mut context = BigNumContext::new()?;
        let point = EcPoint::from_bytes(&self.group, bytes, &mut context)
            .map_err(|_| KeyAgreementError::InvalidPublicKey)?;
        if point.is_infinity(&self.group) || !point.is_on_curve(&self.group, &mut context)? {
            return Err(KeyAgreementError::InvalidPublicKey);
        }
        Ok(point)
    }

    fn encode(&self, point: &EcPoint) -> Result<Vec<u8>, KeyAgreementError> {
        let mut context = BigNumContext::new()?;
        Ok(point.to_bytes(&self.group, PointConversionForm::UNCOMPRESSED, &mut context)?)
    }
}

/// A key pair on an [`EcDomain`]; the private key is wiped when it is dropped.
pub struct EcKeyPair {
    curve: Curve,
    private: Zeroizing<Vec<u8>>,
    public: Vec<u8>,
}

impl EcKeyPair {
    /// A fresh key pair.
    pub fn generate(domain: &EcDomain, randomness: &mut impl Randomness) -> Result<Self, KeyAgreementError> {
        let order = order(&domain.group)?;
        let private = SecretNumber::draw(&order, domain.curve.order_length(), randomness)?;
        Self::from_private(domain, &private)
    }

    /// The key pair of a known private key, big-endian.
    pub fn from_private(domain: &EcDomain, private: &[u8]) -> Result<Self, KeyAgreementError> {
        let scalar = SecretNumber::from_bytes(private)?;
        let in_range = scalar.number().num_bits() > 0 && *scalar.number() < *order(&domain.group)?;
        if !in_range {
            return Err(KeyAgreementError::InvalidPrivateKey);
        }
        let mut context = BigNumContext::new()?;
        let mut point = EcPoint::new(&domain.group)?;
        point.mul2(&domain.group, &domain.generator, scalar.number(), &mut context)?;
        let private = scalar.to_bytes(domain.curve.order_length())?;
        Ok(Self { curve: domain.curve, private, public: domain.encode(&point)? })
    }

    /// The public key, an uncompressed point.
    pub fn public_key(&self) -> &[u8] {
        &self.public
    }

    /// The private key, big-endian, as long as the order.
    pub fn private_key(&self) -> &[u8] {
        &self.private
    }

    /// The shared secret with a public key: the x coordinate, as long as the field (ICAO 9303-11 §9.6).
    pub fn shared_secret(&self, peer: &[u8]) -> Result<Zeroizing<Vec<u8>>, KeyAgreementError> {
        let group = self.curve.group()?;
        let mut context = BigNumContext::new()?;
        let point = self.shared_point(peer)?;
        let (mut x, mut y) = (SecretNumber::zero()?, SecretNumber::zero()?);
        point.affine_coordinates(&group, x.number_mut(), y.number_mut(), &mut context)?;
        x.to_bytes(self.curve.field_length())
    }

    fn shared_point(&self, peer: &[u8]) -> Result<EcPoint, KeyAgreementError> {
        let domain = EcDomain::new(self.curve)?;
        let peer = domain.point(peer)?;
        let scalar = SecretNumber::from_bytes(&self.private)?;
        let mut context = BigNumContext::new()?;
        let mut shared = EcPoint::new(&domain.group)?;
        shared.mul2(&domain.group, &peer, scalar.number(), &mut context)?;
        if shared.is_infinity(&domain.group) {
            return Err(KeyAgreementError::InvalidPublicKey);
        }
        Ok(shared)
    }
}

fn order(group: &EcGroup) -> Result<BigNum, KeyAgreementError> {
    let mut order = BigNum::new()?;
    group.order(&mut order, &mut *BigNumContext::new()?)?;
    Ok(order)
}
