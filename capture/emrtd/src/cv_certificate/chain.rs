//! The certificates from a chip's trust point to a terminal, TR-03110-3 §2.3 and §2.5: link certificates, verifier, terminal.

use super::{CvCertificate, CvKey, HolderRole, PublicKeyReference};
use crate::mrz::CalendarDate;
use thiserror::Error;

/// More certificates than this are not looked at.
const MOST: usize = 64;

/// Why no chain leads from the trust point to the terminal.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum ChainError {
    /// No certificate holds the public key of any trust point the chip names.
    #[error("the public key of the chip's trust point is not known")]
    UnknownTrustPoint,
    /// More certificates than are looked at.
    #[error("too many certificates")]
    TooMany,
    /// No certificate names the issuer of the next one.
    #[error("no certificates lead from the chip's trust point to the terminal")]
    NoPath,
    /// A certificate on the way is not valid on this day.
    #[error("the certificate of {0} is not valid on this day")]
    NotValid(PublicKeyReference),
    /// A certificate on the way is not signed by the key it names.
    #[error("the certificate of {0} is not signed by its authority")]
    Signature(PublicKeyReference),
    /// A certificate on the way was issued by a holder that may not issue such.
    #[error("the certificate of {0} was issued by a holder that may not")]
    Role(PublicKeyReference),
    /// A key on the way lacks its elliptic curve.
    #[error("the key of {0} has no elliptic curve")]
    NoCurve(PublicKeyReference),
}

/// Certificates that lead from a chip's trust point to a terminal, each signed by the one before, valid on one day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TerminalChain {
    trust_point: PublicKeyReference,
    certificates: Vec<CvCertificate>,
    key: CvKey,
    reads_data_group_3: bool,
    reads_data_group_4: bool,
}

/// A certificate that stands, and how it was come to.
struct Reached<'a> {
    certificate: &'a CvCertificate,
    key: CvKey,
    /// The place of its issuer among those reached; `None` for the trust point, which the chip has.
    issuer: Option<usize>,
}

impl TerminalChain {
    /// Finds the shortest chain among `certificates` (in any order, the trust point's own among them) from the first of
    /// `trust_points` that one leads from, to `terminal`, which is one of them.
    pub fn build(
        trust_points: &[PublicKeyReference],
        certificates: &[CvCertificate],
        terminal: &CvCertificate,
        today: CalendarDate,
    ) -> Result<Self, ChainError> {
        if certificates.len() > MOST {
            return Err(ChainError::TooMany);
        }
        let mut outcome = Err(ChainError::UnknownTrustPoint);
        for trust_point in trust_points {
            let search = Search { certificates, terminal, today };
            match search.from(trust_point) {
                Ok(chain) => return Ok(chain),
                Err(ChainError::UnknownTrustPoint) => {}
                Err(error) => outcome = Err(error),
            }
        }
        outcome
    }

    /// The trust point it begins with, which the chip has.
    pub fn trust_point(&self) -> &PublicKeyReference {
        &self.trust_point
    }

    /// The certificates to present, the terminal's last.
    pub fn certificates(&self) -> &[CvCertificate] {
        &self.certificates
    }

    /// The terminal's public key, on its curve.
    pub fn key(&self) -> &CvKey {
        &self.key
    }

    /// True when every certificate, the trust point's included, allows reading the fingerprints.
    pub fn reads_data_group_3(&self) -> bool {
        self.reads_data_group_3
    }

    /// True when every certificate, the trust point's included, allows reading the irises.
    pub fn reads_data_group_4(&self) -> bool {
        self.reads_data_group_4
    }

    fn trace(trust_point: &PublicKeyReference, reached: &[Reached<'_>], last: &Reached<'_>) -> Self {
        let mut certificates = Vec::new();
        let (mut reads_data_group_3, mut reads_data_group_4) = (true, true);
        let mut place = Some(last);
        while let Some(here) = place {
            reads_data_group_3 &= here.certificate.authorization.reads_data_group_3();
            reads_data_group_4 &= here.certificate.authorization.reads_data_group_4();
            place = here.issuer.and_then(|issuer| reached.get(issuer));
            if place.is_some() {
                certificates.push(here.certificate.clone());
            }
        }
        certificates.reverse();
        let (trust_point, key) = (trust_point.clone(), last.key.clone());
        Self { trust_point, certificates, key, reads_data_group_3, reads_data_group_4 }
    }
}

struct Search<'a> {
    certificates: &'a [CvCertificate],
    terminal: &'a CvCertificate,
    today: CalendarDate,
}

impl<'a> Search<'a> {
    /// Breadth first: every certificate is reached at most once, by the shortest way.
    fn from(&self, trust_point: &PublicKeyReference) -> Result<TerminalChain, ChainError> {
        let mut reached = vec![self.begin(trust_point)?];
        let mut obstacle = ChainError::NoPath;
        let mut next = 0;
        while let Some(issuer) = reached.get(next) {
            let mut found = Vec::new();
            for certificate in self.issued_by(issuer, &reached) {
                match self.step(issuer, next, certificate) {
                    Ok(step) if certificate == self.terminal => {
                        return Ok(TerminalChain::trace(trust_point, &reached, &step));
                    }
                    Ok(step) => found.push(step),
                    Err(error) => obstacle = error,
                }
            }
            reached.extend(found);
            next = next.saturating_add(1);
        }
        Err(obstacle)
    }

    /// The trust point's key, from its own certificate; the chip has it, so that its dates do not matter.
    fn begin(&self, trust_point: &PublicKeyReference) -> Result<Reached<'a>, ChainError> {
        let named = self.certificates.iter().filter(|certificate| certificate.holder == *trust_point);
        let authority = named.filter(|certificate| certificate.authorization.role == HolderRole::Authority);
        let mut keys = authority.filter_map(|certificate| Some((certificate, certificate.public_key.key()?)));
        let stands = |(certificate, key): &(&CvCertificate, CvKey)| {
            !certificate.is_self_signed() || certificate.verify(key).is_ok()
        };
        let (certificate, key) = keys.find(stands).ok_or(ChainError::UnknownTrustPoint)?;
        Ok(Reached { certificate, key, issuer: None })
    }

    fn issued_by(&self, issuer: &Reached<'a>, reached: &[Reached<'a>]) -> Vec<&'a CvCertificate> {
        let new = |certificate: &&CvCertificate| {
            !reached.iter().any(|before| std::ptr::eq(before.certificate, *certificate))
        };
        let authority = &issuer.certificate.holder;
        let issued = self.certificates.iter().filter(|certificate| certificate.authority == *authority);
        issued.filter(|certificate| !certificate.is_self_signed()).filter(new).collect()
    }

    fn step(
        &self,
        issuer: &Reached<'a>,
        place: usize,
        certificate: &'a CvCertificate,
    ) -> Result<Reached<'a>, ChainError> {
        let holder = || certificate.holder.clone();
        let role = certificate.authorization.role;
        if !issuer.certificate.authorization.role.certifies(role) {
            return Err(ChainError::Role(holder()));
        }
        // Chips take link certificates after their last day: a document may lie in a drawer for years.
        let expired = self.today > certificate.expiration && role != HolderRole::Authority;
        if expired || self.today < certificate.effective {
            return Err(ChainError::NotValid(holder()));
        }
        certificate.verify(&issuer.key).map_err(|_| ChainError::Signature(holder()))?;
        let key = certificate.public_key.inherit(&issuer.key).ok_or_else(|| ChainError::NoCurve(holder()))?;
        Ok(Reached { certificate, key, issuer: Some(place) })
    }
}
