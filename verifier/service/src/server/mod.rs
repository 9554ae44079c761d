//! The server: connections, TLS, and an orderly end.

mod accept;
mod tls;

pub use accept::{ServeError, serve};
