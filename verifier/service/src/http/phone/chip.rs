//! What opens the chip, and the ticket for the relay that reads it.

use super::{Answer, Shared};
use crate::control::{AccessInput, Ticket};
use crate::http::Problem;
use crate::http::answers::WrongState;
use crate::http::body::JsonBody;
use crate::http::dpop::Prover;
use crate::http::id::ControlId;
use crate::http::problem::ProblemDocument;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;

/// Tell what opens the chip
#[utoipa::path(
    post, path = "/v1/phone/{control}/access", tag = "Phone", operation_id = "give_access", security(("dpop" = [])),
    params(("control" = String, Path, description = "The control's name", pattern = "^[0-9a-f]{32}$")),
    request_body = AccessInput,
    responses(
        Prover, JsonBody<AccessInput>, ControlId, WrongState,
        (status = 200, description = "Kept, sealed", body = crate::control::PhoneStatus),
        (status = 422, description = "`unexpected_form`, or what is mistyped: `mrz`, `check_digit`, \
                                      `document_number`, `date`, `can`",
         body = ProblemDocument, content_type = "application/problem+json"),
    )
)]
pub(in crate::http) async fn access(
    State(service): Shared,
    ControlId(control): ControlId,
    prover: Prover,
    body: JsonBody<AccessInput>,
) -> Answer {
    let row = prover.control(&service, &control).await?;
    let row = service.give_access(&row, &body.value).await?;
    Ok(Json(service.phone_status(&row).await?))
}

/// Draw a ticket for a relay
#[utoipa::path(
    post, path = "/v1/phone/{control}/ticket", tag = "Phone", operation_id = "draw_ticket", security(("dpop" = [])),
    params(("control" = String, Path, description = "The control's name", pattern = "^[0-9a-f]{32}$")),
    responses(
        Prover, ControlId, WrongState,
        (status = 201, description = "Single use, two minutes; an earlier one is void", body = Ticket),
    )
)]
pub(in crate::http) async fn ticket(
    State(service): Shared,
    ControlId(control): ControlId,
    prover: Prover,
) -> Result<(StatusCode, Json<Ticket>), Problem> {
    let row = prover.control(&service, &control).await?;
    Ok((StatusCode::CREATED, Json(service.draw_ticket(&row).await?)))
}
