//! What operators and machines look at: health, readiness, metrics, the result keys.

use super::Problem;
use super::operator::Operator;
use super::problem::ProblemDocument;
use crate::service::Service;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::IntoResponse;
use axum::routing::get;
use axum::{Json, Router};
use std::sync::Arc;

type Shared = State<Arc<Service>>;

pub(super) fn routes() -> Router<Arc<Service>> {
    Router::new()
        .route("/healthz", get(health))
        .route("/readyz", get(readiness))
        .route("/metrics", get(metrics))
        .route("/.well-known/jwks.json", get(result_keys))
}

/// The process answers
#[utoipa::path(get, path = "/healthz", tag = "System", operation_id = "health", responses((status = 200, description = "Alive", body = String, content_type = "text/plain")))]
pub(super) async fn health() -> &'static str {
    "alive\n"
}

/// Controls can be carried out
#[utoipa::path(get, path = "/readyz", tag = "System", operation_id = "readiness", responses(
    (status = 200, description = "Ready", body = String, content_type = "text/plain"),
    (status = 503, description = "`not_ready`: the database or the networks are missing", body = ProblemDocument,
     content_type = "application/problem+json", headers(("Retry-After" = i64, description = "Seconds after which to try again"))),
))]
pub(super) async fn readiness(State(service): Shared) -> Result<&'static str, Problem> {
    if service.workers.number() > 0 && service.store.is_ready().await {
        return Ok("ready\n");
    }
    let detail = "The database or the networks are missing.";
    Err(Problem::new(StatusCode::SERVICE_UNAVAILABLE, "not_ready", detail).retry_after(5))
}

/// Counters in Prometheus' text format
///
/// For operators: at the address `metrics_listen`, or where none is set, for callers on the server's own machine; in
/// production mode at `metrics_listen` alone.
#[utoipa::path(get, path = "/metrics", tag = "System", operation_id = "metrics", responses(
    (status = 200, description = "Counters", body = String, content_type = "text/plain"),
    (status = 404, description = "`not_found`: not for this caller", body = ProblemDocument,
     content_type = "application/problem+json"),
))]
pub(super) async fn metrics(_: Operator, service: Shared) -> Result<impl IntoResponse, Problem> {
    read_metrics(service).await
}

/// Counters and gauges as they are now.
pub(super) async fn read_metrics(State(service): Shared) -> Result<impl IntoResponse, Problem> {
    let count = |number: usize| u64::try_from(number).unwrap_or(u64::MAX);
    let states = service.store.count_by_state().await.map_err(crate::control::ControlError::from)?;
    let mut gauges = vec![
        ("workers".to_owned(), count(service.workers.number())),
        ("jobs".to_owned(), count(service.workers.waiting())),
        ("held_picture_bytes".to_owned(), count(service.sights.bytes())),
    ];
    gauges.extend(
        states
            .into_iter()
            .map(|(state, number)| (format!("controls_{state}"), u64::try_from(number).unwrap_or(0))),
    );
    let gauges: Vec<(&str, u64)> = gauges.iter().map(|(name, value)| (name.as_str(), *value)).collect();
    let kind = [(header::CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")];
    Ok((kind, service.metrics.text(&gauges)))
}

/// The public keys under which results are signed
#[utoipa::path(get, path = "/.well-known/jwks.json", tag = "System", operation_id = "result_keys", responses((status = 200, description = "A JSON Web Key Set", body = Object, content_type = "application/json")))]
pub(super) async fn result_keys(State(service): Shared) -> impl IntoResponse {
    Json(service.result_keys())
}
