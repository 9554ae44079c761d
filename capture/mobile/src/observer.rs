//! Where a session stands, for the app to show.

use thiserror::Error;
use uniffi::UnexpectedUniFFICallbackError;

/// Where a session stands.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct Progress {
    /// `access`, `files` or `proof`.
    pub stage: String,
    /// The file that is being read, such as `EF.DG2`.
    pub file: Option<String>,
    /// How much of the session is done, 0 to 100.
    pub percent: u8,
}

/// The app could not show it. The session goes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error, uniffi::Error)]
pub enum ObserverError {
    /// Whatever the reason.
    #[error("the progress was not shown")]
    NotShown,
}

/// What the app threw is not looked at: it may hold anything.
impl From<UnexpectedUniFFICallbackError> for ObserverError {
    fn from(_: UnexpectedUniFFICallbackError) -> Self {
        Self::NotShown
    }
}

/// Hears where a session stands. Called from a thread of the session, between two commands: it should return at once.
#[uniffi::export(with_foreign)]
pub trait Observer: Send + Sync {
    /// The session stands here now.
    fn progress(&self, progress: Progress) -> Result<(), ObserverError>;
}
