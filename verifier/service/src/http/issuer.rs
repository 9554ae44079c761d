//! What an issuer's program calls, with the tenant's API key.

use super::Problem;
use super::body::JsonBody;
use super::id::ControlId;
use super::problem::ProblemDocument;
use super::query::After;
use super::tenant::Tenant;
use crate::control::{ControlError, Created, IssuerStatus, NewControl, Redeemed};
use crate::service::Service;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::routing::{get, post};
use axum::{Json, Router};
use serde::Deserialize;
use std::sync::Arc;

type Shared = State<Arc<Service>>;

pub(super) fn routes() -> Router<Arc<Service>> {
    Router::new()
        .route("/v1/controls", post(create))
        .route("/v1/controls/{id}", get(status).delete(remove))
        .route("/v1/controls/{id}/cancel", post(cancel))
        .route("/v1/controls/{id}/result", post(redeem))
}

/// Order a control
#[utoipa::path(
    post, path = "/v1/controls", tag = "Issuer", security(("api_key" = [])),
    params(("Idempotency-Key" = String, Header, description = "The same key and body name the same control", min_length = 1, max_length = 128)),
    request_body = NewControl,
    responses(
        (status = 201, description = "Ordered; the same answer for the same key and body", body = Created),
        (status = 400, description = "Not JSON, or no idempotency key", body = ProblemDocument, content_type = "application/problem+json"),
        (status = 401, description = "No valid API key", body = ProblemDocument, content_type = "application/problem+json"),
        (status = 409, description = "The idempotency key was used for another order", body = ProblemDocument, content_type = "application/problem+json"),
        (status = 413, description = "Too large", body = ProblemDocument, content_type = "application/problem+json"),
        (status = 415, description = "Not application/json", body = ProblemDocument, content_type = "application/problem+json"),
        (status = 422, description = "Not an order this tenant may make", body = ProblemDocument, content_type = "application/problem+json"),
        (status = 429, description = "Too many requests", body = ProblemDocument, content_type = "application/problem+json"),
    )
)]
pub(super) async fn create(
    State(service): Shared,
    Tenant(tenant): Tenant,
    headers: HeaderMap,
    body: JsonBody<NewControl>,
) -> Result<(StatusCode, Json<Created>), Problem> {
    let key = headers.get("idempotency-key").and_then(|key| key.to_str().ok()).unwrap_or_default();
    if !(1..=128).contains(&key.len()) {
        let detail = "An Idempotency-Key of 1 to 128 visible ASCII characters is needed.";
        return Err(Problem::new(StatusCode::BAD_REQUEST, "idempotency_key", detail));
    }
    let created = service.create(&tenant, key, &body.bytes, body.value).await?;
    Ok((StatusCode::CREATED, Json(created)))
}

/// Where a control stands
#[utoipa::path(
    get, path = "/v1/controls/{id}", tag = "Issuer", security(("api_key" = [])),
    params(
        ("id" = String, Path, description = "The control's name"),
        ("after" = Option<i64>, Query, description = "Answer when there is a newer version, or after 25 seconds", minimum = 0),
    ),
    responses(
        (status = 200, description = "The state", body = IssuerStatus),
        (status = 400, description = "after is not a version", body = ProblemDocument, content_type = "application/problem+json"),
        (status = 401, description = "No valid API key", body = ProblemDocument, content_type = "application/problem+json"),
        (status = 404, description = "No such control of this tenant", body = ProblemDocument, content_type = "application/problem+json"),
        (status = 429, description = "Too many requests", body = ProblemDocument, content_type = "application/problem+json"),
    )
)]
pub(super) async fn status(
    State(service): Shared,
    Tenant(tenant): Tenant,
    ControlId(id): ControlId,
    After(after): After,
) -> Result<Json<IssuerStatus>, Problem> {
    let row = service.by_tenant(&id, &tenant).await?;
    let row = service.wait_as_issuer(row, after).await?;
    Ok(Json(service.issuer_status(&row)))
}

/// Cancel a control
#[utoipa::path(
    post, path = "/v1/controls/{id}/cancel", tag = "Issuer", security(("api_key" = [])),
    params(("id" = String, Path, description = "The control's name")),
    responses(
        (status = 200, description = "Cancelled, now or before", body = IssuerStatus),
        (status = 401, description = "No valid API key", body = ProblemDocument, content_type = "application/problem+json"),
        (status = 404, description = "No such control of this tenant", body = ProblemDocument, content_type = "application/problem+json"),
        (status = 409, description = "It has ended otherwise", body = ProblemDocument, content_type = "application/problem+json"),
        (status = 429, description = "Too many requests", body = ProblemDocument, content_type = "application/problem+json"),
    )
)]
pub(super) async fn cancel(
    State(service): Shared,
    Tenant(tenant): Tenant,
    ControlId(id): ControlId,
) -> Result<Json<IssuerStatus>, Problem> {
    let row = service.by_tenant(&id, &tenant).await?;
    if row.state == crate::control::State::Cancelled {
        return Ok(Json(service.issuer_status(&row)));
    }
    let row = service.cancel_by_issuer(&row).await?;
    Ok(Json(service.issuer_status(&row)))
}

/// Destroy a control's data
#[utoipa::path(
    delete, path = "/v1/controls/{id}", tag = "Issuer", security(("api_key" = [])),
    params(("id" = String, Path, description = "The control's name")),
    responses(
        (status = 204, description = "Destroyed, now or before"),
        (status = 401, description = "No valid API key", body = ProblemDocument, content_type = "application/problem+json"),
        (status = 404, description = "No such control of this tenant", body = ProblemDocument, content_type = "application/problem+json"),
        (status = 409, description = "It is being judged just now", body = ProblemDocument, content_type = "application/problem+json"),
        (status = 429, description = "Too many requests", body = ProblemDocument, content_type = "application/problem+json"),
    )
)]
pub(super) async fn remove(
    State(service): Shared,
    Tenant(tenant): Tenant,
    ControlId(id): ControlId,
) -> Result<StatusCode, Problem> {
    let row = service.by_tenant(&id, &tenant).await?;
    match service.delete(&row).await {
        Ok(()) | Err(ControlError::NotFound) => Ok(StatusCode::NO_CONTENT),
        Err(error) => Err(error.into()),
    }
}

/// The code that the phone's browser brought.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Code {
    #[schema(max_length = 128)]
    code: String,
}

/// Redeem the result
#[utoipa::path(
    post, path = "/v1/controls/{id}/result", tag = "Issuer", security(("api_key" = [])),
    params(("id" = String, Path, description = "The control's name")),
    request_body = Code,
    responses(
        (status = 200, description = "The result; the same bytes for the same code until deletion", body = Redeemed),
        (status = 400, description = "Not JSON", body = ProblemDocument, content_type = "application/problem+json"),
        (status = 401, description = "No valid API key", body = ProblemDocument, content_type = "application/problem+json"),
        (status = 403, description = "Not the control's code", body = ProblemDocument, content_type = "application/problem+json"),
        (status = 404, description = "No such control of this tenant", body = ProblemDocument, content_type = "application/problem+json"),
        (status = 409, description = "Not concluded", body = ProblemDocument, content_type = "application/problem+json"),
        (status = 413, description = "Too large", body = ProblemDocument, content_type = "application/problem+json"),
        (status = 415, description = "Not application/json", body = ProblemDocument, content_type = "application/problem+json"),
        (status = 422, description = "Not of the expected form", body = ProblemDocument, content_type = "application/problem+json"),
        (status = 429, description = "Too many requests", body = ProblemDocument, content_type = "application/problem+json"),
    )
)]
pub(super) async fn redeem(
    State(service): Shared,
    Tenant(tenant): Tenant,
    ControlId(id): ControlId,
    body: JsonBody<Code>,
) -> Result<Json<Redeemed>, Problem> {
    let row = service.by_tenant(&id, &tenant).await?;
    Ok(Json(service.redeem(&row, &body.value.code).await?))
}
