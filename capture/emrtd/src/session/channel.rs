//! The channel a session talks over: plain at first, then secure messaging.

use crate::apdu::{CommandApdu, ResponseApdu};
use crate::secure_messaging::{SecureMessaging, SecureMessagingError};

pub(super) enum Channel {
    Plain,
    Secure(SecureMessaging),
}

impl Channel {
    pub(super) fn protect(&mut self, command: CommandApdu) -> Result<CommandApdu, SecureMessagingError> {
        match self {
            Self::Plain => Ok(command),
            Self::Secure(messaging) => messaging.protect(&command),
        }
    }

    pub(super) fn unprotect(&mut self, response: ResponseApdu) -> Result<ResponseApdu, SecureMessagingError> {
        match self {
            Self::Plain => Ok(response),
            Self::Secure(messaging) => messaging.unprotect(&response),
        }
    }
}
