//! What became of Terminal Authentication, TR-03110-1 §3.5: nothing about the document rests on it.

use super::encoding;
use crate::chip::terminal_authentication::{CredentialsError, TerminalAuthenticationError};
use crate::cv_certificate::ChainError;
use serde::{Deserialize, Serialize};
use std::fmt;

/// Terminal Authentication, as far as it went.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TerminalAuthenticationTranscript {
    /// How it ended.
    pub outcome: TerminalAuthenticationOutcome,
    /// Why the chip did not take the terminal for an authorized one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub problem: Option<TerminalAuthenticationProblem>,
    /// The status word with which the chip refused, four hexadecimal digits.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<String>,
    /// The chip's trust point with which the chain of certificates begins, by its name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub trust_point: Option<String>,
    /// The terminal, by the name in its certificate.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub terminal: Option<String>,
    /// The chip's challenge; empty when it gave none.
    #[serde(default, with = "encoding::octets", skip_serializing_if = "Vec::is_empty")]
    pub challenge: Vec<u8>,
    /// The terminal's signature over chip, challenge and the ephemeral key of Chip Authentication.
    #[serde(default, with = "encoding::octets", skip_serializing_if = "Vec::is_empty")]
    pub signature: Vec<u8>,
}

impl TerminalAuthenticationTranscript {
    /// One that ended so before anything was signed.
    pub fn new(
        outcome: TerminalAuthenticationOutcome,
        problem: Option<TerminalAuthenticationProblem>,
    ) -> Self {
        Self {
            outcome,
            problem,
            status: None,
            trust_point: None,
            terminal: None,
            challenge: Vec::new(),
            signature: Vec::new(),
        }
    }
}

/// How Terminal Authentication ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TerminalAuthenticationOutcome {
    /// The chip took the terminal for an authorized one.
    Performed,
    /// It did not.
    Refused,
    /// Chip or terminal lack what it takes.
    NotRun,
}

/// Why a chip did not take a terminal for an authorized one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TerminalAuthenticationProblem {
    /// The chip names no trust point.
    NotOffered,
    /// Chip Authentication, which comes first, was not run or failed.
    NoChipAuthentication,
    /// No certificate is one of a terminal.
    NoTerminalCertificate,
    /// No certificate holds the key of a trust point the chip names.
    UnknownTrustPoint,
    /// A certificate between the trust point and the terminal is missing.
    ChainIncomplete,
    /// There are more certificates than are looked at.
    TooManyCertificates,
    /// A certificate on the way is not valid on the day of the terminal.
    CertificateNotValid,
    /// A certificate on the way is not signed by the key it names, or by a holder that may not.
    CertificateInvalid,
    /// The certificates do not let the terminal read any of what is asked for.
    NoRights,
    /// The terminal's key is not that of its certificate.
    WrongKey,
    /// The terminal's key did not sign.
    KeyUnavailable,
    /// The chip does not have the key that signed a certificate.
    AuthorityRefused,
    /// The chip does not take a certificate: by its date it may be expired.
    CertificateRefused,
    /// The chip does not take the terminal's key for the signature.
    KeyRefused,
    /// The chip gives no challenge, or a malformed one.
    NoChallenge,
    /// The chip does not take the terminal's signature.
    SignatureRefused,
    /// The chip broke the session off.
    BrokenOff,
}

/// What an operator is told.
impl fmt::Display for TerminalAuthenticationProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NotOffered => "the chip names no authority for terminals",
            Self::NoChipAuthentication => "the chip did not run Chip Authentication, which comes first",
            Self::NoTerminalCertificate => "none of the certificates is one of a terminal",
            Self::UnknownTrustPoint => "no certificate is that of an authority the chip names",
            Self::ChainIncomplete => "a certificate between the chip's authority and the terminal is missing",
            Self::TooManyCertificates => "there are too many certificates",
            Self::CertificateNotValid => "a certificate is not valid today",
            Self::CertificateInvalid => "a certificate is not signed by its authority",
            Self::NoRights => "the certificates give no right to what is asked for",
            Self::WrongKey => "the terminal's key is not that of its certificate",
            Self::KeyUnavailable => "the terminal's key did not sign",
            Self::AuthorityRefused => "the chip does not know the authority of a certificate",
            Self::CertificateRefused => {
                "the chip refused a certificate: by the chip's date it may be expired"
            }
            Self::KeyRefused => "the chip refused the terminal's key",
            Self::NoChallenge => "the chip gave no challenge",
            Self::SignatureRefused => "the chip refused the terminal's signature",
            Self::BrokenOff => "the chip broke the session off",
        })
    }
}

impl From<CredentialsError> for TerminalAuthenticationProblem {
    fn from(error: CredentialsError) -> Self {
        match error {
            CredentialsError::NoTerminal => Self::NoTerminalCertificate,
            CredentialsError::WrongKey => Self::WrongKey,
            CredentialsError::Chain(ChainError::UnknownTrustPoint) => Self::UnknownTrustPoint,
            CredentialsError::Chain(ChainError::NoPath) => Self::ChainIncomplete,
            CredentialsError::Chain(ChainError::TooMany) => Self::TooManyCertificates,
            CredentialsError::Chain(ChainError::NotValid(_)) => Self::CertificateNotValid,
            CredentialsError::Chain(_) => Self::CertificateInvalid,
        }
    }
}

impl From<TerminalAuthenticationError> for TerminalAuthenticationProblem {
    fn from(error: TerminalAuthenticationError) -> Self {
        use TerminalAuthenticationError as Error;
        match error {
            Error::UnknownAuthority(..) => Self::AuthorityRefused,
            Error::CertificateRefused(..) => Self::CertificateRefused,
            Error::KeyRefused(_) => Self::KeyRefused,
            Error::NoChallenge(_) | Error::MalformedChallenge => Self::NoChallenge,
            Error::Key(_) => Self::KeyUnavailable,
            Error::WrongKey => Self::WrongKey,
            Error::SignatureRefused(_) => Self::SignatureRefused,
        }
    }
}
