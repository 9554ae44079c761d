//! The relay: a reader far from the server only passes APDUs, and the server runs the chip session.
//!
//! The protocol is described in docs/relay.md. `message`, `numbering` and `conversation` do no I/O: an app that brings its
//! own WebSocket uses them alone.

mod authorities;
mod connection;
mod conversation;
mod key;
mod message;
mod numbering;
mod pass;
mod printable;
mod session_url;

pub use authorities::{Authorities, AuthoritiesError};
pub use connection::{Connection, ConnectionError, Interrupter};
pub use conversation::{Conversation, ConversationError, Demand};
pub use key::{RelayKey, RelayKeyError};
pub use message::{ClientMessage, End, Introduction, Outcome, Progress, ServerMessage};
pub use numbering::{MAXIMUM_MESSAGE, MessageError, Numbering};
pub use pass::{RelayError, RelayUser, pass, pass_over};
pub use printable::printable;
pub use session_url::{SessionUrl, SessionUrlError};

/// The WebSocket subprotocol, and with it the version of the protocol.
pub const SUBPROTOCOL: &str = "idkontroll-relay.v1";

/// The close code for a message that may not come.
pub const CLOSE_UNEXPECTED: u16 = 4400;
