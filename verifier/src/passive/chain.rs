//! From the document signer to a trusted CSCA, ICAO 9303-12 §5 and §7.1.

use super::examination::Examination;
use super::report::{CscaReport, RevocationStatus};
use crate::reason::Reason;
use crate::signature::SignatureAlgorithm;
use crate::trust::{Anchor, Certificate, parse_time};
use emrtd::cms::SignerInfo;
use emrtd::tlv::Reader;

/// digitalSignature or nonRepudiation.
const SIGNING: u8 = 0xC0;

impl<'a> Examination<'a> {
    /// The document signer's certificate: its issuer, its times, its use, its state and its revocation.
    pub(super) fn examine_chain(&mut self, signer: &SignerInfo, certificate: &Certificate<'_>) {
        self.examine_validity(signer, certificate);
        self.examine_usage(certificate);
        self.examine_revocation(certificate);
        let Some(algorithm) = SignatureAlgorithm::parse(&certificate.signature_algorithm, None) else {
            return self.refuse(Reason::AlgorithmNotAccepted);
        };
        self.report.algorithms.certificate_signature = algorithm.to_string();
        self.judge_digest(algorithm.digest());
        if let Some(csca) = self.find_csca(certificate, algorithm) {
            self.examine_csca(csca, certificate);
        }
    }

    /// A document signer's certificate is valid as long as the documents it signed: signing must fall into its
    /// validity, and where the document says nothing about its signing, an expired one is for the policy to judge.
    fn examine_validity(&mut self, signer: &SignerInfo, certificate: &Certificate<'_>) {
        let signing_time = signer.signed_attributes.signing_time.as_deref().map(|time| {
            let object = Reader::new(time).any().ok()?;
            parse_time(&object)
        });
        match signing_time {
            Some(None) => self.refuse(Reason::Malformed),
            Some(Some(time)) if !certificate.is_valid_at(time) => self.refuse(Reason::DocumentSignerExpired),
            _ => {}
        }
        if self.at < certificate.not_before {
            self.refuse(Reason::DocumentSignerExpired);
        } else if self.at > certificate.not_after {
            self.warn(Reason::DocumentSignerExpired);
        }
    }

    fn examine_usage(&mut self, certificate: &Certificate<'_>) {
        let extensions = &certificate.extensions;
        let certifies = extensions.authority == Some(true);
        if certifies || extensions.signs_master_lists || !extensions.permits(SIGNING) {
            self.refuse(Reason::CertificateNotPermitted);
        }
    }

    fn examine_revocation(&mut self, certificate: &Certificate<'_>) {
        self.report.revocation = self.trust.revocation(certificate, self.at).into();
        match self.report.revocation {
            RevocationStatus::Good => {}
            RevocationStatus::Revoked => self.refuse(Reason::DocumentSignerRevoked),
            RevocationStatus::Unknown => self.warn(Reason::RevocationUnknown),
            RevocationStatus::Stale => self.warn(Reason::RevocationStale),
        }
    }

    /// The anchor that signed the certificate.
    ///
    /// One that has the key which the certificate names but did not sign it shows a forgery; so does one of the
    /// issuer's name, where no key is named.
    fn find_csca(
        &mut self,
        certificate: &Certificate<'_>,
        algorithm: SignatureAlgorithm,
    ) -> Option<&'a Anchor> {
        let candidates = self.trust.candidates(certificate);
        let named_key: Vec<&Anchor> = candidates.by_key().collect();
        if let Some(csca) = find_signer(&named_key, certificate, algorithm) {
            return Some(csca);
        }
        let named: Vec<&Anchor> = candidates.by_name(certificate).collect();
        let csca = find_signer(&named, certificate, algorithm);
        if csca.is_none() {
            let names_key = certificate.extensions.authority_key_identifier.is_some();
            let disproved = !named_key.is_empty() || (!names_key && !named.is_empty());
            self.refuse(if disproved { Reason::CertificateSignatureInvalid } else { Reason::CscaNotFound });
        }
        csca
    }

    fn examine_csca(&mut self, anchor: &Anchor, certificate: &Certificate<'_>) {
        self.report.csca = Some(CscaReport {
            subject: anchor.subject().to_owned(),
            ski: anchor.subject_key_identifier().map(hex::encode),
        });
        self.report.specimen = anchor.is_specimen();
        if let Ok(key) = anchor.public_key() {
            self.judge_key(key);
        }
        if !anchor.is_valid_at(certificate.not_before) {
            self.refuse(Reason::CscaExpired);
        }
        if anchor.country().is_none() || anchor.country() != self.report.issuing_state.as_deref() {
            self.refuse(Reason::IssuingStateMismatch);
        }
    }
}

/// The anchor that signed a document signer's certificate. A key may stand in several certificates (self-signed, link,
/// renewed): one that was valid is preferred.
fn find_signer<'a>(
    candidates: &[&'a Anchor],
    certificate: &Certificate<'_>,
    algorithm: SignatureAlgorithm,
) -> Option<&'a Anchor> {
    let (message, signature) = (certificate.to_be_signed, certificate.signature);
    let signed = |anchor: &&&Anchor| {
        anchor.public_key().is_ok_and(|key| key.verify(algorithm, message, signature).is_ok())
    };
    let found = *candidates.iter().find(signed)?;
    let mut same_key = candidates.iter().copied().filter(|anchor| anchor.has_key_of(found));
    let valid = same_key.find(|anchor| anchor.is_valid_at(certificate.not_before));
    Some(valid.unwrap_or(found))
}
