//! The server: connections, TLS, and an orderly end.
//!
//! ```text
//! accept ─▶ place (how many) ─▶ connection (TLS, HTTP, how long) ─▶ crate::http::router
//!              └▶ refusal          └ stream (an answer that nobody takes), body (one that does not come)
//! ```

mod accept;
mod body;
mod connection;
mod descriptors;
mod farewell;
mod leaving;
mod place;
mod presence;
mod refusal;
mod stream;
mod tls;

pub use accept::{Listening, ServeError, listen, serve};
pub(crate) use leaving::Leaving;
pub(crate) use presence::Presence;
pub(crate) use tls::check as check_tls;
