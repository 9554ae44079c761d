//! The terminal's side of Active Authentication, ICAO 9303-11 §6.1.2: INTERNAL AUTHENTICATE.

use super::ActiveAuthenticationPublicKey;
use crate::apdu::CommandApdu;
use crate::protocol::{Answers, Protocol, Step};
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
}

impl ActiveAuthentication {
    /// Sends the challenge; a long key's signature needs extended length.
    pub fn start(challenge: [u8; 8], key: &ActiveAuthenticationPublicKey) -> Step<Self> {
        let expected = if key.signature_length() > SHORT_SIGNATURE { 65_536 } else { 256 };
        let command = CommandApdu::new(0x00, 0x88, 0x00, 0x00).with_data(challenge).expecting(expected);
        Step::send(command, Self::Signature(ExpectSignature { challenge }))
    }
}

impl Protocol for ActiveAuthentication {
    type Output = ActiveAuthenticationTranscript;
    type Error = Infallible;

    fn receive(self, answers: Answers) -> Result<Step<Self>, Infallible> {
        let Self::Signature(wait) = self;
        let response = answers.last();
        let signature = if response.status.is_ok() { response.data } else { Vec::new() };
        Ok(Step::Done(ActiveAuthenticationTranscript { challenge: wait.challenge.to_vec(), signature }))
    }
}
