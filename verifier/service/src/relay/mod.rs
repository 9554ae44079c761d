//! The relay: a phone or a desk reader passes APDUs, and the server runs the chip session (docs/relay.md).
//!
//! ```text
//! upgrade (ticket, the relay's key) ─▶ socket (limits of time and size) ─▶ conversation (which message may come when)
//!                                                                              └▶ emrtd::session
//! ```

mod conversation;
mod granted;
mod routes;
mod socket;
mod stage;
mod upgrade;

pub(crate) use routes::routes;
