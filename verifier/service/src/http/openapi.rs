//! The description of the API, OpenAPI 3.1, made from the code.

use super::{issuer, phone, system};
use axum::routing::get;
use axum::{Json, Router};
use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa::{Modify, OpenApi};

#[derive(OpenApi)]
#[openapi(
    info(
        title = "idkontroll",
        description = "Identity controls: an issuer orders one, a person's phone carries it out, the issuer redeems the signed result.",
        license(name = "MIT OR Apache-2.0", identifier = "MIT OR Apache-2.0")
    ),
    paths(
        issuer::create, issuer::status, issuer::cancel, issuer::remove, issuer::redeem,
        phone::introduction, phone::claim, phone::status, phone::access, phone::ticket,
        phone::begin_upload, phone::upload, phone::take_piece, phone::conclude, phone::cancel,
        system::health, system::readiness, system::metrics, system::result_keys,
    ),
    modifiers(&ApiKey)
)]
struct Description;

struct ApiKey;

impl Modify for ApiKey {
    fn modify(&self, openapi: &mut utoipa::openapi::OpenApi) {
        let scheme = HttpBuilder::new().scheme(HttpAuthScheme::Bearer).build();
        let components = openapi.components.get_or_insert_default();
        components.add_security_scheme("api_key", SecurityScheme::Http(scheme));
    }
}

/// The description as JSON.
pub(super) fn description() -> serde_json::Value {
    serde_json::to_value(Description::openapi()).unwrap_or_default()
}

pub(super) fn routes<S: Clone + Send + Sync + 'static>() -> Router<S> {
    Router::new().route("/openapi.json", get(|| async { Json(description()) }))
}
