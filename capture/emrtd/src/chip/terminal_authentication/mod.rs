//! Terminal Authentication version 1, TR-03110-1 §3.5 and TR-03110-3 §B.3: the terminal proves that it may read DG3 and DG4.
//!
//! It follows Chip Authentication in the same session: the terminal signs the ephemeral key it used there.

mod credentials;
mod error;
mod identity;
mod terminal;

pub use credentials::{CredentialsError, TerminalCredentials};
pub use error::TerminalAuthenticationError;
pub use identity::{ChipIdentifier, compressed_public_key};
pub use terminal::{ExpectAcceptance, ExpectChallenge, TerminalAuthenticated, TerminalAuthentication};
