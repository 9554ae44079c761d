//! Bodies: JSON of a known form, or bytes, both with a limit.

use super::Problem;
use super::answers::{Answers, answers, problem};
use axum::body::Bytes;
use axum::extract::{FromRequest, Request};
use axum::http::{HeaderMap, StatusCode, header};
use serde::de::DeserializeOwned;
use serde_json::error::Category;
use utoipa::IntoResponses;

/// The bytes of a body.
pub(super) struct Raw(pub(super) Bytes);

impl<S: Send + Sync> FromRequest<S> for Raw {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        match Bytes::from_request(request, state).await {
            Ok(bytes) => Ok(Self(bytes)),
            Err(rejection) if rejection.status() == StatusCode::PAYLOAD_TOO_LARGE => {
                Err(Problem::new(StatusCode::PAYLOAD_TOO_LARGE, "too_large", "The body is too large."))
            }
            Err(_) => Err(Problem::new(StatusCode::BAD_REQUEST, "bad_body", "The body could not be read.")),
        }
    }
}

impl IntoResponses for Raw {
    fn responses() -> Answers {
        answers([
            ("400", problem("`bad_body`: the body could not be read")),
            ("413", problem("`too_large`: the body is too large")),
        ])
    }
}

/// A JSON body: its bytes and what they mean.
pub(super) struct JsonBody<T> {
    pub(super) bytes: Bytes,
    pub(super) value: T,
}

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for JsonBody<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        if !is_json(request.headers()) {
            let detail = "The body must be application/json.";
            return Err(Problem::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "not_json", detail));
        }
        let Raw(bytes) = Raw::from_request(request, state).await?;
        let value = object(&bytes)?;
        Ok(Self { bytes, value })
    }
}

/// What a JSON object means; serde would take an array of the members' values for one.
pub(crate) fn object<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Problem> {
    let is_object = bytes.trim_ascii_start().first() == Some(&b'{');
    match serde_json::from_slice(bytes) {
        Ok(value) if is_object => Ok(value),
        Err(error) if error.classify() != Category::Data => {
            Err(Problem::new(StatusCode::BAD_REQUEST, "not_json", "The body is not JSON."))
        }
        _ => {
            let detail = "The body has not the form that is expected here.";
            Err(Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "unexpected_form", detail))
        }
    }
}

impl<T> IntoResponses for JsonBody<T> {
    fn responses() -> Answers {
        answers([
            ("400", problem("`not_json`, `bad_body`: the body is not JSON, or could not be read")),
            ("413", problem("`too_large`: the body has more than 16 KiB")),
            ("415", problem("`not_json`: the body is not `application/json`")),
            ("422", problem("`unexpected_form`: the body has not the form that is expected here")),
        ])
    }
}

fn is_json(headers: &HeaderMap) -> bool {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    let kind = kind.split(';').next().unwrap_or_default().trim();
    kind.eq_ignore_ascii_case("application/json")
}
