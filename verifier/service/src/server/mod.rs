//! The server: connections, TLS, and an orderly end.

mod accept;
mod tls;

pub use accept::{ServeError, listen, serve};
pub(crate) use tls::check as check_tls;
