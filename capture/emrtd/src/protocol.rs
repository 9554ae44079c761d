//! The shape of every chip protocol: it says what to send and what it makes of the answer.

use crate::apdu::{CommandApdu, ResponseApdu};

/// A protocol that waits for the card's answer.
///
/// `receive` takes the wait by value, so that no step can be repeated or fed another step's answer.
pub trait Protocol: Sized {
    /// What the protocol ends in.
    type Output;
    /// Why it ends without.
    type Error;

    /// Takes the card's answer to the command that was sent last.
    fn receive(self, response: ResponseApdu) -> Result<Step<Self>, Self::Error>;
}

/// What a protocol wants next.
pub enum Step<P: Protocol> {
    /// Send this command, then hand the answer to the protocol.
    Transmit(CommandApdu, P),
    /// The protocol has ended.
    Done(P::Output),
}

/// Where a protocol's random numbers come from; the caller decides.
pub trait Randomness {
    /// Fills `bytes` with random bytes fit for keys.
    fn fill(&mut self, bytes: &mut [u8]);
}

impl<R: Randomness + ?Sized> Randomness for &mut R {
    fn fill(&mut self, bytes: &mut [u8]) {
        (**self).fill(bytes);
    }
}
