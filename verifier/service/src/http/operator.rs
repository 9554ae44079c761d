//! Who may read the counters: an address of the operators' own, or else, but in production, this machine alone. There a
//! proxy may stand on this machine whose callers nothing tells apart from it.

use super::address::Peer;
use super::{Problem, system};
use crate::service::Service;
use axum::Router;
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::routing::get;
use std::sync::Arc;

/// A caller who may read them; for others there is nothing there.
pub(super) struct Operator;

impl FromRequestParts<Arc<Service>> for Operator {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, service: &Arc<Service>) -> Result<Self, Problem> {
        let forwarded = ["x-forwarded-for", "forwarded"].iter().any(|name| parts.headers.contains_key(*name));
        let near = parts.extensions.get::<Peer>().is_none_or(|peer| peer.0.ip().is_loopback());
        let config = &service.config;
        let here = near && !forwarded && config.metrics_listen.is_none() && !config.production;
        if here { Ok(Self) } else { Err(Problem::not_found()) }
    }
}

/// What is answered at the operators' address.
pub(crate) fn operators_router(service: Arc<Service>) -> Router {
    Router::new()
        .route("/metrics", get(system::read_metrics))
        .route("/healthz", get(system::health))
        .route("/readyz", get(system::readiness))
        .fallback(|| async { Problem::not_found() })
        .with_state(service)
}
