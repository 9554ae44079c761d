//! The phone and its person, as the relay knows them.

use crate::desk::Desk;
use crate::{ChipError, Introduction, Progress};
use capture::relay::{self, RelayUser, printable};
use capture::{Card, CardError};
use emrtd::apdu::SHORT_RESPONSE;

/// A status word: no chip answers less, it was the phone that lost something.
const SHORTEST_ANSWER: usize = 2;
/// 65,536 bytes and a status word: no chip answers more.
const LONGEST_ANSWER: usize = 65_538;

/// The chip that the app lends.
pub(crate) struct PhoneCard<'a>(pub(crate) &'a Desk);

impl Card for PhoneCard<'_> {
    fn transmit(&mut self, command: &[u8]) -> Result<Vec<u8>, CardError> {
        let answer = self.0.call(|loan| loan.chip.transceive(command.to_vec()));
        match answer.ok_or(CardError::Lost)? {
            Ok(answer) if (SHORTEST_ANSWER..=LONGEST_ANSWER).contains(&answer.len()) => Ok(answer),
            Err(ChipError::Lost) => Err(CardError::Lost),
            Ok(_) | Err(ChipError::Failed) => Err(CardError::Reader),
        }
    }

    fn maximum_response(&self) -> u32 {
        self.0.longest_response().unwrap_or(SHORT_RESPONSE)
    }
}

/// The person, whom the app asks.
pub(crate) struct Person<'a>(pub(crate) &'a Desk);

impl RelayUser for Person<'_> {
    fn agrees(&mut self, introduction: &relay::Introduction) -> bool {
        self.0.agrees(Introduction::from(introduction))
    }

    fn progress(&mut self, said: &relay::Progress) {
        let progress = Progress {
            stage: printable(&said.stage),
            file: said.file.as_deref().map(printable),
            percent: said.percent.min(100),
        };
        // What is not shown stops nothing.
        let _ = self.0.call(|loan| loan.observer.progress(progress));
    }
}
