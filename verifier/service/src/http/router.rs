//! All routes.

use super::{Problem, docs, issuer, openapi, page, phone, release, shell, system};
use crate::service::Service;
use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::http::StatusCode;
use axum::middleware::from_fn_with_state;
use std::sync::Arc;

/// The largest JSON body.
const BODY: usize = 16 << 10;

/// The service as it answers HTTP.
pub fn router(service: Arc<Service>) -> Router {
    Router::new()
        .merge(issuer::routes())
        .merge(release::routes())
        .merge(phone::routes())
        .merge(crate::relay::routes())
        .merge(system::routes())
        .merge(openapi::routes())
        .merge(docs::routes())
        .merge(page::routes())
        .fallback(|| async { Problem::not_found() })
        .method_not_allowed_fallback(|| async {
            Problem::new(StatusCode::METHOD_NOT_ALLOWED, "method_not_allowed", "Not with this method.")
        })
        .layer(DefaultBodyLimit::max(BODY))
        .layer(from_fn_with_state(Arc::clone(&service), shell::around))
        .with_state(service)
}
