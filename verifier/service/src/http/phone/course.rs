//! The course of a claimed control: where it stands, and its two ends.

use super::{Answer, Shared};
use crate::control::PhoneStatus;
use crate::http::Problem;
use crate::http::answers::{Busy, WrongState};
use crate::http::dpop::Prover;
use crate::http::id::ControlId;
use crate::http::query::After;
use crate::http::waiting::Waiting;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;

/// Where the control stands
#[utoipa::path(
    get, path = "/v1/phone/{control}", tag = "Phone", operation_id = "phone_status", security(("dpop" = [])),
    params(
        ("control" = String, Path, description = "The control's name", pattern = "^[0-9a-f]{32}$"),
        ("after" = Option<i64>, Query, minimum = 0,
         description = "The version that is known: answer when there is another, or after 25 seconds"),
    ),
    responses(
        Prover, ControlId, After,
        (status = 200, description = "The state; with the redirect when it has ended", body = PhoneStatus),
    )
)]
pub(in crate::http) async fn status(
    State(service): Shared,
    ControlId(control): ControlId,
    After(after): After,
    prover: Prover,
    waiting: Waiting,
) -> Answer {
    let row = prover.control(&service, &control).await?;
    let changed = waiting.on(service.wait_as_phone(row.clone(), after)).await;
    let row = changed.unwrap_or(Ok(row))?;
    Ok(Json(service.phone_status(&row).await?))
}

/// Everything is given: judge it
#[utoipa::path(
    post, path = "/v1/phone/{control}/conclude", tag = "Phone", operation_id = "conclude", security(("dpop" = [])),
    params(("control" = String, Path, description = "The control's name", pattern = "^[0-9a-f]{32}$")),
    responses(
        Prover, ControlId, WrongState, Busy,
        (status = 202, description = "It is being judged", body = PhoneStatus),
    )
)]
pub(in crate::http) async fn conclude(
    State(service): Shared,
    ControlId(control): ControlId,
    prover: Prover,
) -> Result<(StatusCode, Json<PhoneStatus>), Problem> {
    let row = prover.control(&service, &control).await?;
    let row = service.conclude(&row).await?;
    Ok((StatusCode::ACCEPTED, Json(service.phone_status(&row).await?)))
}

/// Cancel the control
#[utoipa::path(
    post, path = "/v1/phone/{control}/cancel", tag = "Phone", operation_id = "phone_cancel", security(("dpop" = [])),
    params(("control" = String, Path, description = "The control's name", pattern = "^[0-9a-f]{32}$")),
    responses(Prover, ControlId, WrongState, (status = 200, description = "Cancelled", body = PhoneStatus))
)]
pub(in crate::http) async fn cancel(
    State(service): Shared,
    ControlId(control): ControlId,
    prover: Prover,
) -> Answer {
    let row = prover.control(&service, &control).await?;
    let row = service.cancel_by_holder(&row).await?;
    Ok(Json(service.phone_status(&row).await?))
}
