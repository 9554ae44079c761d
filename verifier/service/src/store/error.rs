//! Why the database did not do what it was asked.

use thiserror::Error;

/// Why the database did not do what it was asked: our fault.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum StoreError {
    /// The database failed.
    #[error("the database failed: {0}")]
    Database(#[from] sqlx::Error),
    /// The disk did not take a group of changes: none of them has happened.
    #[error("a group of changes was not committed: {0}")]
    NotCommitted(std::sync::Arc<sqlx::Error>),
    /// The change was given up with its group: it has not happened.
    #[error("the change's group was given up: it has not happened")]
    Undone,
    /// The database is closed.
    #[error("the database is closed")]
    Closed,
    /// The database holds what this program never writes.
    #[error("the database holds something unknown: {0}")]
    Unknown(&'static str),
    /// The database was written by a newer program.
    #[error("the database was written by a newer version of this program")]
    Newer,
    /// The database's file cannot be made.
    #[error("{path}: {error}")]
    File {
        /// The file.
        path: std::path::PathBuf,
        /// Why.
        error: std::io::Error,
    },
}
