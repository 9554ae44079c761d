//! What a caller is told when something is wrong, RFC 9457. Never what was sent, never what the log keeps.

use crate::control::ControlError;
use crate::dpop::ProofError;
use axum::Json;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;

/// What is wrong, until it is written as a problem document.
#[derive(Debug, Clone)]
pub(crate) struct Problem {
    status: StatusCode,
    code: &'static str,
    detail: String,
    retry_after: Option<u64>,
    challenge: Option<&'static str>,
}

/// A problem document.
#[derive(Serialize, utoipa::ToSchema)]
#[schema(as = Problem)]
pub(super) struct ProblemDocument {
    /// A name for this kind of problem.
    #[serde(rename = "type")]
    #[schema(pattern = "^urn:idkontroll:problem:[a-z0-9_]+$")]
    kind: String,
    /// The status in words.
    title: &'static str,
    /// The HTTP status.
    #[schema(minimum = 400, maximum = 599)]
    status: u16,
    /// A sentence for people.
    detail: String,
    /// A word for programs.
    #[schema(pattern = "^[a-z0-9_]+$")]
    code: &'static str,
}

impl Problem {
    /// A problem with this status, word and sentence.
    pub(crate) fn new(status: StatusCode, code: &'static str, detail: &str) -> Self {
        Self { status, code, detail: detail.to_owned(), retry_after: None, challenge: None }
    }

    /// The same, to be tried again after so many seconds.
    pub(crate) fn retry_after(mut self, seconds: u64) -> Self {
        self.retry_after = Some(seconds);
        self
    }

    /// The same, with what would have to be shown.
    pub(crate) fn challenge(mut self, challenge: &'static str) -> Self {
        self.challenge = Some(challenge);
        self
    }

    pub(crate) fn not_found() -> Self {
        Self::new(StatusCode::NOT_FOUND, "not_found", "There is nothing here.")
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let Self { status, code, detail, retry_after, challenge } = self;
        let kind = format!("urn:idkontroll:problem:{code}");
        let title = status.canonical_reason().unwrap_or("Error");
        let document = ProblemDocument { kind, title, status: status.as_u16(), detail, code };
        let mut response = (status, Json(document)).into_response();
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        if let Some(seconds) = retry_after {
            headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        if let Some(challenge) = challenge {
            headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static(challenge));
        }
        response
    }
}

impl From<ControlError> for Problem {
    fn from(error: ControlError) -> Self {
        let new = |status, code: &'static str| Self::new(status, code, &format!("{error}."));
        match &error {
            ControlError::NotFound => Self::not_found(),
            ControlError::NotAllowed(_) => new(StatusCode::CONFLICT, "wrong_state"),
            ControlError::AlreadyClaimed => new(StatusCode::CONFLICT, "already_claimed"),
            ControlError::Forbidden => new(StatusCode::FORBIDDEN, "forbidden"),
            ControlError::NoEvidence => new(StatusCode::NOT_FOUND, "no_evidence"),
            ControlError::WrongCode => new(StatusCode::FORBIDDEN, "wrong_code"),
            ControlError::Invalid { code, .. } => new(StatusCode::UNPROCESSABLE_ENTITY, code),
            ControlError::IdempotencyReuse => new(StatusCode::CONFLICT, "idempotency_key_reused"),
            ControlError::OffsetMismatch => new(StatusCode::CONFLICT, "upload_offset"),
            ControlError::SessionOver => new(StatusCode::CONFLICT, "session_over"),
            ControlError::NoAttempts => new(StatusCode::CONFLICT, "no_attempts_left"),
            ControlError::Outrun => new(StatusCode::CONFLICT, "outrun"),
            ControlError::Busy => new(StatusCode::SERVICE_UNAVAILABLE, "busy").retry_after(2),
            ControlError::Internal(cause) => {
                tracing::error!(%cause, "a request failed");
                new(StatusCode::INTERNAL_SERVER_ERROR, "internal")
            }
        }
    }
}

impl From<ProofError> for Problem {
    fn from(error: ProofError) -> Self {
        if error == ProofError::Crowded {
            return Self::new(StatusCode::SERVICE_UNAVAILABLE, "busy", &format!("{error}.")).retry_after(2);
        }
        let (code, challenge) = match error {
            ProofError::NonceNeeded => ("use_dpop_nonce", "DPoP error=\"use_dpop_nonce\""),
            ProofError::Missing => ("dpop_missing", "DPoP algs=\"ES256\""),
            _ => ("invalid_dpop_proof", "DPoP error=\"invalid_dpop_proof\""),
        };
        Self::new(StatusCode::UNAUTHORIZED, code, &format!("{error}.")).challenge(challenge)
    }
}
