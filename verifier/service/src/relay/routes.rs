//! The one route of the relay.

use super::upgrade;
use crate::service::Service;
use axum::Router;
use axum::routing::get;
use std::sync::Arc;

pub(crate) fn routes() -> Router<Arc<Service>> {
    Router::new().route("/v1/relay/{control}", get(upgrade::open))
}
