//! Issues results. A result for one audience and nonce is worth nothing at another.

use super::verified_claims;
use crate::{
    access::AccessReport,
    assurance::{Decision, Evidence, Unmet, Verdict},
    case::{Case, NetworkIdentity},
    jws::{JwsError, TokenKey},
    policy::Policy,
    reason::Reason,
    report::{AttackReport, FaceReport},
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use time::{Duration, OffsetDateTime};

/// `typ` of an accepted result.
pub const RESULT_TYPE: &str = "idkontroll-result+jwt";
/// `typ` of a refused or inconclusive result, which never holds `verified_claims`.
pub const REFUSAL_TYPE: &str = "idkontroll-refusal+jwt";

/// The payload of a result.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ControlResult {
    /// Who signed.
    pub iss: String,
    /// The eID issuer the result is for.
    pub aud: String,
    /// The issuer's nonce.
    pub nonce: String,
    /// The result's own number.
    pub jti: String,
    /// When it was signed, in seconds since 1970.
    pub iat: i64,
    /// When it can no longer be redeemed, in seconds since 1970.
    pub exp: i64,
    /// How the control ended.
    pub verdict: Verdict,
    /// Why, when it was not accepted.
    pub reasons: Vec<Reason>,
    /// Which demands of the policy were not met.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub unmet: BTreeSet<Unmet>,
    /// What is proven of the person; only in an accepted result.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub verified_claims: Option<serde_json::Value>,
    /// What the verdict rests on.
    #[serde(rename = "idkontroll")]
    pub provenance: Provenance,
}

/// What the verdict rests on.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Provenance {
    /// The policy.
    pub policy: PolicyIdentity,
    /// The networks that were used.
    pub networks: Vec<NetworkIdentity>,
    /// The identifier of the trust store.
    pub trust_store: String,
    /// How access to the chip was gained; `None` when the chip session ended before.
    pub access: Option<AccessReport>,
    /// The comparison.
    pub face: Option<FaceScore>,
    /// Presentation attack detection.
    pub presentation_attack: Option<AttackReport>,
    /// What an officer overrode.
    pub overrides: Vec<Reason>,
    /// The name of the key of the officer who approved or refused.
    pub officer: Option<String>,
    /// SHA-256 of the evidence bundle, in hex; `None` when the chip session ended before there was any.
    pub evidence_sha256: Option<String>,
}

/// A policy by its name and the digest of its text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PolicyIdentity {
    /// Its name.
    pub name: String,
    /// SHA-256 of its text, in hex.
    pub sha256: String,
}

impl From<&Policy> for PolicyIdentity {
    fn from(policy: &Policy) -> Self {
        Self { name: policy.demands().name.clone(), sha256: policy.sha256() }
    }
}

/// A comparison score with its threshold.
pub type FaceScore = FaceReport;

impl Provenance {
    /// What a verdict on `case` rests on.
    pub fn of_case(case: &Case, policy: &Policy, officer: Option<String>, evidence_sha256: String) -> Self {
        Self {
            policy: policy.into(),
            networks: case.networks.clone(),
            trust_store: case.trust_store.clone(),
            access: Some(case.reports.access.clone()),
            face: Some(case.reports.face.clone()),
            presentation_attack: Some(case.reports.presentation_attack.clone()),
            overrides: vec![],
            officer,
            evidence_sha256: Some(evidence_sha256),
        }
    }

    /// What a refusal rests on when the chip session ended before there was a case.
    pub fn without_case(policy: &Policy, trust_store: String) -> Self {
        Self {
            policy: policy.into(),
            networks: vec![],
            trust_store,
            access: None,
            face: None,
            presentation_attack: None,
            overrides: vec![],
            officer: None,
            evidence_sha256: None,
        }
    }
}

/// What every result holds besides the decision.
pub struct Issue<'a> {
    /// Who signs.
    pub issuer: &'a str,
    /// The eID issuer.
    pub audience: &'a str,
    /// The issuer's nonce.
    pub nonce: &'a str,
    /// The result's own number.
    pub number: &'a str,
    /// When it is signed.
    pub at: OffsetDateTime,
    /// The policy.
    pub policy: &'a Policy,
    /// Whether the face was captured from afar.
    pub remote: bool,
}

/// Signs a result: accepted exactly when there is evidence.
pub fn issue(
    about: &Issue<'_>,
    decision: &Decision,
    evidence: Option<&Evidence<'_>>,
    provenance: Provenance,
    key: &TokenKey,
) -> Result<String, JwsError> {
    let result = compose(about, decision, evidence, provenance);
    let kind = if result.verdict == Verdict::Accepted { RESULT_TYPE } else { REFUSAL_TYPE };
    key.sign(&result, kind)
}

/// The payload of a result.
pub(crate) fn compose(
    about: &Issue<'_>,
    decision: &Decision,
    evidence: Option<&Evidence<'_>>,
    provenance: Provenance,
) -> ControlResult {
    let minutes = i64::from(about.policy.demands().result.valid_minutes);
    let verdict = match (evidence, decision.verdict) {
        (Some(_), Verdict::Accepted) => Verdict::Accepted,
        (_, Verdict::Inconclusive) => Verdict::Inconclusive,
        _ => Verdict::Refused,
    };
    let claims = evidence.filter(|_| verdict == Verdict::Accepted);
    ControlResult {
        iss: about.issuer.to_owned(),
        aud: about.audience.to_owned(),
        nonce: about.nonce.to_owned(),
        jti: about.number.to_owned(),
        iat: about.at.unix_timestamp(),
        exp: about.at.saturating_add(Duration::minutes(minutes)).unix_timestamp(),
        verdict,
        reasons: decision.reasons.clone(),
        unmet: decision.unmet.clone(),
        verified_claims: claims.map(|evidence| verified_claims(evidence, decision, about)),
        provenance,
    }
}
