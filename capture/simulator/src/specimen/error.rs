//! Why a folder is no specimen.

use std::io;
use std::path::PathBuf;
use thiserror::Error;

fn in_words(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => "no such file or folder".into(),
        kind => kind.to_string(),
    }
}

/// Why a folder is no specimen, or cannot become one.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum SpecimenError {
    /// A file cannot be read or written.
    #[error("{path}: {}", in_words(source))]
    File {
        /// Which file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// `document.toml` says something else than it may.
    #[error("{path} does not describe a specimen")]
    Document {
        /// Which file.
        path: PathBuf,
    },
    /// A private key is not PKCS#8 in PEM.
    #[error("{path} is not a private key")]
    Key {
        /// Which file.
        path: PathBuf,
    },
    /// The authority of terminals has no card verifiable certificate.
    #[error("{path} is not a card verifiable certificate")]
    Authority {
        /// Which file.
        path: PathBuf,
    },
    /// A file is longer than any on a chip.
    #[error("{path} is too long")]
    TooLong {
        /// Which file.
        path: PathBuf,
    },
    /// The folder holds no `EF_*.bin`.
    #[error("{path} holds no file of a chip")]
    Empty {
        /// Which folder.
        path: PathBuf,
    },
}
