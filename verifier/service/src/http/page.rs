//! The phone's page: static files, built by npm and embedded at build time.

use super::Problem;
use axum::Router;
use axum::extract::Path;
use axum::extract::rejection::PathRejection;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;

/// A file of the page: its path under the page's folder, and its bytes.
type File = (&'static str, &'static [u8]);

include!(concat!(env!("OUT_DIR"), "/page_files.rs"));

/// What is shown when the page was not built.
const NOT_BUILT: &str = include_str!("not_built.html");

pub(super) fn routes<S: Clone + Send + Sync + 'static>() -> Router<S> {
    Router::new().route("/c/{control}", get(|| async { document() })).route("/assets/{*path}", get(asset))
}

fn document() -> Response {
    let page = find("index.html").unwrap_or(NOT_BUILT.as_bytes());
    let mut response = ([(header::CONTENT_TYPE, "text/html; charset=utf-8")], page).into_response();
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

/// Only a file that was embedded under exactly this path; a path that is not UTF-8 names none.
async fn asset(path: Result<Path<String>, PathRejection>) -> Response {
    let path = path.map_or_else(|_| String::new(), |Path(path)| path);
    let Some(bytes) = Some(path.as_str()).filter(|path| *path != "index.html").and_then(find) else {
        return Problem::not_found().into_response();
    };
    let kind = match path.rsplit('.').next() {
        Some("js" | "mjs") => "text/javascript; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        Some("jpg") => "image/jpeg",
        Some("woff2") => "font/woff2",
        Some("json") => "application/json",
        Some("wasm") => "application/wasm",
        Some("ftl" | "txt") => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    };
    let mut response = ([(header::CONTENT_TYPE, kind)], bytes).into_response();
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    response
}

fn find(path: &str) -> Option<&'static [u8]> {
    PAGE_FILES.iter().find(|(name, _)| *name == path).map(|(_, bytes)| *bytes)
}
