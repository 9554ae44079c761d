//! Judges the chip's signature with the public key of the authenticated DG15, ICAO 9303-11 §6.1.

use super::{ecdsa, iso_9796};
use crate::domain_parameters::{PublicKey, PublicKeyError};
use crate::hash::DigestAlgorithm;
use crate::record::ActiveAuthenticationTranscript;
use crate::security_info::SecurityInfos;
use std::fmt;
use thiserror::Error;

/// Why a transcript does not prove that the chip has the private key to DG15.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum ActiveAuthenticationError {
    /// The chip refused to sign.
    #[error("the chip refused Active Authentication")]
    Refused,
    /// The challenge has not eight bytes.
    #[error("the Active Authentication challenge is malformed")]
    Malformed,
    /// The signature is shorter than the key in DG15 makes it: the chip or the reader cut it.
    #[error("the signature is cut short")]
    Truncated,
    /// The signature is not one over the challenge with the key in DG15.
    #[error("the chip does not have the private key to DG15")]
    NotProven,
    /// DG14 announces a signature algorithm that this system does not run.
    #[error("the announced algorithm of Active Authentication is not supported")]
    UnsupportedAlgorithm,
    /// The cryptographic library failed.
    #[error("the cryptographic library failed")]
    Library,
}

impl From<openssl::error::ErrorStack> for ActiveAuthenticationError {
    fn from(_: openssl::error::ErrorStack) -> Self {
        Self::Library
    }
}

/// The public key in DG15.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ActiveAuthenticationPublicKey(PublicKey);

impl ActiveAuthenticationPublicKey {
    /// Reads the DER `SubjectPublicKeyInfo` that DG15 holds.
    pub fn from_subject_public_key_info(der: &[u8]) -> Result<Self, PublicKeyError> {
        PublicKey::from_subject_public_key_info(der).map(Self)
    }

    /// The shortest answer that can hold a signature: whole for RSA, a single byte for ECDSA, which may come in DER.
    pub(super) fn shortest_signature(&self) -> usize {
        match &self.0 {
            PublicKey::Rsa(key) => key.modulus.len(),
            PublicKey::Ec(_) => 1,
        }
    }

    /// The digests that an ECDSA signature may have: the one DG14 announces. Where an old chip announces none, those that
    /// are not longer than the key (§6.1.2.2).
    fn ecdsa_digests(
        &self,
        infos: Option<&SecurityInfos>,
    ) -> Result<Vec<DigestAlgorithm>, ActiveAuthenticationError> {
        if let Some(info) = infos.and_then(SecurityInfos::active_authentication) {
            let digest = info.ecdsa_digest().ok_or(ActiveAuthenticationError::UnsupportedAlgorithm)?;
            return Ok(vec![digest]);
        }
        let longest = self.signature_length() / 2;
        Ok(DigestAlgorithm::ALL.into_iter().filter(|digest| digest.output_length() <= longest).collect())
    }

    /// True for ECDSA, false for RSA.
    pub fn is_elliptic(&self) -> bool {
        matches!(self.0, PublicKey::Ec(_))
    }

    /// The length in bits of the modulus, or of the order's bytes on a curve.
    pub fn bits(&self) -> usize {
        match &self.0 {
            PublicKey::Rsa(key) => {
                let unused = key.modulus.first().map_or(0, |byte| byte.leading_zeros());
                key.modulus.len().saturating_mul(8).saturating_sub(usize::try_from(unused).unwrap_or(0))
            }
            PublicKey::Ec(key) => key.curve.order_length().saturating_mul(8),
        }
    }

    /// The length of a signature in bytes (plain, for ECDSA).
    pub fn signature_length(&self) -> usize {
        match &self.0 {
            PublicKey::Rsa(key) => key.modulus.len(),
            PublicKey::Ec(key) => key.curve.order_length().saturating_mul(2),
        }
    }
}

/// How the chip signed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ActiveAuthenticationAlgorithm {
    /// RSA with message recovery, ISO/IEC 9796-2 scheme 1.
    Rsa(DigestAlgorithm),
    /// ECDSA.
    Ecdsa(DigestAlgorithm),
}

/// `rsa-iso9796-2-sha1`, `ecdsa-sha256`: the names used in reports.
impl fmt::Display for ActiveAuthenticationAlgorithm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Rsa(digest) => write!(f, "rsa-iso9796-2-{digest}"),
            Self::Ecdsa(digest) => write!(f, "ecdsa-{digest}"),
        }
    }
}

/// The chip signed the challenge with the private key to DG15.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ActiveAuthenticationProven {
    algorithm: ActiveAuthenticationAlgorithm,
    zero_prefixed: bool,
}

impl ActiveAuthenticationProven {
    /// How the chip signed.
    pub fn algorithm(&self) -> ActiveAuthenticationAlgorithm {
        self.algorithm
    }

    /// True where the numbers of an ECDSA signature have zeros before them that the format does not allow.
    pub fn zero_prefixed(&self) -> bool {
        self.zero_prefixed
    }
}

/// Checks the signature of the transcript.
///
/// `public_key` must come from an authenticated DG15, `infos` from an authenticated DG14. That the challenge was fresh
/// is for the caller to know.
pub fn verify(
    public_key: &ActiveAuthenticationPublicKey,
    infos: Option<&SecurityInfos>,
    transcript: &ActiveAuthenticationTranscript,
) -> Result<ActiveAuthenticationProven, ActiveAuthenticationError> {
    if transcript.signature.is_empty() {
        return Err(ActiveAuthenticationError::Refused);
    }
    if transcript.challenge.len() != 8 {
        return Err(ActiveAuthenticationError::Malformed);
    }
    if transcript.signature.len() < public_key.shortest_signature() {
        return Err(ActiveAuthenticationError::Truncated);
    }
    let (challenge, signature) = (&transcript.challenge, &transcript.signature);
    let algorithm = match &public_key.0 {
        PublicKey::Rsa(key) => {
            let digest = iso_9796::verify(key, challenge, signature)?;
            digest.map(|digest| (ActiveAuthenticationAlgorithm::Rsa(digest), false))
        }
        PublicKey::Ec(key) => ecdsa::verify(key, public_key.ecdsa_digests(infos)?, challenge, signature)?
            .map(|(digest, zeros)| (ActiveAuthenticationAlgorithm::Ecdsa(digest), zeros)),
    };
    algorithm
        .map(|(algorithm, zero_prefixed)| ActiveAuthenticationProven { algorithm, zero_prefixed })
        .ok_or(ActiveAuthenticationError::NotProven)
}
