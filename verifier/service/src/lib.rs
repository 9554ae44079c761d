//! Serves identity controls over HTTP: an issuer orders a control, a person's phone carries it out, the issuer redeems
//! the signed result.
//!
//! ```text
//! issuer ─▶ http::issuer ─┐                      ┌▶ store (state, events, sealed data) ─▶ webhook ─▶ issuer
//! phone ──▶ http::phone ──┼▶ Service (control/*) ┤
//! relay ──▶ relay ────────┘                      └▶ judging ─▶ verifier::examiner
//! ```
//!
//! `control::state` is the one state machine; `store::advance` the one place that writes what it allows.

mod chip_progress;
mod clock;
pub mod config;
pub mod control;
mod dpop;
mod events;
mod http;
pub mod judging;
mod limits;
mod metrics;
pub mod outside;
mod ownership;
mod policies;
pub mod relay;
mod server;
mod service;
mod store;
mod telemetry;
mod token;
mod vault;
mod wake;
mod webhook;

pub use events::verify_events;
pub use http::router;
pub use server::{Listening, ServeError, listen, serve};
pub use service::{Service, ServiceError};
pub use telemetry::log_to_standard_error;
