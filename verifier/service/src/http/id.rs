//! A name in a path: 128 bits in hex; anything else names nothing.

use super::Problem;
use super::answers::{Answers, answers, problem};
use axum::extract::{FromRequestParts, Path};
use axum::http::request::Parts;
use utoipa::IntoResponses;

/// The name of a control.
pub(crate) struct ControlId(pub(crate) String);

/// The names of a control and of an upload.
pub(super) struct UploadId(pub(super) String, pub(super) String);

impl<S: Send + Sync> FromRequestParts<S> for ControlId {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let Path(id) =
            Path::<String>::from_request_parts(parts, state).await.map_err(|_| Problem::not_found())?;
        name(id).map(Self)
    }
}

impl<S: Send + Sync> FromRequestParts<S> for UploadId {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let path = Path::<(String, String)>::from_request_parts(parts, state).await;
        let Path((control, upload)) = path.map_err(|_| Problem::not_found())?;
        Ok(Self(name(control)?, name(upload)?))
    }
}

impl IntoResponses for ControlId {
    fn responses() -> Answers {
        answers([("404", problem("`not_found`: there is no such control for this caller"))])
    }
}

impl IntoResponses for UploadId {
    fn responses() -> Answers {
        answers([("404", problem("`not_found`: there is no such control or upload for this caller"))])
    }
}

fn name(text: String) -> Result<String, Problem> {
    let hex = text.bytes().all(|c| c.is_ascii_digit() || (b'a'..=b'f').contains(&c));
    if text.len() == 32 && hex { Ok(text) } else { Err(Problem::not_found()) }
}
