//! What a server is told, and what a production server must not be told.

mod examine;
mod file;
mod keys;
mod rules;
mod settings;

pub use file::ConfigError;
pub use keys::{KeyError, Keys};
pub use rules::Objection;
pub use settings::{Config, Lifetimes, Limits, TlsFiles, WebhookSettings};
