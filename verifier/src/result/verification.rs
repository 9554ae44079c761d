//! Verifies results, as an eID issuer does before it relies on one.

use super::{ControlResult, REFUSAL_TYPE, RESULT_TYPE};
use crate::{
    assurance::Verdict,
    jws::{JwsError, KeySet, claimed_type},
};
use serde::Serialize;
use thiserror::Error;
use time::OffsetDateTime;

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
    /// Valid for longer than any policy lets it be.
    #[error("valid for too long")]
    LifetimeTooLong,
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

/// `policy::MAXIMUM_VALID_MINUTES` in seconds.
const LONGEST_LIFETIME_SECONDS: i64 = 86_400;

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
        (!accepts_somebody(result), ResultRefusal::NotAResult),
        (result.exp.saturating_sub(result.iat) > LONGEST_LIFETIME_SECONDS, ResultRefusal::LifetimeTooLong),
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

/// An accepted result says who was accepted, at which level, and gives no reason against it.
fn accepts_somebody(result: &ControlResult) -> bool {
    let said = |pointer: &str| {
        let claims = result.verified_claims.as_ref();
        claims.and_then(|claims| claims.pointer(pointer)?.as_str()).is_some_and(|text| !text.is_empty())
    };
    result.verdict == Verdict::Accepted
        && result.reasons.is_empty()
        && result.unmet.is_empty()
        && said("/verification/trust_framework")
        && said("/verification/assurance_level")
        && said("/claims/family_name")
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
