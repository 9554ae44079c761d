//! Judges a transcript of Chip Authentication against the authenticated DG14, ICAO 9303-11 §6.2.

use super::ChipAuthenticationChoice;
use crate::apdu::{ApduError, CommandApdu, ResponseApdu};
use crate::crypto::{CryptoError, Domain, KeyAgreementError, KeyPair};
use crate::domain_parameters::DomainParameters;
use crate::record::ChipAuthenticationTranscript;
use crate::secure_messaging::{SecureMessaging, SecureMessagingError};
use crate::security_info::{ChipAuthenticationProtocol, SecurityInfos};
use thiserror::Error;

/// Why a transcript does not prove that the chip has the private key to DG14.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum ChipAuthenticationError {
    /// DG14 does not announce the variant and the key of the transcript.
    #[error("DG14 does not offer the Chip Authentication that was run")]
    NotOffered,
    /// The chip refused the protocol.
    #[error("the chip refused Chip Authentication")]
    Refused,
    /// The transcript's commands or keys are malformed.
    #[error("the Chip Authentication transcript is malformed")]
    Malformed,
    /// The chip's answer is not protected with keys agreed with the key in DG14.
    #[error("the chip does not have the private key to DG14")]
    NotProven,
    /// The cryptographic library failed.
    #[error("the cryptographic library failed")]
    Library,
}

impl From<ApduError> for ChipAuthenticationError {
    fn from(_: ApduError) -> Self {
        Self::Malformed
    }
}

impl From<CryptoError> for ChipAuthenticationError {
    fn from(_: CryptoError) -> Self {
        Self::Library
    }
}

impl From<KeyAgreementError> for ChipAuthenticationError {
    fn from(error: KeyAgreementError) -> Self {
        match error {
            KeyAgreementError::Library => Self::Library,
            _ => Self::Malformed,
        }
    }
}

/// The chip answered under keys that only the owner of DG14's private key (and the terminal) can compute.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChipAuthenticationProven {
    protocol: ChipAuthenticationProtocol,
    parameters: DomainParameters,
}

impl ChipAuthenticationProven {
    /// The variant that was run.
    pub fn protocol(&self) -> ChipAuthenticationProtocol {
        self.protocol
    }

    /// The group of the key that proved the chip.
    pub fn parameters(&self) -> DomainParameters {
        self.parameters
    }
}

/// Computes the session of the transcript again and checks the chip's first answer in it.
///
/// `infos` must come from an authenticated DG14.
pub fn verify(
    infos: &SecurityInfos,
    transcript: &ChipAuthenticationTranscript,
) -> Result<ChipAuthenticationProven, ChipAuthenticationError> {
    let mut choices = ChipAuthenticationChoice::all(infos);
    choices.retain(|choice| choice.is(transcript.key_id, &transcript.protocol));
    if !choices.is_empty() && transcript.confirmation_response.is_empty() {
        return Err(ChipAuthenticationError::Refused);
    }
    // Keys without a number cannot be told apart: each of them that stands is a proof.
    let mut outcome = Err(ChipAuthenticationError::NotOffered);
    for choice in choices {
        outcome = verify_choice(&choice, transcript);
        if outcome.is_ok() {
            break;
        }
    }
    outcome
}

fn verify_choice(
    choice: &ChipAuthenticationChoice,
    transcript: &ChipAuthenticationTranscript,
) -> Result<ChipAuthenticationProven, ChipAuthenticationError> {
    let mut messaging = session(choice, &transcript.terminal_private_key)?;
    messaging
        .protect(&CommandApdu::parse(&transcript.confirmation_command)?)
        .map_err(|_| ChipAuthenticationError::Malformed)?;
    match messaging.unprotect(&ResponseApdu::parse(&transcript.confirmation_response)?) {
        Ok(_) => Ok(ChipAuthenticationProven {
            protocol: choice.protocol,
            parameters: choice.public_key.parameters,
        }),
        Err(SecureMessagingError::Crypto(CryptoError::Library)) => Err(ChipAuthenticationError::Library),
        Err(_) => Err(ChipAuthenticationError::NotProven),
    }
}

fn session(
    choice: &ChipAuthenticationChoice,
    terminal_private_key: &[u8],
) -> Result<SecureMessaging, ChipAuthenticationError> {
    let domain = Domain::new(choice.public_key.parameters)?;
    let pair = KeyPair::from_private(&domain, terminal_private_key)?;
    let secret = pair.shared_secret(&choice.public_key.public_key)?;
    Ok(SecureMessaging::from_secret(choice.protocol.cipher, &secret)?)
}
