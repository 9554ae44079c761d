//! An issuer's program takes the result and its evidence, with the code that the phone's browser brought.

use super::Problem;
use super::answers::WrongState;
use super::body::JsonBody;
use super::bytes::Bundle;
use super::id::ControlId;
use super::problem::ProblemDocument;
use super::secret::Secret;
use super::tenant::Tenant;
use crate::control::Redeemed;
use crate::service::Service;
use axum::extract::State;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::IntoResponse;
use axum::routing::post;
use axum::{Json, Router};
use serde::Deserialize;
use std::sync::Arc;

type Shared = State<Arc<Service>>;

pub(super) fn routes() -> Router<Arc<Service>> {
    Router::new()
        .route("/v1/controls/{id}/result", post(redeem))
        .route("/v1/controls/{id}/evidence", post(evidence))
}

/// The code that the phone's browser brought.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Code {
    /// The parameter `code` of the redirect.
    #[schema(value_type = String, min_length = 1, max_length = 128)]
    code: Secret,
}

/// Redeem the result
///
/// A refusal is a result too.
#[utoipa::path(
    post, path = "/v1/controls/{id}/result", tag = "Issuer", operation_id = "redeem_result", security(("api_key" = [])),
    params(("id" = String, Path, description = "The control's name", pattern = "^[0-9a-f]{32}$")),
    request_body = Code,
    responses(
        Tenant, JsonBody<Code>, ControlId, WrongState,
        (status = 200, description = "The result; the same bytes for the same code until deletion", body = Redeemed),
        (status = 403, description = "`wrong_code`: not the control's code; it is counted",
         body = ProblemDocument, content_type = "application/problem+json"),
    )
)]
pub(super) async fn redeem(
    State(service): Shared,
    Tenant(tenant): Tenant,
    ControlId(id): ControlId,
    body: JsonBody<Code>,
) -> Result<Json<Redeemed>, Problem> {
    let row = service.by_tenant(&id, &tenant).await?;
    Ok(Json(service.redeem(&row, body.value.code.text()).await?))
}

/// Take the evidence
///
/// The bundle whose SHA-256 the result holds, for `idkontroll evidence verify`. It is personal: who takes it keeps it as the
/// policy says.
#[utoipa::path(
    post, path = "/v1/controls/{id}/evidence", tag = "Issuer", operation_id = "take_evidence", security(("api_key" = [])),
    params(("id" = String, Path, description = "The control's name", pattern = "^[0-9a-f]{32}$")),
    request_body = Code,
    responses(
        Tenant, JsonBody<Code>, WrongState,
        (status = 200, description = "The bundle; the same bytes for the same code until deletion", body = Bundle,
         content_type = "application/octet-stream",
         headers(("Content-Disposition" = String, description = "A name for the file"))),
        (status = 403, description = "`wrong_code`: not the control's code; it is counted",
         body = ProblemDocument, content_type = "application/problem+json"),
        (status = 404, description = "`not_found`: there is no such control for this caller; `no_evidence`: it ended before \
                                      there was anything to examine",
         body = ProblemDocument, content_type = "application/problem+json"),
    )
)]
pub(super) async fn evidence(
    State(service): Shared,
    Tenant(tenant): Tenant,
    ControlId(id): ControlId,
    body: JsonBody<Code>,
) -> Result<impl IntoResponse, Problem> {
    let row = service.by_tenant(&id, &tenant).await?;
    let bundle = service.evidence(&row, body.value.code.text()).await?;
    let name = format!("attachment; filename=\"{id}.idk\"");
    let headers = [(CONTENT_TYPE, "application/octet-stream".to_owned()), (CONTENT_DISPOSITION, name)];
    Ok((headers, bundle.to_vec()))
}
