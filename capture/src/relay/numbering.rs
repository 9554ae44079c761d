//! Every message carries the next number of its direction, from 1: none can be repeated, left out or moved.

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use thiserror::Error;

/// The longest message in bytes.
pub const MAXIMUM_MESSAGE: usize = 512 * 1024;

/// Why a message is not the next one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum MessageError {
    /// Longer than [`MAXIMUM_MESSAGE`].
    #[error("the message is too long")]
    TooLong,
    /// Not JSON of the protocol.
    #[error("the message is malformed")]
    Malformed,
    /// It has another number than the next.
    #[error("the message is not the next one")]
    OutOfOrder,
}

/// The numbers of both directions.
#[derive(Debug, Default)]
pub struct Numbering {
    sent: u64,
    received: u64,
}

#[derive(Serialize, Deserialize)]
struct Numbered<M> {
    n: u64,
    #[serde(flatten)]
    message: M,
}

impl Numbering {
    /// The text of the next message to send.
    pub fn write(&mut self, message: impl Serialize) -> Result<String, MessageError> {
        let n = self.sent.saturating_add(1);
        let text = serde_json::to_string(&Numbered { n, message }).map_err(|_| MessageError::Malformed)?;
        if text.len() > MAXIMUM_MESSAGE {
            return Err(MessageError::TooLong);
        }
        self.sent = n;
        Ok(text)
    }

    /// The message in a text, when it is the next one.
    pub fn read<M: DeserializeOwned>(&mut self, text: &str) -> Result<M, MessageError> {
        if text.len() > MAXIMUM_MESSAGE {
            return Err(MessageError::TooLong);
        }
        let numbered: Numbered<M> = serde_json::from_str(text).map_err(|_| MessageError::Malformed)?;
        if numbered.n != self.received.saturating_add(1) {
            return Err(MessageError::OutOfOrder);
        }
        self.received = numbered.n;
        Ok(numbered.message)
    }
}
