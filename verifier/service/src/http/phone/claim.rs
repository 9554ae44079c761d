//! The phone sees what it is asked for, and claims the control with its key.

use super::Shared;
use crate::control::{Introduction, PhoneStatus};
use crate::http::Problem;
use crate::http::body::JsonBody;
use crate::http::dpop::Prover;
use crate::http::id::ControlId;
use crate::http::problem::ProblemDocument;
use crate::http::secret::Secret;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::Deserialize;

/// The secret in the link's fragment.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::http) struct LinkSecret {
    /// What stands behind `#s=`.
    #[schema(value_type = String, min_length = 1, max_length = 128)]
    secret: Secret,
}

/// A claim, after the person has consented.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::http) struct Claim {
    /// The secret in the link's fragment, behind `#s=`.
    #[schema(value_type = String, min_length = 1, max_length = 128)]
    secret: Secret,
    /// The person has consented: `false` is refused.
    #[schema(example = true)]
    consent: bool,
    /// The language the person chose.
    #[schema(pattern = "^[a-z]{2,3}$", example = "nb")]
    language: String,
}

impl Claim {
    fn check(&self) -> Result<(), Problem> {
        let known = (2..=3).contains(&self.language.len());
        let (code, detail) =
            match (self.consent, known && self.language.bytes().all(|c| c.is_ascii_lowercase())) {
                (true, true) => return Ok(()),
                (true, false) => ("language", "The language is not a language's code."),
                (false, _) => ("consent_needed", "Nothing is done without consent."),
            };
        Err(Problem::new(StatusCode::UNPROCESSABLE_ENTITY, code, detail))
    }
}

/// What is asked, and by whom
///
/// Nothing is claimed by it.
#[utoipa::path(
    post, path = "/v1/phone/{control}/introduction", tag = "Phone", operation_id = "introduction",
    params(("control" = String, Path, description = "The control's name", pattern = "^[0-9a-f]{32}$")),
    request_body = LinkSecret,
    responses(
        JsonBody<LinkSecret>, ControlId,
        (status = 200, description = "What the person is told", body = Introduction),
        (status = 403, description = "`forbidden`: not the link's secret",
         body = ProblemDocument, content_type = "application/problem+json"),
    )
)]
pub(in crate::http) async fn introduction(
    State(service): Shared,
    ControlId(control): ControlId,
    body: JsonBody<LinkSecret>,
) -> Result<Json<Introduction>, Problem> {
    let row = service.by_link(&control, body.value.secret.text()).await?;
    Ok(Json(service.introduce(&row).await?))
}

/// Claim the control for this phone's key
///
/// The proof needs no nonce yet.
#[utoipa::path(
    post, path = "/v1/phone/{control}/claim", tag = "Phone", operation_id = "claim", security(("dpop" = [])),
    params(("control" = String, Path, description = "The control's name", pattern = "^[0-9a-f]{32}$")),
    request_body = Claim,
    responses(
        Prover, JsonBody<Claim>, ControlId,
        (status = 201, description = "Claimed", body = PhoneStatus),
        (status = 409, description = "`already_claimed`, or `wrong_state` when it has ended",
         body = ProblemDocument, content_type = "application/problem+json"),
        (status = 422, description = "`unexpected_form`, `consent_needed`, `language`",
         body = ProblemDocument, content_type = "application/problem+json"),
    )
)]
pub(in crate::http) async fn claim(
    State(service): Shared,
    ControlId(control): ControlId,
    prover: Prover,
    body: JsonBody<Claim>,
) -> Result<(StatusCode, Json<PhoneStatus>), Problem> {
    let row = service.by_link(&control, body.value.secret.text()).await?;
    body.value.check()?;
    let row = service.claim(&row, prover.claimant(&service)?).await?;
    Ok((StatusCode::CREATED, Json(service.phone_status(&row).await?)))
}
