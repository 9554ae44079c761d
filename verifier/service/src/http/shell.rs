//! What lies around every request: the caller's bucket, a time limit, counters, a line in the log, headers.

use super::Problem;
use super::address::caller;
use crate::service::Service;
use axum::extract::{MatchedPath, Request, State};
use axum::http::{HeaderName, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use std::sync::Arc;
use std::time::{Duration, Instant};

/// How long a request may take, from its head to its answer's head.
const PATIENCE: Duration = Duration::from_secs(60);

const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; \
    media-src 'self' blob:; font-src 'self'; connect-src 'self'; worker-src 'self'; manifest-src 'self'; \
    base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

const HEADERS: [(HeaderName, &str); 6] = [
    (header::CONTENT_SECURITY_POLICY, POLICY),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::REFERRER_POLICY, "no-referrer"),
    (HeaderName::from_static("permissions-policy"), "camera=(self), microphone=(), geolocation=()"),
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
];

/// Too many requests: try again after so many seconds.
pub(super) fn too_many(seconds: u64) -> Problem {
    let detail = "Too many requests; try again later.";
    Problem::new(StatusCode::TOO_MANY_REQUESTS, "too_many_requests", detail).retry_after(seconds)
}

pub(super) async fn around(State(service): State<Arc<Service>>, request: Request, next: Next) -> Response {
    let begun = Instant::now();
    let matched = request.extensions().get::<MatchedPath>().map(|path| path.as_str().to_owned());
    let route = matched.unwrap_or_else(|| "none".to_owned());
    let method = named(request.method());
    let phone = route.starts_with("/v1/phone/") || route.starts_with("/v1/relay/");
    let address = caller(request.extensions(), request.headers(), service.config.behind_proxy);
    let mut response = match service.limiter.address(&address) {
        Err(seconds) => too_many(seconds).into_response(),
        Ok(()) => answer(request, next).await,
    };
    add_headers(&service, &mut response, phone);
    let status = response.status().as_u16();
    service.metrics.count_request(&route, status);
    let milliseconds = u64::try_from(begun.elapsed().as_millis()).unwrap_or(u64::MAX);
    tracing::info!(method, route, status, milliseconds, "request");
    response
}

/// A method's name for the log; a caller's own word is none.
fn named(method: &Method) -> &'static str {
    match *method {
        Method::GET => "GET",
        Method::HEAD => "HEAD",
        Method::POST => "POST",
        Method::PUT => "PUT",
        Method::PATCH => "PATCH",
        Method::DELETE => "DELETE",
        Method::OPTIONS => "OPTIONS",
        _ => "other",
    }
}

async fn answer(request: Request, next: Next) -> Response {
    match tokio::time::timeout(PATIENCE, next.run(request)).await {
        Ok(response) => response,
        Err(_) => {
            Problem::new(StatusCode::REQUEST_TIMEOUT, "timeout", "The request took too long.").into_response()
        }
    }
}

fn add_headers(service: &Service, response: &mut Response, phone: bool) {
    let headers = response.headers_mut();
    for (name, value) in HEADERS {
        headers.insert(name, HeaderValue::from_static(value));
    }
    headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    if service.public_url.starts_with("https://") {
        let value = HeaderValue::from_static("max-age=31536000");
        headers.insert(header::STRICT_TRANSPORT_SECURITY, value);
    }
    if let (true, Ok(nonce)) = (phone, HeaderValue::from_str(&service.dpop.nonce(service.now().seconds()))) {
        headers.insert(HeaderName::from_static("dpop-nonce"), nonce);
    }
}
