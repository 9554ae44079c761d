//! A card: bytes in, bytes out.

use emrtd::apdu::SHORT_RESPONSE;
use std::time::Duration;
use thiserror::Error;

/// Why a card gives no answer.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum CardError {
    /// The card or the reader is gone.
    #[error("the card is gone")]
    Lost,
    /// The reader answers what no card can.
    #[error("the reader failed")]
    Reader,
    /// The reader or the card did not answer in time.
    #[error("the reader does not answer")]
    Hung,
    /// The chip answers, but reading it takes longer than any honest one.
    #[error("the chip takes too long")]
    TooSlow,
}

/// A card in a reader, or something that plays one.
pub trait Card {
    /// Sends one command APDU and gives the whole answer APDU.
    fn transmit(&mut self, command: &[u8]) -> Result<Vec<u8>, CardError>;

    /// The longest data field of an answer that the reader takes; more than 256 bytes is extended length.
    fn maximum_response(&self) -> u32 {
        SHORT_RESPONSE
    }

    /// What the exchanges so far would have taken on the air, where a model tells it and no clock.
    fn simulated_time(&self) -> Option<Duration> {
        None
    }
}

impl<C: Card + ?Sized> Card for &mut C {
    fn transmit(&mut self, command: &[u8]) -> Result<Vec<u8>, CardError> {
        (**self).transmit(command)
    }

    fn maximum_response(&self) -> u32 {
        (**self).maximum_response()
    }

    fn simulated_time(&self) -> Option<Duration> {
        (**self).simulated_time()
    }
}

impl<C: Card + ?Sized> Card for Box<C> {
    fn transmit(&mut self, command: &[u8]) -> Result<Vec<u8>, CardError> {
        (**self).transmit(command)
    }

    fn maximum_response(&self) -> u32 {
        (**self).maximum_response()
    }

    fn simulated_time(&self) -> Option<Duration> {
        (**self).simulated_time()
    }
}
