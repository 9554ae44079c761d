//! Key agreement without regard to the kind of group: what PACE runs on, ICAO 9303-11 §9.6.

use super::{Cipher, DhDomain, DhKeyPair, EcDomain, EcKeyPair, KeyAgreementError};
use crate::domain_parameters::DomainParameters;
use crate::protocol::Randomness;
use zeroize::Zeroizing;

/// A group with a generator.
pub enum Domain {
    /// An elliptic curve.
    Ec(EcDomain),
    /// Integers modulo a prime.
    Dh(DhDomain),
}

impl Domain {
    /// The standardized parameters with their generator.
    pub fn new(parameters: DomainParameters) -> Result<Self, KeyAgreementError> {
        Ok(match parameters {
            DomainParameters::Ec(curve) => Self::Ec(EcDomain::new(curve)?),
            DomainParameters::Modp(group) => Self::Dh(DhDomain::new(group)?),
        })
    }

    /// The generator: an uncompressed point, or an integer as long as the prime.
    pub fn generator(&self) -> Result<Vec<u8>, KeyAgreementError> {
        match self {
            Self::Ec(domain) => domain.generator(),
            Self::Dh(domain) => domain.generator(),
        }
    }

    /// Generic mapping, ICAO 9303-11 §4.4.3.3.1.
    pub fn map_generic(&self, nonce: &[u8], own: &KeyPair, peer: &[u8]) -> Result<Self, KeyAgreementError> {
        match (self, own) {
            (Self::Ec(domain), KeyPair::Ec(own)) => domain.map_generic(nonce, own, peer).map(Self::Ec),
            (Self::Dh(domain), KeyPair::Dh(own)) => domain.map_generic(nonce, own, peer).map(Self::Dh),
            _ => Err(KeyAgreementError::InvalidPrivateKey),
        }
    }

    /// Integrated mapping, ICAO 9303-11 §4.4.3.3.2.
    pub fn map_integrated(
        &self,
        cipher: Cipher,
        nonce: &[u8],
        terminal_nonce: &[u8],
    ) -> Result<Self, KeyAgreementError> {
        match self {
            Self::Ec(domain) => domain.map_integrated(cipher, nonce, terminal_nonce).map(Self::Ec),
            Self::Dh(domain) => domain.map_integrated(cipher, nonce, terminal_nonce).map(Self::Dh),
        }
    }
}

/// A key pair on a [`Domain`].
pub enum KeyPair {
    /// On an elliptic curve.
    Ec(EcKeyPair),
    /// Over integers modulo a prime.
    Dh(DhKeyPair),
}

impl KeyPair {
    /// A fresh key pair.
    pub fn generate(domain: &Domain, randomness: &mut impl Randomness) -> Result<Self, KeyAgreementError> {
        match domain {
            Domain::Ec(domain) => EcKeyPair::generate(domain, randomness).map(Self::Ec),
            Domain::Dh(domain) => DhKeyPair::generate(domain, randomness).map(Self::Dh),
        }
    }

    /// The key pair of a known private key, big-endian.
    pub fn from_private(domain: &Domain, private: &[u8]) -> Result<Self, KeyAgreementError> {
        match domain {
            Domain::Ec(domain) => EcKeyPair::from_private(domain, private).map(Self::Ec),
            Domain::Dh(domain) => DhKeyPair::from_private(domain, private).map(Self::Dh),
        }
    }

    /// The public key: an uncompressed point, or an unsigned integer.
    pub fn public_key(&self) -> &[u8] {
        match self {
            Self::Ec(pair) => pair.public_key(),
            Self::Dh(pair) => pair.public_key(),
        }
    }

    /// The private key, big-endian, as long as the order.
    pub fn private_key(&self) -> &[u8] {
        match self {
            Self::Ec(pair) => pair.private_key(),
            Self::Dh(pair) => pair.private_key(),
        }
    }

    /// The shared secret with a public key: the x coordinate, or the integer as long as the prime.
    pub fn shared_secret(&self, peer: &[u8]) -> Result<Zeroizing<Vec<u8>>, KeyAgreementError> {
        match self {
            Self::Ec(pair) => pair.shared_secret(peer),
            Self::Dh(pair) => pair.shared_secret(peer),
        }
    }
}
