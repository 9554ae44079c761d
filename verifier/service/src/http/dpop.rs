//! Which key calls: the `DPoP` header, RFC 9449.

use super::Problem;
use super::answers::{Answers, answers, challenge, problem};
use crate::dpop::{Proof, ProofError};
use crate::service::Service;
use crate::store::ControlRow;
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use std::sync::Arc;
use utoipa::IntoResponses;

/// The key whose proof came with the request. Whether the proof is fresh is seen when it is known whose key it is: a
/// stranger's proofs are not worth remembering.
pub(super) struct Prover(Proof);

impl FromRequestParts<Arc<Service>> for Prover {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, service: &Arc<Service>) -> Result<Self, Problem> {
        let mut tokens = parts.headers.get_all("dpop").iter();
        let token = tokens.next().ok_or(ProofError::Missing)?;
        let token = token.to_str().ok().filter(|_| tokens.next().is_none()).ok_or(ProofError::Malformed)?;
        let address = format!("{}{}", service.public_url, parts.uri.path());
        Ok(Self(Proof::verify(token, parts.method.as_str(), &address)?))
    }
}

impl Prover {
    /// The control that this key has claimed; the proof holds a fresh nonce and is used once.
    pub(super) async fn control(&self, service: &Service, id: &str) -> Result<ControlRow, Problem> {
        let row = service.by_holder(id, &self.0.thumbprint).await?;
        service.dpop.accept(&self.0, service.now().seconds())?;
        Ok(row)
    }

    /// The key that is about to claim: a nonce is not needed yet, and a claim is made once, whatever comes twice.
    pub(super) fn claimant(&self, service: &Service) -> Result<&str, Problem> {
        service.dpop.date(&self.0, service.now().seconds())?;
        Ok(&self.0.thumbprint)
    }
}

impl IntoResponses for Prover {
    fn responses() -> Answers {
        let refused = "`dpop_missing`, `invalid_dpop_proof`, `use_dpop_nonce`: no valid proof; in the last case a proof \
                       with the nonce in `DPoP-Nonce` is";
        answers([
            ("401", challenge(refused)),
            ("403", problem("`forbidden`: not the key, or not the secret, of the control")),
        ])
    }
}
