//! Which key calls: the `DPoP` header, RFC 9449.

use super::Problem;
use crate::dpop::{Proof, ProofError};
use crate::service::Service;
use axum::extract::FromRequestParts;
use axum::http::HeaderMap;
use axum::http::request::Parts;
use std::sync::Arc;

/// The key whose proof, with a fresh server nonce, came with the request.
pub(super) struct Holder(pub(super) Proof);

/// The key whose proof came with the request; a nonce is not needed yet.
pub(super) struct Claimant(pub(super) Proof);

impl FromRequestParts<Arc<Service>> for Holder {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, service: &Arc<Service>) -> Result<Self, Problem> {
        Ok(Self(prove(service, &parts.headers, parts.method.as_str(), parts.uri.path(), true)?))
    }
}

impl FromRequestParts<Arc<Service>> for Claimant {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, service: &Arc<Service>) -> Result<Self, Problem> {
        Ok(Self(prove(service, &parts.headers, parts.method.as_str(), parts.uri.path(), false)?))
    }
}

/// The proof in these headers, for this method and path under the public address; accepted once.
pub(crate) fn prove(
    service: &Service,
    headers: &HeaderMap,
    method: &str,
    path: &str,
    nonce_needed: bool,
) -> Result<Proof, ProofError> {
    let mut tokens = headers.get_all("dpop").iter();
    let token = tokens.next().ok_or(ProofError::Missing)?;
    if tokens.next().is_some() {
        return Err(ProofError::Malformed);
    }
    let token = token.to_str().map_err(|_| ProofError::Malformed)?;
    let now = service.now().seconds();
    let address = format!("{}{path}", service.public_url);
    let proof = Proof::verify(token, method, &address, now)?;
    service.dpop.accept(&proof, nonce_needed, now)?;
    Ok(proof)
}
