//! The person's picture, in pieces that can be resumed.

use super::Shared;
use crate::control::{NewUpload, UploadProgress};
use crate::http::Problem;
use crate::http::answers::{Busy, WrongState};
use crate::http::body::{JsonBody, Raw};
use crate::http::bytes::Piece;
use crate::http::dpop::Prover;
use crate::http::id::{ControlId, UploadId};
use crate::http::problem::ProblemDocument;
use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};

/// Begin to upload a picture
#[utoipa::path(
    post, path = "/v1/phone/{control}/probes", tag = "Phone", operation_id = "begin_upload", security(("dpop" = [])),
    params(("control" = String, Path, description = "The control's name", pattern = "^[0-9a-f]{32}$")),
    request_body = NewUpload,
    responses(
        Prover, JsonBody<NewUpload>, ControlId,
        (status = 201, description = "Begun", body = UploadProgress),
        (status = 409, description = "`wrong_state`, `no_attempts_left`, or `session_over`: the chip must be read again",
         body = ProblemDocument, content_type = "application/problem+json"),
        (status = 422, description = "`unexpected_form`, `sha256`, or `bytes`: larger than this server takes",
         body = ProblemDocument, content_type = "application/problem+json"),
    )
)]
pub(in crate::http) async fn begin(
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
    get, path = "/v1/phone/{control}/probes/{probe}", tag = "Phone", operation_id = "upload_progress",
    security(("dpop" = [])),
    params(
        ("control" = String, Path, description = "The control's name", pattern = "^[0-9a-f]{32}$"),
        ("probe" = String, Path, description = "The upload's name", pattern = "^[0-9a-f]{32}$"),
    ),
    responses(
        Prover, UploadId, Busy, WrongState,
        (status = 200, description = "The offset of the next piece", body = UploadProgress),
    )
)]
pub(in crate::http) async fn progress(
    State(service): Shared,
    UploadId(control, probe): UploadId,
    prover: Prover,
) -> Result<Json<UploadProgress>, Problem> {
    let row = prover.control(&service, &control).await?;
    Ok(Json(service.upload(&row, &probe).await?))
}

/// Upload a piece of a picture
#[utoipa::path(
    patch, path = "/v1/phone/{control}/probes/{probe}", tag = "Phone", operation_id = "upload_piece",
    security(("dpop" = [])),
    params(
        ("control" = String, Path, description = "The control's name", pattern = "^[0-9a-f]{32}$"),
        ("probe" = String, Path, description = "The upload's name", pattern = "^[0-9a-f]{32}$"),
        ("Upload-Offset" = u64, Header, description = "Where the piece begins", minimum = 0),
    ),
    request_body(content = Piece, content_type = "application/octet-stream", description = "At most 256 KiB"),
    responses(
        Prover, Raw, UploadId, Busy,
        (status = 200, description = "Kept; with an advice after the last piece", body = UploadProgress),
        (status = 400, description = "`upload_offset`: no usable Upload-Offset; `bad_body`",
         body = ProblemDocument, content_type = "application/problem+json"),
        (status = 409, description = "`upload_offset`: the upload stands at another offset; `wrong_state`; `no_attempts_left`; \
                                      `session_over`",
         body = ProblemDocument, content_type = "application/problem+json"),
        (status = 422, description = "`bytes`: the piece is empty or goes past the picture's end",
         body = ProblemDocument, content_type = "application/problem+json"),
    )
)]
pub(in crate::http) async fn take_piece(
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
