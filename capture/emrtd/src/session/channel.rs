//! The channel a session talks over: plain at first, then secure messaging.

use crate::protocol::{Answers, Exchange};
use crate::secure_messaging::{SecureMessaging, SecureMessagingError};

pub(super) enum Channel {
    Plain,
    Secure(SecureMessaging),
}

impl Channel {
    pub(super) fn is_secure(&self) -> bool {
        matches!(self, Self::Secure(_))
    }

    pub(super) fn protect(&mut self, exchange: Exchange) -> Result<Exchange, SecureMessagingError> {
        match self {
            Self::Plain => Ok(exchange),
            Self::Secure(messaging) => messaging.protect_exchange(&exchange),
        }
    }

    pub(super) fn unprotect(&mut self, answers: Answers) -> Result<Answers, SecureMessagingError> {
        match self {
            Self::Plain => Ok(answers),
            Self::Secure(messaging) => messaging.unprotect_exchange(answers),
        }
    }
}
