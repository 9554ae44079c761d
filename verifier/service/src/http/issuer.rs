//! An issuer's program orders a control, looks at it, and ends it, with the tenant's API key.

use super::Problem;
use super::answers::{Busy, WrongState};
use super::body::JsonBody;
use super::id::ControlId;
use super::problem::ProblemDocument;
use super::query::After;
use super::tenant::Tenant;
use super::waiting::Waiting;
use crate::control::{ControlError, Created, IssuerStatus, NewControl};
use crate::service::Service;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::routing::{get, post};
use axum::{Json, Router};
use std::sync::Arc;

type Shared = State<Arc<Service>>;

pub(super) fn routes() -> Router<Arc<Service>> {
    Router::new()
        .route("/v1/controls", post(create))
        .route("/v1/controls/{id}", get(status).delete(remove))
        .route("/v1/controls/{id}/cancel", post(cancel))
}

/// Order a control
///
/// The answer's link opens in the browser of the person's phone, which the issuer knows by its own cookie.
#[utoipa::path(
    post, path = "/v1/controls", tag = "Issuer", operation_id = "order_control", security(("api_key" = [])),
    params(("Idempotency-Key" = String, Header, pattern = "^[!-~]{1,128}$", example = "order-4711",
            description = "The same key and body name the same control, for a day: the answer has its id and link again, \
                           and the state in which it is by then")),
    request_body = NewControl,
    responses(
        Tenant, JsonBody<NewControl>, Busy,
        (status = 201, description = "Ordered, now or before with the same key and body: then the same control, with its present state", body = Created, links(
            ("status" = (operation_id = "control_status", parameters(("id" = "$response.body#/id")))),
            ("cancel" = (operation_id = "cancel_control", parameters(("id" = "$response.body#/id")))),
            ("destroy" = (operation_id = "destroy_control", parameters(("id" = "$response.body#/id")))),
            ("result" = (operation_id = "redeem_result", parameters(("id" = "$response.body#/id")))),
            ("evidence" = (operation_id = "take_evidence", parameters(("id" = "$response.body#/id")))),
        )),
        (status = 400, description = "`not_json`, `bad_body`, `idempotency_key`: no JSON, or no usable idempotency key",
         body = ProblemDocument, content_type = "application/problem+json"),
        (status = 409, description = "`idempotency_key_reused`: the key was used for another order",
         body = ProblemDocument, content_type = "application/problem+json"),
        (status = 422, description = "`unexpected_form`, or the member that this tenant may not order so: `policy`, \
                                      `purpose`, `nonce`, `state`, `redirect`, `webhook`",
         body = ProblemDocument, content_type = "application/problem+json"),
    )
)]
pub(super) async fn create(
    State(service): Shared,
    Tenant(tenant): Tenant,
    headers: HeaderMap,
    body: JsonBody<NewControl>,
) -> Result<(StatusCode, Json<Created>), Problem> {
    let key = idempotency_key(&headers).ok_or_else(|| {
        let detail = "One Idempotency-Key of 1 to 128 visible ASCII characters is needed.";
        Problem::new(StatusCode::BAD_REQUEST, "idempotency_key", detail)
    })?;
    let created = service.create(&tenant, key, &body.bytes, body.value).await?;
    Ok((StatusCode::CREATED, Json(created)))
}

fn idempotency_key(headers: &HeaderMap) -> Option<&str> {
    let mut keys = headers.get_all("idempotency-key").iter();
    let key = keys.next()?.to_str().ok()?;
    let usable = (1..=128).contains(&key.len()) && key.bytes().all(|c| c.is_ascii_graphic());
    (usable && keys.next().is_none()).then_some(key)
}

/// Where a control stands
#[utoipa::path(
    get, path = "/v1/controls/{id}", tag = "Issuer", operation_id = "control_status", security(("api_key" = [])),
    params(
        ("id" = String, Path, description = "The control's name", pattern = "^[0-9a-f]{32}$"),
        ("after" = Option<i64>, Query, minimum = 0,
         description = "The version that is known: answer when there is another, or after 25 seconds"),
    ),
    responses(Tenant, ControlId, After, (status = 200, description = "The state", body = IssuerStatus))
)]
pub(super) async fn status(
    State(service): Shared,
    Tenant(tenant): Tenant,
    ControlId(id): ControlId,
    After(after): After,
    waiting: Waiting,
) -> Result<Json<IssuerStatus>, Problem> {
    let row = service.by_tenant(&id, &tenant).await?;
    let changed = waiting.on(service.wait_as_issuer(row.clone(), after)).await;
    let row = changed.unwrap_or(Ok(row))?;
    Ok(Json(service.issuer_status(&row)))
}

/// Cancel a control
#[utoipa::path(
    post, path = "/v1/controls/{id}/cancel", tag = "Issuer", operation_id = "cancel_control", security(("api_key" = [])),
    params(("id" = String, Path, description = "The control's name", pattern = "^[0-9a-f]{32}$")),
    responses(
        Tenant, ControlId, WrongState,
        (status = 200, description = "Cancelled, now or before", body = IssuerStatus),
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
///
/// Its events stay, in which nothing is personal.
#[utoipa::path(
    delete, path = "/v1/controls/{id}", tag = "Issuer", operation_id = "destroy_control", security(("api_key" = [])),
    params(("id" = String, Path, description = "The control's name", pattern = "^[0-9a-f]{32}$")),
    responses(Tenant, ControlId, WrongState, (status = 204, description = "Destroyed"))
)]
pub(super) async fn remove(
    State(service): Shared,
    Tenant(tenant): Tenant,
    ControlId(id): ControlId,
) -> Result<StatusCode, Problem> {
    let row = service.by_tenant(&id, &tenant).await?;
    match service.delete_at_once(&row).await {
        Ok(()) | Err(ControlError::NotFound) => Ok(StatusCode::NO_CONTENT),
        Err(error) => Err(error.into()),
    }
}
