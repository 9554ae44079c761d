//! What the phone's page calls: with the link's secret until it has claimed the control, then with its key.

use super::Problem;
use super::body::{JsonBody, Raw};
use super::dpop::Prover;
use super::id::{ControlId, UploadId};
use super::problem::ProblemDocument;
use super::query::After;
use crate::control::{AccessInput, Introduction, NewUpload, PIECE, PhoneStatus, Ticket, UploadProgress};
use crate::service::Service;
use axum::extract::{DefaultBodyLimit, State};
use axum::http::{HeaderMap, StatusCode};
use axum::routing::{get, post};
use axum::{Json, Router};
use serde::Deserialize;
use std::sync::Arc;

type Shared = State<Arc<Service>>;
type Answer = Result<Json<PhoneStatus>, Problem>;

pub(super) fn routes() -> Router<Arc<Service>> {
    Router::new()
        .route("/v1/phone/{control}", get(status))
        .route("/v1/phone/{control}/introduction", post(introduction))
        .route("/v1/phone/{control}/claim", post(claim))
        .route("/v1/phone/{control}/access", post(access))
        .route("/v1/phone/{control}/ticket", post(ticket))
        .route("/v1/phone/{control}/probes", post(begin_upload))
        .route(
            "/v1/phone/{control}/probes/{probe}",
            get(upload).patch(take_piece).layer(DefaultBodyLimit::max(PIECE)),
        )
        .route("/v1/phone/{control}/conclude", post(conclude))
        .route("/v1/phone/{control}/cancel", post(cancel))
}

/// The secret in the link's fragment.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct LinkSecret {
    #[schema(max_length = 128)]
    secret: String,
}

/// A claim, after the person has consented.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Claim {
    /// The secret in the link's fragment.
    #[schema(max_length = 128)]
    secret: String,
    /// The person has consented.
    consent: bool,
    /// The language the person chose.
    #[schema(pattern = "^[a-z]{2,3}$")]
    language: String,
}

/// What is asked, and by whom
#[utoipa::path(
    post, path = "/v1/phone/{control}/introduction", tag = "Phone",
    params(("control" = String, Path, description = "The control's name")),
    request_body = LinkSecret,
    responses(
        (status = 200, description = "Nothing is claimed by it", body = Introduction),
        (status = "4XX", description = "Refused", body = ProblemDocument, content_type = "application/problem+json"),
    )
)]
pub(super) async fn introduction(
    State(service): Shared,
    ControlId(control): ControlId,
    body: JsonBody<LinkSecret>,
) -> Result<Json<Introduction>, Problem> {
    let row = service.by_link(&control, &body.value.secret).await?;
    Ok(Json(service.introduce(&row).await?))
}

/// Claim the control for this phone's key
#[utoipa::path(
    post, path = "/v1/phone/{control}/claim", tag = "Phone",
    params(
        ("control" = String, Path, description = "The control's name"),
        ("DPoP" = String, Header, description = "RFC 9449 proof by the phone's key"),
    ),
    request_body = Claim,
    responses(
        (status = 201, description = "Claimed", body = PhoneStatus),
        (status = 401, description = "No valid proof", body = ProblemDocument, content_type = "application/problem+json"),
        (status = 409, description = "Claimed already", body = ProblemDocument, content_type = "application/problem+json"),
        (status = "4XX", description = "Refused", body = ProblemDocument, content_type = "application/problem+json"),
    )
)]
pub(super) async fn claim(
    State(service): Shared,
    ControlId(control): ControlId,
    prover: Prover,
    body: JsonBody<Claim>,
) -> Result<(StatusCode, Json<PhoneStatus>), Problem> {
    let Claim { secret, consent, language } = &body.value;
    let row = service.by_link(&control, secret).await?;
    let known = (2..=3).contains(&language.len()) && language.bytes().all(|c| c.is_ascii_lowercase());
    if !consent || !known {
        let (code, detail) = if *consent {
            ("language", "The language is not a language's code.")
        } else {
            ("consent_needed", "Nothing is done without consent.")
        };
        return Err(Problem::new(StatusCode::UNPROCESSABLE_ENTITY, code, detail));
    }
    let row = service.claim(&row, prover.claimant(&service)?).await?;
    Ok((StatusCode::CREATED, Json(service.phone_status(&row).await?)))
}

/// Where the control stands
#[utoipa::path(
    get, path = "/v1/phone/{control}", tag = "Phone",
    params(
        ("control" = String, Path, description = "The control's name"),
        ("after" = Option<i64>, Query, description = "Answer when there is a newer version, or after 25 seconds", minimum = 0),
        ("DPoP" = String, Header, description = "RFC 9449 proof by the claiming key, with the server's nonce"),
    ),
    responses(
        (status = 200, description = "The state; with the redirect when it is concluded", body = PhoneStatus),
        (status = "4XX", description = "Refused", body = ProblemDocument, content_type = "application/problem+json"),
    )
)]
pub(super) async fn status(
    State(service): Shared,
    ControlId(control): ControlId,
    After(after): After,
    prover: Prover,
) -> Answer {
    let row = prover.control(&service, &control).await?;
    let row = service.wait_as_phone(row, after).await?;
    Ok(Json(service.phone_status(&row).await?))
}

/// Tell what opens the chip
#[utoipa::path(
    post, path = "/v1/phone/{control}/access", tag = "Phone",
    params(
        ("control" = String, Path, description = "The control's name"),
        ("DPoP" = String, Header, description = "RFC 9449 proof by the claiming key, with the server's nonce"),
    ),
    request_body = AccessInput,
    responses(
        (status = 200, description = "Kept, sealed", body = PhoneStatus),
        (status = 422, description = "A check digit or a form is wrong", body = ProblemDocument, content_type = "application/problem+json"),
        (status = "4XX", description = "Refused", body = ProblemDocument, content_type = "application/problem+json"),
    )
)]
pub(super) async fn access(
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
    post, path = "/v1/phone/{control}/ticket", tag = "Phone",
    params(
        ("control" = String, Path, description = "The control's name"),
        ("DPoP" = String, Header, description = "RFC 9449 proof by the claiming key, with the server's nonce"),
    ),
    responses(
        (status = 201, description = "Single use, two minutes; an earlier one is void", body = Ticket),
        (status = "4XX", description = "Refused", body = ProblemDocument, content_type = "application/problem+json"),
    )
)]
pub(super) async fn ticket(
    State(service): Shared,
    ControlId(control): ControlId,
    prover: Prover,
) -> Result<(StatusCode, Json<Ticket>), Problem> {
    let row = prover.control(&service, &control).await?;
    Ok((StatusCode::CREATED, Json(service.draw_ticket(&row).await?)))
}

/// Begin to upload a picture
#[utoipa::path(
    post, path = "/v1/phone/{control}/probes", tag = "Phone",
    params(
        ("control" = String, Path, description = "The control's name"),
        ("DPoP" = String, Header, description = "RFC 9449 proof by the claiming key, with the server's nonce"),
    ),
    request_body = NewUpload,
    responses(
        (status = 201, description = "Begun", body = UploadProgress),
        (status = "4XX", description = "Refused", body = ProblemDocument, content_type = "application/problem+json"),
    )
)]
pub(super) async fn begin_upload(
    State(service): Shared,
    ControlId(control): ControlId,
    prover: Prover,
    body: JsonBody<NewUpload>,
) -> Result<(StatusCode, Json<UploadProgress>), Problem> {
    let row = prover.control(&service, &control).await?;
    Ok((StatusCode::CREATED, Json(service.begin_upload(&row, &body.value).await?)))
}

/// How far an upload has come
#[utoipa::path(
    get, path = "/v1/phone/{control}/probes/{probe}", tag = "Phone",
    params(
        ("control" = String, Path, description = "The control's name"),
        ("probe" = String, Path, description = "The upload's name"),
        ("DPoP" = String, Header, description = "RFC 9449 proof by the claiming key, with the server's nonce"),
    ),
    responses(
        (status = 200, description = "The offset of the next piece", body = UploadProgress),
        (status = 503, description = "Too much is waiting", body = ProblemDocument, content_type = "application/problem+json"),
        (status = "4XX", description = "Refused", body = ProblemDocument, content_type = "application/problem+json"),
    )
)]
pub(super) async fn upload(
    State(service): Shared,
    UploadId(control, probe): UploadId,
    prover: Prover,
) -> Result<Json<UploadProgress>, Problem> {
    let row = prover.control(&service, &control).await?;
    Ok(Json(service.upload(&row, &probe).await?))
}

/// Upload a piece of a picture
#[utoipa::path(
    patch, path = "/v1/phone/{control}/probes/{probe}", tag = "Phone",
    params(
        ("control" = String, Path, description = "The control's name"),
        ("probe" = String, Path, description = "The upload's name"),
        ("Upload-Offset" = u64, Header, description = "Where the piece begins"),
        ("DPoP" = String, Header, description = "RFC 9449 proof by the claiming key, with the server's nonce"),
    ),
    request_body(content = Vec<u8>, content_type = "application/octet-stream", description = "At most 256 KiB"),
    responses(
        (status = 200, description = "Kept; with an advice after the last piece", body = UploadProgress),
        (status = 409, description = "The upload stands at another offset", body = ProblemDocument, content_type = "application/problem+json"),
        (status = 503, description = "Too much is waiting", body = ProblemDocument, content_type = "application/problem+json"),
        (status = "4XX", description = "Refused", body = ProblemDocument, content_type = "application/problem+json"),
    )
)]
pub(super) async fn take_piece(
    State(service): Shared,
    UploadId(control, probe): UploadId,
    prover: Prover,
    headers: HeaderMap,
    Raw(piece): Raw,
) -> Result<Json<UploadProgress>, Problem> {
    let offset = headers.get("upload-offset").and_then(|value| value.to_str().ok()?.parse::<u64>().ok());
    let Some(offset) = offset else {
        return Err(Problem::new(StatusCode::BAD_REQUEST, "upload_offset", "Upload-Offset is needed."));
    };
    let row = prover.control(&service, &control).await?;
    Ok(Json(service.take_piece(&row, &probe, offset, &piece).await?))
}

/// Everything is given: judge it
#[utoipa::path(
    post, path = "/v1/phone/{control}/conclude", tag = "Phone",
    params(
        ("control" = String, Path, description = "The control's name"),
        ("DPoP" = String, Header, description = "RFC 9449 proof by the claiming key, with the server's nonce"),
    ),
    responses(
        (status = 202, description = "It is being judged", body = PhoneStatus),
        (status = 503, description = "Too much is waiting", body = ProblemDocument, content_type = "application/problem+json"),
        (status = "4XX", description = "Refused", body = ProblemDocument, content_type = "application/problem+json"),
    )
)]
pub(super) async fn conclude(
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
    post, path = "/v1/phone/{control}/cancel", tag = "Phone",
    params(
        ("control" = String, Path, description = "The control's name"),
        ("DPoP" = String, Header, description = "RFC 9449 proof by the claiming key, with the server's nonce"),
    ),
    responses(
        (status = 200, description = "Cancelled", body = PhoneStatus),
        (status = "4XX", description = "Refused", body = ProblemDocument, content_type = "application/problem+json"),
    )
)]
pub(super) async fn cancel(State(service): Shared, ControlId(control): ControlId, prover: Prover) -> Answer {
    let row = prover.control(&service, &control).await?;
    let row = service.cancel_by_holder(&row).await?;
    Ok(Json(service.phone_status(&row).await?))
}
