//! Compact JSON Web Signatures with ES256 and nothing else, RFC 7515, RFC 7517 and RFC 7638.

mod error;
mod key_set;
mod public_key;
mod token;
mod token_key;

pub use error::JwsError;
pub use key_set::{KeySet, Verified};
pub use public_key::PublicKey;
pub use token::claimed_type;
pub use token_key::TokenKey;

#[cfg(test)]
mod tests;
