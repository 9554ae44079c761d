//! The terminal's part in mapping the nonce to a generator, ICAO 9303-11 §4.4.3.3 and §4.4.5.2.

use super::PaceError;
use super::terminal::{dynamic_data, dynamic_objects};
use crate::apdu::ResponseApdu;
use crate::crypto::{Cipher, CryptoError, Domain, KeyAgreementError, KeyPair};
use crate::protocol::Randomness;
use crate::security_info::PaceInfo;

/// What the terminal brings to the mapping.
pub(super) enum MappingSecret {
    /// Generic and chip authentication mapping: a key pair.
    Key(KeyPair),
    /// Integrated mapping: the nonce t, sent in clear.
    Nonce(Vec<u8>),
}

impl MappingSecret {
    pub(super) fn draw(
        info: &PaceInfo,
        domain: &Domain,
        randomness: &mut impl Randomness,
    ) -> Result<Self, PaceError> {
        if !info.protocol.mapping.is_integrated() {
            return Ok(Self::Key(KeyPair::generate(domain, randomness)?));
        }
        let mut nonce = vec![0; info.protocol.cipher.key_length()];
        randomness.fill(&mut nonce).map_err(CryptoError::from)?;
        Ok(Self::Nonce(nonce))
    }

    /// What DO'81' carries.
    pub(super) fn data(&self) -> &[u8] {
        match self {
            Self::Key(pair) => pair.public_key(),
            Self::Nonce(nonce) => nonce,
        }
    }

    /// The chip's mapping data: a key that is not the terminal's own, or nothing in the integrated mapping.
    pub(super) fn chip_data<'r>(&self, response: &'r ResponseApdu) -> Result<&'r [u8], PaceError> {
        match self {
            Self::Key(own) => match dynamic_data(response, 0x82)? {
                chip if chip == own.public_key() => Err(PaceError::SamePublicKey),
                chip => Ok(chip),
            },
            Self::Nonce(_) => match dynamic_objects(response)?.optional(0x82) {
                Ok(object) if object.is_none_or(|object| object.value.is_empty()) => Ok(&[]),
                _ => Err(PaceError::Malformed),
            },
        }
    }

    /// The domain with the generator that the nonce is mapped to.
    pub(super) fn map(
        &self,
        domain: &Domain,
        cipher: Cipher,
        nonce: &[u8],
        chip: &[u8],
    ) -> Result<Domain, KeyAgreementError> {
        match self {
            Self::Key(own) => domain.map_generic(nonce, own, chip),
            Self::Nonce(terminal_nonce) => domain.map_integrated(cipher, nonce, terminal_nonce),
        }
    }
}
