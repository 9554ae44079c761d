//! The description of the API, OpenAPI 3.1, made from the code.

use super::answers::{header, later, problem};
use super::{docs, issuer, phone, relay, release, system};
use axum::routing::get;
use axum::{Json, Router};
use utoipa::openapi::path::Operation;
use utoipa::openapi::response::ResponseBuilder;
use utoipa::openapi::schema::Type;
use utoipa::openapi::security::{ApiKey, ApiKeyValue, HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa::openapi::{Components, RefOr};
use utoipa::{Modify, OpenApi};

#[derive(OpenApi)]
#[openapi(
    info(
        title = "idkontroll",
        description = "Identity controls: an issuer orders one, a person's phone carries it out, the issuer redeems the signed \
                       result. Errors are problem documents (RFC 9457); `code` is the word for programs. Members may be \
                       added to what the service answers; what it does not know in a request's body it refuses.",
        license(name = "MIT OR Apache-2.0", identifier = "MIT OR Apache-2.0")
    ),
    paths(
        issuer::create, issuer::status, issuer::cancel, issuer::remove, release::redeem,
        release::evidence,
        phone::claim::introduction, phone::claim::claim, phone::course::status, phone::chip::access,
        phone::chip::ticket, phone::probe::begin, phone::probe::progress, phone::probe::take_piece,
        phone::course::conclude, phone::course::cancel,
        relay::open,
        system::health, system::readiness, system::metrics, system::result_keys, document, docs::browse,
    ),
    tags(
        (name = "Issuer", description = "An eID issuer's program, with the tenant's API key: docs/service.md"),
        (name = "Phone", description = "The page on the person's phone, with a key of its own"),
        (name = "Relay", description = "What passes APDUs between chip and server: docs/relay.md"),
        (name = "System", description = "What operators and machines look at"),
    ),
    modifiers(&Credentials, &Around)
)]
struct Description;

/// What callers show.
struct Credentials;

impl Modify for Credentials {
    fn modify(&self, openapi: &mut utoipa::openapi::OpenApi) {
        let components = openapi.components.get_or_insert_with(Components::new);
        let key = "The tenant's API key, which `idkontroll tenant add` showed once";
        let key = HttpBuilder::new().scheme(HttpAuthScheme::Bearer).description(Some(key)).build();
        components.add_security_scheme("api_key", SecurityScheme::Http(key));
        let header =
            |name, text| SecurityScheme::ApiKey(ApiKey::Header(ApiKeyValue::with_description(name, text)));
        let ticket = "The ticket of a relay session: `Ticket TICKET`";
        components.add_security_scheme("ticket", header("Authorization", ticket));
        let proof = "RFC 9449 proof by the caller's P-256 key, made for this method and address, with the nonce of the \
                     last answer's `DPoP-Nonce`";
        components.add_security_scheme("dpop", header("DPoP", proof));
    }
}

/// What `shell` answers around every operation, and the nonce it hands out.
struct Around;

impl Modify for Around {
    fn modify(&self, openapi: &mut utoipa::openapi::OpenApi) {
        for (path, item) in &mut openapi.paths.paths {
            let operations = [&mut item.get, &mut item.post, &mut item.patch, &mut item.delete];
            for operation in operations.into_iter().flatten() {
                let mut add = |status: &str, answer: ResponseBuilder| {
                    operation
                        .responses
                        .responses
                        .entry(status.into())
                        .or_insert_with(|| answer.build().into());
                };
                add("408", problem("`timeout`: the request took too long"));
                add("429", later("`too_many_requests`: of this address or tenant"));
                add("503", later("`busy`: too many connections, or too much is waiting"));
                if path.starts_with("/v1/") || path == "/metrics" {
                    add("500", problem("`internal`: the service failed; its log says how"));
                }
                if path.starts_with("/v1/phone/") || path.starts_with("/v1/relay/") {
                    hand_out_nonce(operation);
                }
            }
        }
    }
}

fn hand_out_nonce(operation: &mut Operation) {
    for response in operation.responses.responses.values_mut() {
        if let RefOr::T(response) = response {
            let nonce = header(Type::String, "The nonce of the next proof, RFC 9449 §8");
            response.headers.insert("DPoP-Nonce".into(), nonce.into());
        }
    }
}

/// The description as JSON.
pub(super) fn description() -> serde_json::Value {
    serde_json::to_value(Description::openapi()).unwrap_or_default()
}

/// This description
#[utoipa::path(get, path = "/openapi.json", tag = "System", operation_id = "description", responses(
    (status = 200, description = "OpenAPI 3.1", body = Object, content_type = "application/json"),
))]
async fn document() -> Json<serde_json::Value> {
    Json(description())
}

pub(super) fn routes<S: Clone + Send + Sync + 'static>() -> Router<S> {
    Router::new().route("/openapi.json", get(document))
}
