//! What a terminal shows and signs with: certificates in any order, its key, and the day.

use crate::cv_certificate::{ChainError, CvCertificate, HolderRole, PublicKeyReference, TerminalChain};
use crate::mrz::CalendarDate;
use crate::signing::SharedSigningKey;
use std::fmt;
use thiserror::Error;

/// Why the terminal has nothing to show to a chip.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum CredentialsError {
    /// None of the certificates is one of a terminal.
    #[error("none of the certificates is one of a terminal")]
    NoTerminal,
    /// The terminal's key is that of none of the terminals' certificates to which a chain leads.
    #[error("the terminal's key is not that of its certificate")]
    WrongKey,
    /// No chain leads from the chip's trust point to the terminal.
    #[error(transparent)]
    Chain(#[from] ChainError),
}

/// Certificates of authorities, verifiers and terminals in any order, and one terminal's key.
#[derive(Clone)]
pub struct TerminalCredentials {
    certificates: Vec<CvCertificate>,
    key: SharedSigningKey,
    today: CalendarDate,
}

impl TerminalCredentials {
    /// Certificates, the trust points' own among them, which must be valid today, and the key of one of the terminals.
    pub fn new(certificates: Vec<CvCertificate>, key: SharedSigningKey, today: CalendarDate) -> Self {
        Self { certificates, key, today }
    }

    /// The terminal's key.
    pub fn key(&self) -> SharedSigningKey {
        self.key.clone()
    }

    /// The chain from one of these trust points to the terminal whose key this is; where there are several of its
    /// certificates, to the one that lasts longest.
    pub fn chain(&self, trust_points: &[PublicKeyReference]) -> Result<TerminalChain, CredentialsError> {
        let is_terminal = |one: &&CvCertificate| one.authorization.role == HolderRole::Terminal;
        let mut terminals: Vec<&CvCertificate> = self.certificates.iter().filter(is_terminal).collect();
        terminals.sort_by_key(|certificate| std::cmp::Reverse(certificate.expiration));
        let mut outcome = Err(CredentialsError::NoTerminal);
        for terminal in terminals {
            let chain = TerminalChain::build(trust_points, &self.certificates, terminal, self.today);
            match chain {
                Ok(chain) if self.key.public_key().is(&chain.key().public_key) => return Ok(chain),
                Ok(_) => outcome = Err(CredentialsError::WrongKey),
                Err(error) if outcome == Err(CredentialsError::NoTerminal) => outcome = Err(error.into()),
                Err(_) => {}
            }
        }
        outcome
    }
}

/// Never shows the key.
impl fmt::Debug for TerminalCredentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "TerminalCredentials({} certificates)", self.certificates.len())
    }
}
