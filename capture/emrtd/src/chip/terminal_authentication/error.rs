//! Why the chip does not take the terminal for an authorized one.

use crate::apdu::StatusWord;
use crate::cv_certificate::PublicKeyReference;
use crate::signing::SigningError;
use thiserror::Error;

/// Why the chip does not take the terminal for an authorized one. What was open before stays open.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum TerminalAuthenticationError {
    /// The chip does not have the key that signed this holder's certificate.
    #[error("the chip does not know the authority of {0} ({1})")]
    UnknownAuthority(PublicKeyReference, StatusWord),
    /// The chip does not take this holder's certificate: it may be expired by the chip's date.
    #[error("the chip refused the certificate of {0} ({1})")]
    CertificateRefused(PublicKeyReference, StatusWord),
    /// The chip does not take the terminal's key for the signature.
    #[error("the chip refused the terminal's key ({0})")]
    KeyRefused(StatusWord),
    /// The chip gives no challenge, for example because Chip Authentication was not run before.
    #[error("the chip gives no challenge ({0})")]
    NoChallenge(StatusWord),
    /// The challenge has not eight bytes.
    #[error("the chip's challenge is malformed")]
    MalformedChallenge,
    /// The terminal's key did not sign.
    #[error("the terminal's key did not sign: {0}")]
    Key(#[from] SigningError),
    /// What signed is not the key in the terminal's certificate.
    #[error("the terminal's key is not that of its certificate")]
    WrongKey,
    /// The chip does not take the signature.
    #[error("the chip refused the terminal's signature ({0})")]
    SignatureRefused(StatusWord),
}

impl TerminalAuthenticationError {
    /// True where the fault is the chip's answer, false where it is the terminal's key.
    pub fn is_the_chips(&self) -> bool {
        !matches!(self, Self::Key(_) | Self::WrongKey)
    }

    /// What the chip answered, where it was the chip that ended it.
    pub fn status(&self) -> Option<StatusWord> {
        match self {
            Self::UnknownAuthority(_, status)
            | Self::CertificateRefused(_, status)
            | Self::KeyRefused(status)
            | Self::NoChallenge(status)
            | Self::SignatureRefused(status) => Some(*status),
            Self::MalformedChallenge | Self::Key(_) | Self::WrongKey => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_malformed_challenge_is_the_chips_fault_and_a_key_that_does_not_sign_is_not() {
        let refused = TerminalAuthenticationError::NoChallenge(StatusWord(0x6985));
        let malformed = TerminalAuthenticationError::MalformedChallenge;
        assert!(refused.is_the_chips() && malformed.is_the_chips());
        let locked = TerminalAuthenticationError::Key(SigningError::Unavailable);
        assert!(!locked.is_the_chips() && !TerminalAuthenticationError::WrongKey.is_the_chips());
    }
}
