//! `?after=VERSION`: answer when there is something newer, or after a while.

use super::Problem;
use super::answers::{Answers, answers, problem};
use axum::extract::FromRequestParts;
use axum::http::StatusCode;
use axum::http::request::Parts;
use utoipa::IntoResponses;

/// The version the caller knows.
pub(super) struct After(pub(super) Option<i64>);

impl<S: Send + Sync> FromRequestParts<S> for After {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        let query = parts.uri.query().unwrap_or_default();
        let mut values = query.split('&').filter_map(|pair| pair.strip_prefix("after="));
        let Some(value) = values.next() else { return Ok(Self(None)) };
        match (value.parse::<i64>(), values.next()) {
            (Ok(version), None) if version >= 0 => Ok(Self(Some(version))),
            _ => Err(Problem::new(StatusCode::BAD_REQUEST, "after", "after is not a version.")),
        }
    }
}

impl IntoResponses for After {
    fn responses() -> Answers {
        answers([("400", problem("`after`: it is not a version"))])
    }
}
