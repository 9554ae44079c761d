//! One exchange with a card: commands, each with its whole answer.

use crate::card::{Card, CardError};
use emrtd::apdu::{AnswerFault, ApduError, CommandApdu, ResponseApdu, follow_up};
use emrtd::protocol::{Answers, Exchange};
use thiserror::Error;

/// GET RESPONSE and corrected lengths for one command; no honest card needs more.
const FOLLOW_UPS: usize = 300;
/// No answer is longer, however many pieces it comes in.
const LONGEST_ANSWER: usize = 70_000;

/// Why an exchange brought no answers.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum ExchangeError {
    /// The card gives no answer.
    #[error(transparent)]
    Card(#[from] CardError),
    /// The card's answer is no APDU.
    #[error("the card's answer is not an APDU")]
    Apdu(#[source] ApduError),
    /// The card never completes an answer.
    #[error("the card never completes its answer")]
    Endless,
}

impl ExchangeError {
    /// What is wrong where the chip answered, and what it answered is no answer or came too slowly: the document is to be
    /// refused, not read again.
    pub fn answer_fault(&self) -> Option<AnswerFault> {
        match self {
            Self::Apdu(ApduError::Malformed) => Some(AnswerFault::NotAnApdu),
            Self::Endless => Some(AnswerFault::Endless),
            Self::Card(CardError::TooSlow) => Some(AnswerFault::TooSlow),
            _ => None,
        }
    }
}

/// Sends commands one after the other, up to the first answer that its command does not accept.
pub fn exchange(exchange: &Exchange, card: &mut impl Card) -> Result<Answers, ExchangeError> {
    collect(exchange, card, &mut Vec::new())
}

/// The same; the answers that came before an error are left behind.
pub(crate) fn collect(
    exchange: &Exchange,
    card: &mut impl Card,
    answers: &mut Vec<ResponseApdu>,
) -> Result<Answers, ExchangeError> {
    for request in exchange.requests() {
        let answer = transmit(&request.command, card)?;
        let accepted = request.accepts(&answer);
        answers.push(answer);
        if !accepted {
            break;
        }
    }
    exchange.answered(std::mem::take(answers)).ok_or(ExchangeError::Card(CardError::Reader))
}

/// Sends a command and collects its whole answer.
fn transmit(command: &CommandApdu, card: &mut impl Card) -> Result<ResponseApdu, ExchangeError> {
    let mut next = command.clone();
    let mut data = Vec::new();
    for _ in 0..FOLLOW_UPS {
        let received = card.transmit(&next.encode().map_err(ExchangeError::Apdu)?)?;
        let response = ResponseApdu::parse(&received).map_err(ExchangeError::Apdu)?;
        data.extend_from_slice(&response.data);
        if data.len() > LONGEST_ANSWER {
            return Err(ExchangeError::Endless);
        }
        match follow_up(&next, &response) {
            Some(following) => next = following,
            None => return Ok(ResponseApdu::new(data, response.status)),
        }
    }
    Err(ExchangeError::Endless)
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Script(Vec<&'static [u8]>);
    impl Card for Script {
        fn transmit(&mut self, _: &[u8]) -> Result<Vec<u8>, CardError> {
            let answer = if self.0.len() > 1 { self.0.remove(0) } else { self.0[0] };
            Ok(answer.to_vec())
        }
    }

    #[test]
    fn nothing_is_sent_after_an_answer_that_is_not_accepted() {
        let command = || CommandApdu::new(0, 0xA4, 0, 0x0C);
        let commands = Exchange::new(command()).then(command()).then(command());
        let mut card = Script(vec![&[0x90, 0x00], &[0x6A, 0x82], &[0x90, 0x00]]);
        assert_eq!(exchange(&commands, &mut card).unwrap().count(), 2);
        assert_eq!(card.0, [&[0x90, 0x00]]);
    }
}
