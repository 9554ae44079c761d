//! What a server is told, and what a production server must not be told.

mod examine;
mod file;
mod folder;
mod keys;
mod origin;
mod patience;
mod rules;
mod settings;

pub use file::ConfigError;
pub use folder::FolderError;
pub(crate) use folder::Occupied;
pub use keys::{KeyError, Keys};
pub use patience::{Patience, RelayTimes};
pub use rules::Objection;
pub(crate) use rules::is_loopback;
pub use settings::{Config, Lifetimes, Limits, TlsFiles, WebhookSettings};
