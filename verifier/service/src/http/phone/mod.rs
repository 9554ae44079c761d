//! What the phone's page calls: with the link's secret until it has claimed the control, then with its key.

pub(super) mod chip;
pub(super) mod claim;
pub(super) mod course;
pub(super) mod probe;

use super::Problem;
use crate::control::{PIECE, PhoneStatus};
use crate::service::Service;
use axum::extract::{DefaultBodyLimit, State};
use axum::routing::{get, post};
use axum::{Json, Router};
use std::sync::Arc;

type Shared = State<Arc<Service>>;
type Answer = Result<Json<PhoneStatus>, Problem>;

pub(super) fn routes() -> Router<Arc<Service>> {
    Router::new()
        .route("/v1/phone/{control}", get(course::status))
        .route("/v1/phone/{control}/introduction", post(claim::introduction))
        .route("/v1/phone/{control}/claim", post(claim::claim))
        .route("/v1/phone/{control}/access", post(chip::access))
        .route("/v1/phone/{control}/ticket", post(chip::ticket))
        .route("/v1/phone/{control}/probes", post(probe::begin))
        .route(
            "/v1/phone/{control}/probes/{probe}",
            get(probe::progress).patch(probe::take_piece).layer(DefaultBodyLimit::max(PIECE)),
        )
        .route("/v1/phone/{control}/conclude", post(course::conclude))
        .route("/v1/phone/{control}/cancel", post(course::cancel))
}
