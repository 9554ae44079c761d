//! Which tenant calls: `Authorization: Bearer KEY`.

use super::Problem;
use super::answers::{Answers, answers, challenge};
use crate::service::Service;
use crate::store::TenantRow;
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{StatusCode, header};
use std::sync::Arc;
use utoipa::IntoResponses;

/// The tenant whose API key was shown.
pub(super) struct Tenant(pub(super) TenantRow);

impl FromRequestParts<Arc<Service>> for Tenant {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, service: &Arc<Service>) -> Result<Self, Problem> {
        let unauthorized = || {
            let detail = "An API key is needed: Authorization: Bearer KEY.";
            Problem::new(StatusCode::UNAUTHORIZED, "unauthorized", detail).challenge("Bearer")
        };
        let mut values = parts.headers.get_all(header::AUTHORIZATION).iter();
        let value = values.next().filter(|_| values.next().is_none()).and_then(|value| value.to_str().ok());
        let (scheme, key) = value.and_then(|value| value.split_once(' ')).ok_or_else(unauthorized)?;
        if !scheme.eq_ignore_ascii_case("bearer") || key.len() > 128 {
            return Err(unauthorized());
        }
        let tenant = service.tenant_of_key(key.trim()).await?.ok_or_else(unauthorized)?;
        service.limiter.tenant(&tenant.id).map_err(super::shell::too_many)?;
        Ok(Self(tenant))
    }
}

impl IntoResponses for Tenant {
    fn responses() -> Answers {
        answers([("401", challenge("`unauthorized`: no valid API key was shown"))])
    }
}
