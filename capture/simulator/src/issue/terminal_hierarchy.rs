//! A specimen authority with its successor, a verifier under it and a terminal, TR-03110-3 §2.3 and §2.5.

use super::cv_key::CvKeyPair;
use super::{CvContent, IssueError};
use emrtd::cv_certificate::CvCertificate;
use emrtd::domain_parameters::Curve;
use emrtd::hash::DigestAlgorithm;
use emrtd::mrz::CalendarDate;
use emrtd::protocol::Randomness;
use emrtd::signing::SignatureAlgorithm;

/// The authority whose key chips have.
const AUTHORITY: &str = "UTSPECCV00001";
/// The authority's next key, which a link certificate introduces.
const SUCCESSOR: &str = "UTSPECCV00002";
const VERIFIER: &str = "UTSPECDV00001";
const TERMINAL: &str = "UTSPECIS00001";
/// Role and rights: authority and domestic verifier with every right.
const OF_AUTHORITY: u8 = 0xC3;
const OF_VERIFIER: u8 = 0x83;

/// Certificates from an authority over its successor and a verifier to a terminal, and the terminal's key.
pub struct TerminalHierarchy {
    /// The authority's own certificate: the trust point of chips.
    pub authority: CvCertificate,
    /// The authority's certificate for its successor.
    pub link: CvCertificate,
    /// The successor's certificate for the verifier.
    pub verifier: CvCertificate,
    /// The verifier's certificate for the terminal.
    pub terminal: CvCertificate,
    /// The terminal's key.
    pub key: CvKeyPair,
}

/// What a hierarchy is to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TerminalRights {
    /// The terminal may read the fingerprints.
    pub data_group_3: bool,
    /// The terminal may read the irises.
    pub data_group_4: bool,
}

impl TerminalRights {
    /// Both.
    pub const ALL: Self = Self { data_group_3: true, data_group_4: true };

    fn bits(self) -> u8 {
        u8::from(self.data_group_3) | u8::from(self.data_group_4) << 1
    }
}

impl TerminalHierarchy {
    /// Fresh keys on brainpoolP256r1, or of RSA, and certificates valid from one day to another.
    pub fn issue(
        algorithm: SignatureAlgorithm,
        rights: TerminalRights,
        (effective, expiration): (CalendarDate, CalendarDate),
        randomness: &mut impl Randomness,
    ) -> Result<Self, IssueError> {
        let mut pair = || CvKeyPair::generate(algorithm, Curve::BrainpoolP256r1, &mut *randomness);
        let (authority, successor, verifier, terminal) = (pair()?, pair()?, pair()?, pair()?);
        let certificate = |(issuer, issuer_key), (holder, key), authorization| {
            let with_curve = authorization == OF_AUTHORITY;
            let content =
                CvContent { authority: issuer, holder, authorization, effective, expiration, with_curve };
            let bytes = content.issue(key, issuer_key)?;
            CvCertificate::parse(&bytes).map_err(|_| IssueError::Cryptography)
        };
        let first = (AUTHORITY, &authority);
        let second = (SUCCESSOR, &successor);
        let third = (VERIFIER, &verifier);
        Ok(Self {
            authority: certificate(first, first, OF_AUTHORITY)?,
            link: certificate(first, second, OF_AUTHORITY)?,
            verifier: certificate(second, third, OF_VERIFIER)?,
            terminal: certificate(third, (TERMINAL, &terminal), rights.bits())?,
            key: terminal,
        })
    }

    /// The certificates, each under a name for its file.
    pub fn certificates(&self) -> [(&'static str, &CvCertificate); 4] {
        [
            ("cvca", &self.authority),
            ("cvca_link", &self.link),
            ("verifier", &self.verifier),
            ("terminal", &self.terminal),
        ]
    }

    /// A verifier and a terminal with ECDSA.
    pub fn usual_algorithm() -> SignatureAlgorithm {
        SignatureAlgorithm::Ecdsa(DigestAlgorithm::Sha256)
    }
}
