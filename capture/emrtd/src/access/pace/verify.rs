//! Judges a transcript of PACE with chip authentication mapping against the authenticated EF.CardSecurity, ICAO 9303-11
//! §4.4.3.5.2.

use super::{authentication_token, decrypt_chip_authentication_data, is_chip_authentication_data};
use crate::crypto::{CryptoError, EcDomain, EcKeyPair, KeyAgreementError, SessionKeys};
use crate::domain_parameters::{Curve, EcPublicKey};
use crate::record::PaceCamTranscript;
use crate::security_info::{PaceInfo, PaceMapping, PaceProtocol, SecurityInfos};
use thiserror::Error;

/// Why a transcript does not prove that the chip has the private key to EF.CardSecurity.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum PaceChipAuthenticationError {
    /// EF.CardSecurity does not announce the variant, or no key on its curve.
    #[error("EF.CardSecurity does not offer the chip authentication mapping that was run")]
    NotOffered,
    /// The chip sent no chip authentication data.
    #[error("the chip sent no chip authentication data")]
    Missing,
    /// The transcript's keys or data are malformed, or its session is not the chip's.
    #[error("the transcript of the chip authentication mapping is malformed")]
    Malformed,
    /// The chip authentication data is not made with the private key to EF.CardSecurity.
    #[error("the chip does not have the private key to EF.CardSecurity")]
    NotProven,
    /// The cryptographic library failed.
    #[error("the cryptographic library failed")]
    Library,
}

impl From<KeyAgreementError> for PaceChipAuthenticationError {
    fn from(error: KeyAgreementError) -> Self {
        match error {
            KeyAgreementError::Library => Self::Library,
            _ => Self::Malformed,
        }
    }
}

impl From<CryptoError> for PaceChipAuthenticationError {
    fn from(error: CryptoError) -> Self {
        match error {
            CryptoError::Library => Self::Library,
            _ => Self::Malformed,
        }
    }
}

/// The chip mapped the nonce with a key that only the owner of EF.CardSecurity's private key can explain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PaceChipAuthenticationProven {
    protocol: PaceProtocol,
    key: EcPublicKey,
}

impl PaceChipAuthenticationProven {
    /// The variant that was run.
    pub fn protocol(&self) -> PaceProtocol {
        self.protocol
    }

    /// The key in EF.CardSecurity that proved the chip.
    pub fn key(&self) -> &EcPublicKey {
        &self.key
    }
}

/// Computes the session of the transcript again, and with it the chip authentication data.
///
/// `infos` must come from an authenticated EF.CardSecurity.
pub fn verify(
    infos: &SecurityInfos,
    transcript: &PaceCamTranscript,
) -> Result<PaceChipAuthenticationProven, PaceChipAuthenticationError> {
    let announced = infos.pace().iter().find(|info| info.to_string() == transcript.protocol);
    let (protocol, curve) = announced.and_then(mapping).ok_or(PaceChipAuthenticationError::NotOffered)?;
    if transcript.encrypted_chip_authentication_data.is_empty() {
        return Err(PaceChipAuthenticationError::Missing);
    }
    let keys = session_keys(protocol, curve, transcript)?;
    let encrypted = &transcript.encrypted_chip_authentication_data;
    let data = match decrypt_chip_authentication_data(&keys.encryption, encrypted) {
        Err(CryptoError::Library) => return Err(PaceChipAuthenticationError::Library),
        Err(_) => return Err(PaceChipAuthenticationError::NotProven),
        Ok(data) => data,
    };
    let static_keys = infos.chip_authentication_public_keys().iter();
    let mut offered = false;
    for key in static_keys.filter_map(|key| key.elliptic_curve_key().ok()).filter(|key| key.curve == curve) {
        offered = true;
        if is_chip_authentication_data(&key, &data, &transcript.chip_mapping_public_key)? {
            return Ok(PaceChipAuthenticationProven { protocol, key });
        }
    }
    Err(match offered {
        true => PaceChipAuthenticationError::NotProven,
        false => PaceChipAuthenticationError::NotOffered,
    })
}

fn mapping(info: &PaceInfo) -> Option<(PaceProtocol, Curve)> {
    let curve = info.supported_parameters()?.curve()?;
    (info.protocol.mapping == PaceMapping::EcdhCam).then_some((info.protocol, curve))
}

/// The session's keys, which the chip's token must show it had too.
fn session_keys(
    protocol: PaceProtocol,
    curve: Curve,
    transcript: &PaceCamTranscript,
) -> Result<SessionKeys, PaceChipAuthenticationError> {
    let domain = EcDomain::new(curve)?;
    let own = EcKeyPair::from_private(&domain, &transcript.terminal_mapping_private_key)?;
    let mapped = domain.map_generic(&transcript.nonce, &own, &transcript.chip_mapping_public_key)?;
    let ephemeral = EcKeyPair::from_private(&mapped, &transcript.terminal_ephemeral_private_key)?;
    let secret = ephemeral.shared_secret(&transcript.chip_ephemeral_public_key)?;
    let keys = SessionKeys::derive(protocol.cipher, &secret)?;
    let token = authentication_token(&keys.authentication, &protocol.oid(), ephemeral.public_key())?;
    let same =
        transcript.chip_token.len() == token.len() && openssl::memcmp::eq(&transcript.chip_token, &token);
    if same { Ok(keys) } else { Err(PaceChipAuthenticationError::Malformed) }
}
