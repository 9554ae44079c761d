//! The terminal's side of Active Authentication, ICAO 9303-11 §6.1.2: INTERNAL AUTHENTICATE.

use super::ActiveAuthenticationPublicKey;
use crate::apdu::CommandApdu;
use crate::protocol::{Answers, Protocol, Step};
use crate::quirk::Quirk;
use crate::record::ActiveAuthenticationTranscript;
use std::convert::Infallible;

/// A signature longer than this does not fit a short protected answer.
const SHORT_SIGNATURE: usize = 223;

/// Active Authentication, waiting for the signature; it ends in the transcript, whatever the chip answered.
pub enum ActiveAuthentication {
    /// The signature is awaited.
    Signature(ExpectSignature),
}

/// Waits for the signature.
pub struct ExpectSignature {
    challenge: [u8; 8],
    /// What the signature is as long as, at least.
    whole: usize,
    /// The expected lengths that are still to be tried, last first.
    untried: Vec<u32>,
    /// The longest answer so far.
    signature: Vec<u8>,
}

impl ActiveAuthentication {
    /// Sends the challenge; a long key's signature needs extended length.
    ///
    /// Some chips answer a large Le with nothing and others cut the signature to 256 bytes, all with 9000: the same
    /// challenge then goes to them once with each other Le.
    pub fn start(challenge: [u8; 8], key: &ActiveAuthenticationPublicKey) -> Step<Self> {
        let whole = key.shortest_signature();
        let untried = match u32::try_from(key.signature_length()) {
            Ok(length) if key.signature_length() > SHORT_SIGNATURE => vec![256, length, 65_536],
            _ => vec![256],
        };
        ExpectSignature { challenge, whole, untried, signature: Vec::new() }.ask()
    }

    /// The same for a chip that is known to give nothing where much is asked for: the shortest Le comes first.
    pub fn start_short(challenge: [u8; 8], key: &ActiveAuthenticationPublicKey) -> Step<Self> {
        match Self::start(challenge, key) {
            Step::Transmit(exchange, Self::Signature(mut wait)) => {
                let longest = exchange.requests().first().and_then(|request| request.command.expected);
                wait.untried.extend(longest);
                wait.untried.reverse();
                wait.ask()
            }
            done @ Step::Done(_) => done,
        }
    }

    /// What the chip did wrong in this answer, though it says that it did nothing wrong.
    pub fn quirk(&self, answers: &Answers) -> Option<Quirk> {
        let Self::Signature(wait) = self;
        let answer = answers.clone().last();
        match answer.data.len() {
            _ if !answer.status.is_ok() => None,
            0 => Some(Quirk::ActiveAuthenticationEmpty),
            length if length < wait.whole => Some(Quirk::ActiveAuthenticationTruncated),
            _ => None,
        }
    }
}

impl ExpectSignature {
    fn ask(mut self) -> Step<ActiveAuthentication> {
        match self.untried.pop() {
            Some(expected) if self.signature.len() < self.whole => {
                let command =
                    CommandApdu::new(0x00, 0x88, 0x00, 0x00).with_data(self.challenge).expecting(expected);
                Step::send(command, ActiveAuthentication::Signature(self))
            }
            _ => Step::Done(ActiveAuthenticationTranscript {
                challenge: self.challenge.to_vec(),
                signature: self.signature,
            }),
        }
    }
}

impl Protocol for ActiveAuthentication {
    type Output = ActiveAuthenticationTranscript;
    type Error = Infallible;

    fn receive(self, answers: Answers) -> Result<Step<Self>, Infallible> {
        let Self::Signature(mut wait) = self;
        let response = answers.last();
        if response.status.is_ok() && response.data.len() > wait.signature.len() {
            wait.signature = response.data;
        }
        Ok(wait.ask())
    }
}
