//! `GET /v1/relay/{control}`: the upgrade to a WebSocket.

use crate::service::Service;
use axum::Router;
use std::sync::Arc;

pub(crate) fn routes() -> Router<Arc<Service>> {
    Router::new()
}
