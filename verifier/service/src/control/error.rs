//! Why a control does not do what it was asked: what the caller is told. What the log keeps is another text.

use super::NotAllowed;
use crate::store::{AdvanceError, StoreError};
use crate::vault::Unopenable;
use thiserror::Error;

/// Why a control does not do what it was asked.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum ControlError {
    /// There is none for this caller.
    #[error("no such control")]
    NotFound,
    /// Not in its present state.
    #[error(transparent)]
    NotAllowed(#[from] NotAllowed),
    /// Another phone was quicker.
    #[error("the control is claimed already")]
    AlreadyClaimed,
    /// The link's secret, the ticket or the phone's key is not the control's.
    #[error("not the control's secret")]
    Forbidden,
    /// The release code is not the control's.
    #[error("not the control's code")]
    WrongCode,
    /// The control ended before there was any evidence.
    #[error("there is no evidence: the control ended before there was anything to examine")]
    NoEvidence,
    /// What was sent is not usable.
    #[error("{detail}")]
    Invalid {
        /// A word for programs.
        code: &'static str,
        /// A sentence for people, without what was sent.
        detail: &'static str,
    },
    /// The idempotency key was used for another order.
    #[error("the idempotency key was used for another order")]
    IdempotencyReuse,
    /// The offset is not the one that is expected.
    #[error("the upload stands at another offset")]
    OffsetMismatch,
    /// The picture comes too long after the chip was read.
    #[error("too long after the chip was read: have it read again")]
    SessionOver,
    /// No further attempt.
    #[error("no attempts are left")]
    NoAttempts,
    /// Everybody is at work.
    #[error("too much is waiting; try again later")]
    Busy,
    /// Another was quicker.
    #[error("another was quicker")]
    Outrun,
    /// Our fault.
    #[error("the service failed")]
    Internal(#[source] Box<dyn std::error::Error + Send + Sync>),
}

impl ControlError {
    pub(crate) fn internal(error: impl std::error::Error + Send + Sync + 'static) -> Self {
        Self::Internal(Box::new(error))
    }

    /// What the log keeps of it: the cause, where what the caller is told hides it.
    pub(crate) fn cause(&self) -> String {
        match self {
            Self::Internal(cause) => cause.to_string(),
            told => told.to_string(),
        }
    }

    /// Whether it was the database that failed.
    pub(crate) fn is_of_store(&self) -> bool {
        matches!(self, Self::Internal(cause) if cause.is::<StoreError>())
    }

    pub(crate) fn invalid(code: &'static str, detail: &'static str) -> Self {
        Self::Invalid { code, detail }
    }
}

impl From<AdvanceError> for ControlError {
    fn from(error: AdvanceError) -> Self {
        match error {
            AdvanceError::NotFound => Self::NotFound,
            AdvanceError::NotAllowed(not_allowed) => Self::NotAllowed(not_allowed),
            AdvanceError::Outrun => Self::Outrun,
            AdvanceError::Store(error) => error.into(),
        }
    }
}

impl From<StoreError> for ControlError {
    fn from(error: StoreError) -> Self {
        Self::internal(error)
    }
}

impl From<Unopenable> for ControlError {
    fn from(error: Unopenable) -> Self {
        Self::internal(error)
    }
}
