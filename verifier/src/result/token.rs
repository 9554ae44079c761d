//! Issues and verifies results. A result for one audience and nonce is worth nothing at another.

use super::verified_claims;
use crate::{
    access::AccessReport,
    assurance::{Decision, Evidence, Unmet, Verdict},
    case::{Case, NetworkIdentity},
    jws::{JwsError, KeySet, SigningKey, claimed_type},
    policy::Policy,
    reason::Reason,
    report::{AttackReport, FaceReport},
};
use ring::rand::SecureRandom;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use thiserror::Error;
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
    /// The name of the approving officer's key.
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
}

/// Signs a result: accepted exactly when there is evidence.
pub fn issue(
    about: &Issue<'_>,
    decision: &Decision,
    evidence: Option<&Evidence<'_>>,
    provenance: Provenance,
    key: &SigningKey,
    random: &dyn SecureRandom,
) -> Result<String, JwsError> {
    let minutes = i64::from(about.policy.demands().result.valid_minutes);
    let verdict = match (evidence, decision.verdict) {
        (Some(_), Verdict::Accepted) => Verdict::Accepted,
        (_, Verdict::Inconclusive) => Verdict::Inconclusive,
        _ => Verdict::Refused,
    };
    let kind = if verdict == Verdict::Accepted { RESULT_TYPE } else { REFUSAL_TYPE };
    let claims = evidence.filter(|_| verdict == Verdict::Accepted);
    let result = ControlResult {
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
    };
    key.sign(&result, kind, random)
}

/// Why a result is not to be relied on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum ResultRefusal {
    /// Not a token.
    #[error("not a signed result")]
    Malformed,
    /// Another algorithm than ES256, `none` above all.
    #[error("not signed with ES256")]
    AlgorithmNotAccepted,
    /// Signed with a key that was not given.
    #[error("signed with a key that was not given")]
    UnknownKey,
    /// The signature does not verify.
    #[error("the signature is invalid")]
    SignatureInvalid,
    /// A refusal, or another kind of token: it accepts nobody.
    #[error("not an accepted result")]
    NotAResult,
    /// Made for another audience.
    #[error("made for another audience")]
    AudienceMismatch,
    /// Made for another nonce.
    #[error("made for another nonce")]
    NonceMismatch,
    /// No longer valid.
    #[error("expired")]
    Expired,
    /// Signed in the future.
    #[error("signed in the future")]
    NotYetValid,
}

impl From<JwsError> for ResultRefusal {
    fn from(error: JwsError) -> Self {
        match error {
            JwsError::AlgorithmNotAccepted => Self::AlgorithmNotAccepted,
            JwsError::UnknownKey => Self::UnknownKey,
            JwsError::SignatureInvalid => Self::SignatureInvalid,
            JwsError::UnexpectedType => Self::NotAResult,
            _ => Self::Malformed,
        }
    }
}

/// Clocks may differ by this much.
const CLOCK_SKEW_SECONDS: i64 = 60;

/// Verifies an accepted result for this audience and nonce; every way in which it fails is returned.
pub fn verify(
    token: &str,
    keys: &KeySet,
    audience: &str,
    nonce: &str,
    at: OffsetDateTime,
) -> Result<ControlResult, Vec<ResultRefusal>> {
    let verified =
        keys.verify::<ControlResult>(token, RESULT_TYPE).map_err(|error| vec![ResultRefusal::from(error)])?;
    let result = verified.payload();
    let now = at.unix_timestamp();
    let refusals: Vec<_> = [
        (result.verdict != Verdict::Accepted || result.verified_claims.is_none(), ResultRefusal::NotAResult),
        (result.aud != audience, ResultRefusal::AudienceMismatch),
        (result.nonce != nonce, ResultRefusal::NonceMismatch),
        (now >= result.exp, ResultRefusal::Expired),
        (now.saturating_add(CLOCK_SKEW_SECONDS) < result.iat, ResultRefusal::NotYetValid),
    ]
    .into_iter()
    .filter_map(|(failed, refusal)| failed.then_some(refusal))
    .collect();
    if refusals.is_empty() { Ok(result.clone()) } else { Err(refusals) }
}

/// Verifies the signature of a result or a refusal, whatever its audience and age: what an auditor binds evidence to.
pub fn verify_any(token: &str, keys: &KeySet) -> Result<ControlResult, ResultRefusal> {
    let kind = claimed_type(token)?;
    if kind != RESULT_TYPE && kind != REFUSAL_TYPE {
        return Err(ResultRefusal::NotAResult);
    }
    let verified = keys.verify::<ControlResult>(token, &kind)?;
    let result = verified.payload();
    let consistent = (kind == RESULT_TYPE) == (result.verdict == Verdict::Accepted)
        && result.verified_claims.is_some() == (kind == RESULT_TYPE);
    if consistent { Ok(result.clone()) } else { Err(ResultRefusal::NotAResult) }
}
