//! `ChipAuthenticationInfo` and `ChipAuthenticationPublicKeyInfo`, ICAO 9303-11 §9.2.5 and §9.2.6.

use super::pace_info::{arc_of_cipher, cipher_of_arc};
use crate::crypto::Cipher;
use crate::domain_parameters::{DomainParameters, EcPublicKey, ModpPublicKey, PublicKey, PublicKeyError};
use std::fmt;

/// id-CA without its last two arcs.
const CHIP_AUTHENTICATION: [u8; 8] = [0x04, 0x00, 0x7F, 0x00, 0x07, 0x02, 0x02, 0x03];

/// The key agreement of Chip Authentication.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum KeyAgreement {
    /// Diffie-Hellman over integers modulo a prime.
    Dh,
    /// Diffie-Hellman over an elliptic curve.
    Ecdh,
}

/// A variant of Chip Authentication.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct ChipAuthenticationProtocol {
    /// The key agreement.
    pub agreement: KeyAgreement,
    /// The cipher of the session it starts.
    pub cipher: Cipher,
}

impl ChipAuthenticationProtocol {
    /// The variant with this object identifier (content bytes of the DER encoding).
    pub fn from_oid(oid: &[u8]) -> Option<Self> {
        let [agreement, cipher] = oid.strip_prefix(&CHIP_AUTHENTICATION)? else { return None };
        let agreement = match agreement {
            1 => KeyAgreement::Dh,
            2 => KeyAgreement::Ecdh,
            _ => return None,
        };
        Some(Self { agreement, cipher: cipher_of_arc(*cipher)? })
    }

    /// Its object identifier (content bytes of the DER encoding).
    pub fn oid(self) -> [u8; 10] {
        let [a, b, c, d, e, f, g, h] = CHIP_AUTHENTICATION;
        [a, b, c, d, e, f, g, h, self.agreement_arc(), arc_of_cipher(self.cipher)]
    }

    fn agreement_arc(self) -> u8 {
        match self.agreement {
            KeyAgreement::Dh => 1,
            KeyAgreement::Ecdh => 2,
        }
    }
}

/// The dotted object identifier, for example `0.4.0.127.0.7.2.2.3.2.2`.
impl fmt::Display for ChipAuthenticationProtocol {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "0.4.0.127.0.7.2.2.3.{}.{}", self.agreement_arc(), arc_of_cipher(self.cipher))
    }
}

/// A `ChipAuthenticationInfo`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChipAuthenticationInfo {
    /// The variant.
    pub protocol: ChipAuthenticationProtocol,
    /// 1 for the Chip Authentication of ICAO 9303.
    pub version: u64,
    /// The key it runs with, where DG14 holds several.
    pub key_id: Option<u64>,
}

/// A `ChipAuthenticationPublicKeyInfo`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChipAuthenticationPublicKeyInfo {
    /// The key agreement the key is for.
    pub agreement: KeyAgreement,
    /// The key as it stands in DG14 (DER).
    pub subject_public_key_info: Vec<u8>,
    /// Its number, where DG14 holds several.
    pub key_id: Option<u64>,
}

/// A chip's static public key, whatever it is on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChipPublicKey {
    /// The group.
    pub parameters: DomainParameters,
    /// An uncompressed point, or an unsigned integer without leading zeros.
    pub public_key: Vec<u8>,
}

impl ChipAuthenticationPublicKeyInfo {
    /// The key on its standardized domain parameters.
    pub fn key(&self) -> Result<ChipPublicKey, PublicKeyError> {
        match self.agreement {
            KeyAgreement::Ecdh => self.elliptic_curve_key().map(|key| ChipPublicKey {
                parameters: DomainParameters::Ec(key.curve),
                public_key: key.point,
            }),
            KeyAgreement::Dh => {
                ModpPublicKey::from_subject_public_key_info(&self.subject_public_key_info).map(|key| {
                    ChipPublicKey { parameters: DomainParameters::Modp(key.group), public_key: key.element }
                })
            }
        }
    }

    /// The key as a point of a standardized curve.
    pub fn elliptic_curve_key(&self) -> Result<EcPublicKey, PublicKeyError> {
        if self.agreement != KeyAgreement::Ecdh {
            return Err(PublicKeyError::UnsupportedAlgorithm);
        }
        match PublicKey::from_subject_public_key_info(&self.subject_public_key_info)? {
            PublicKey::Ec(key) => Ok(key),
            PublicKey::Rsa(_) => Err(PublicKeyError::UnsupportedAlgorithm),
        }
    }
}
