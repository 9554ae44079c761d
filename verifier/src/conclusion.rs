//! From an examined case to a decision, a signed result and sealed evidence.

use crate::{
    assurance::{Decision, decide, deciding_officer},
    case::{Binding, Case, OfficerStatement},
    control::Control,
    evidence::{EvidenceBundle, SealedBundle},
    examination::Examination,
    jws::{JwsError, TokenKey},
    officer::{self, Statement},
    policy::{Policy, ProbeSource},
    reason::Reason,
    report::LegReports,
    result::{self, Issue, Provenance},
    trust::TrustStore,
};
use thiserror::Error;

/// Why a decided case could not be concluded: our fault.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum ConclusionError {
    /// The case or the evidence cannot be written as JSON.
    #[error("the case cannot be written")]
    Unwritable(#[from] serde_json::Error),
    /// The result cannot be signed.
    #[error(transparent)]
    Signing(#[from] JwsError),
}

/// Who signs results, and this result's own number.
pub struct Signer<'a> {
    /// The name under which results are signed.
    pub issuer: &'a str,
    /// The result's own number.
    pub number: &'a str,
    /// The key.
    pub key: &'a TokenKey,
}

/// A case whose legs have reported; what is open is the officer's approval and the decision.
pub struct Examined {
    examination: Examination,
    case: Case,
    policy: Policy,
}

/// How a control ended, with everything that is kept of it.
pub struct Conclusion {
    /// The decision.
    pub decision: Decision,
    /// The signed result or refusal.
    pub token: String,
    /// The evidence; `None` when the chip session ended before there was any.
    pub evidence: Option<SealedBundle>,
}

impl Examined {
    pub(crate) fn new(examination: Examination, case: Case, policy: Policy) -> Self {
        Self { examination, case, policy }
    }

    /// The same case, carried out by these keys.
    pub fn bound_to(mut self, binding: Binding) -> Self {
        self.case.binding = Some(binding);
        self
    }

    /// What each leg found.
    pub fn reports(&self) -> &LegReports {
        self.examination.reports()
    }

    /// The document and the portrait, when they are proven.
    pub fn examination(&self) -> &Examination {
        &self.examination
    }

    /// What an officer signs to approve exactly this case.
    pub fn statement(&self) -> Result<Statement, ConclusionError> {
        Ok(Statement::approving(&self.case)?)
    }

    /// What an officer signs to refuse exactly this case.
    pub fn refusal(&self) -> Result<Statement, ConclusionError> {
        Ok(Statement::refusing(&self.case)?)
    }

    /// What would be decided now, the officer's approval apart.
    pub fn outlook(&self) -> Decision {
        decide(self.policy.demands(), &self.case.sources(), &self.examination, None).0
    }

    /// Decides, seals the evidence and signs the result.
    pub fn conclude(
        self,
        officer: Option<OfficerStatement>,
        signer: &Signer<'_>,
    ) -> Result<Conclusion, ConclusionError> {
        let word = officer.as_ref().map(|given| {
            let approval = self.statement()?;
            Ok::<_, ConclusionError>(officer::verify(&given.statement, &given.enrolled, &approval))
        });
        let word = word.transpose()?;
        let sources = self.case.sources();
        let (decision, evidence) = decide(self.policy.demands(), &sources, &self.examination, word.as_ref());
        let decided_by = deciding_officer(evidence.as_ref(), word.as_ref());
        let control = self.case.control();
        let bundle = EvidenceBundle { case: self.case, officer, decision: decision.clone() };
        let sealed = bundle.seal()?;
        let provenance = Provenance::of_case(&bundle.case, &self.policy, decided_by, sealed.sha256.clone());
        let about = issue(&control, &self.policy, &sources, signer);
        let token = result::issue(&about, &decision, evidence.as_ref(), provenance, signer.key)?;
        Ok(Conclusion { decision, token, evidence: Some(sealed) })
    }
}

/// A chip session that ended before there was anything to examine: a signed refusal without evidence.
pub fn refuse_unexamined(
    control: &Control,
    policy: &Policy,
    trust: &TrustStore,
    reason: Reason,
    signer: &Signer<'_>,
) -> Result<Conclusion, ConclusionError> {
    let decision = Decision::refused_before_examination(reason);
    let provenance = Provenance::without_case(policy, trust.id());
    let about = issue(control, policy, &[], signer);
    let token = result::issue(&about, &decision, None, provenance, signer.key)?;
    Ok(Conclusion { decision, token, evidence: None })
}

fn issue<'a>(
    control: &'a Control,
    policy: &'a Policy,
    sources: &[ProbeSource],
    signer: &'a Signer<'_>,
) -> Issue<'a> {
    Issue {
        remote: sources.iter().any(|source| source.is_remote()),
        issuer: signer.issuer,
        audience: &control.audience,
        nonce: &control.nonce,
        number: signer.number,
        at: control.at,
        policy,
    }
}
