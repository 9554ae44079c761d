//! One examination: it goes on after a reason was found, so that every reason is reported.

use super::report::{DocumentSignerReport, PassiveRefusal, PassiveReport, PassiveVerdict};
use super::{Acceptance, AcceptedAlgorithms, signer};
use crate::reason::Reason;
use crate::signature::PublicKey;
use crate::trust::{Certificate, TrustStore};
use emrtd::cms::SignedData;
use emrtd::hash::DigestAlgorithm;
use emrtd::lds::security_object::{EfSod, LdsSecurityObject};
use time::{Date, OffsetDateTime};

/// What is being examined against what, and what was found so far.
pub(super) struct Examination<'a> {
    pub trust: &'a TrustStore,
    pub algorithms: &'a AcceptedAlgorithms,
    pub at: OffsetDateTime,
    pub report: PassiveReport,
    /// The day on which the document signer's certificate begins.
    pub signer_begins: Option<Date>,
}

impl<'a> Examination<'a> {
    pub fn new(trust: &'a TrustStore, algorithms: &'a AcceptedAlgorithms, at: OffsetDateTime) -> Self {
        Self { trust, algorithms, at, report: PassiveReport::empty(), signer_begins: None }
    }

    pub fn refuse(&mut self, reason: Reason) {
        self.report.reasons.insert(reason);
    }

    pub fn warn(&mut self, reason: Reason) {
        self.report.warnings.insert(reason);
    }

    /// Examines EF.SOD itself; what it lists is returned even where the signature does not hold.
    pub fn examine_security_object(&mut self, sod: &[u8]) -> Option<LdsSecurityObject> {
        let Ok(EfSod { signed_data, lds, quirks }) = EfSod::parse(sod) else {
            self.refuse(Reason::Malformed);
            return None;
        };
        self.report.algorithms.digest = lds.digest_algorithm.to_string();
        self.judge_digest(lds.digest_algorithm);
        for quirk in quirks {
            self.note(quirk);
        }
        if let Some((signer, _)) = signer::find(&signed_data) {
            self.note_digest(signer);
        }
        self.examine_signed_data(&signed_data);
        Some(lds)
    }

    /// The signature and the chain of its signer.
    pub fn examine_signed_data(&mut self, signed_data: &SignedData) {
        match signer::find(signed_data) {
            Some((signer, certificate)) => {
                self.describe_signer(&certificate);
                self.examine_signature(signed_data, signer, &certificate);
                self.examine_chain(signer, &certificate);
            }
            None => self.refuse(Reason::Malformed),
        }
    }

    fn describe_signer(&mut self, certificate: &Certificate<'_>) {
        self.signer_begins = Some(certificate.not_before.date());
        self.report.issuing_state = certificate.subject.country().or_else(|| certificate.issuer.country());
        self.report.document_signer = Some(DocumentSignerReport {
            subject: certificate.subject.to_string(),
            serial: hex::encode(certificate.serial_number),
            not_after: certificate.not_after,
        });
    }

    pub fn judge_digest(&mut self, digest: DigestAlgorithm) {
        self.judge(self.algorithms.digest(digest, self.at));
    }

    pub fn judge_key(&mut self, key: &PublicKey) {
        self.judge(self.algorithms.key(key));
    }

    fn judge(&mut self, acceptance: Acceptance) {
        match acceptance {
            Acceptance::Accepted => {}
            Acceptance::Tolerated => self.warn(Reason::AlgorithmNotAccepted),
            Acceptance::Refused => self.refuse(Reason::AlgorithmNotAccepted),
        }
    }

    /// The report with its verdict: an error unless nothing stands against the document.
    pub fn conclude(mut self) -> Result<PassiveReport, PassiveRefusal> {
        if self.report.reasons.is_empty() {
            self.report.verdict = PassiveVerdict::Authentic;
            Ok(self.report)
        } else {
            self.report.verdict = PassiveVerdict::Refused;
            Err(PassiveRefusal::new(self.report))
        }
    }
}
