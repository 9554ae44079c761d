//! The one loop that talks to a card.

use crate::card::{Card, CardError};
use emrtd::apdu::{ApduError, CommandApdu, ResponseApdu, follow_up};
use emrtd::protocol::{Answers, Exchange, Protocol, Step};
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
    /// True where the chip answered, and what it answered is no answer or came too slowly: the document is to be refused, not
    /// read again.
    pub fn is_the_chips_fault(&self) -> bool {
        matches!(self, Self::Apdu(ApduError::Malformed) | Self::Endless | Self::Card(CardError::TooSlow))
    }
}

/// Why a protocol did not end.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum ReadError<E> {
    /// An exchange brought no answers.
    #[error(transparent)]
    Exchange(#[from] ExchangeError),
    /// The protocol failed.
    #[error(transparent)]
    Protocol(E),
}

/// Runs a protocol on a card to its end.
pub fn run<P: Protocol>(step: Step<P>, card: &mut impl Card) -> Result<P::Output, ReadError<P::Error>> {
    observe(step, card, |_| ())
}

/// The same, showing the protocol before every exchange.
pub(crate) fn observe<P: Protocol>(
    step: Step<P>,
    card: &mut impl Card,
    show: impl FnMut(&P),
) -> Result<P::Output, ReadError<P::Error>> {
    run_to_cut(step, card, show).map_err(|ended| match ended {
        Ended::Failed(error) => ReadError::Protocol(error),
        Ended::Cut(error, _) => ReadError::Exchange(error),
    })
}

/// How a protocol ends without its output.
pub(crate) enum Ended<P: Protocol> {
    /// By its own error.
    Failed(P::Error),
    /// By a command that was not answered.
    Cut(ExchangeError, Box<(P, Vec<ResponseApdu>)>),
}

/// The same; where a command is not answered, the protocol comes back with the answers that it has not seen.
pub(crate) fn run_to_cut<P: Protocol>(
    mut step: Step<P>,
    card: &mut impl Card,
    mut show: impl FnMut(&P),
) -> Result<P::Output, Ended<P>> {
    loop {
        step = match step {
            Step::Done(output) => return Ok(output),
            Step::Transmit(commands, waiting) => {
                show(&waiting);
                let mut answers = Vec::new();
                match collect(&commands, card, &mut answers) {
                    Ok(answers) => waiting.receive(answers).map_err(Ended::Failed)?,
                    Err(error) => return Err(Ended::Cut(error, Box::new((waiting, answers)))),
                }
            }
        };
    }
}

/// Sends commands one after the other, up to the first answer that its command does not accept.
pub fn exchange(exchange: &Exchange, card: &mut impl Card) -> Result<Answers, ExchangeError> {
    collect(exchange, card, &mut Vec::new())
}

/// The same; the answers that came before an error are left behind.
fn collect(
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
    use emrtd::apdu::StatusWord;

    struct Once;
    impl Protocol for Once {
        type Output = ResponseApdu;
        type Error = std::convert::Infallible;
        fn receive(self, answers: Answers) -> Result<Step<Self>, Self::Error> {
            Ok(Step::Done(answers.last()))
        }
    }

    struct Script(Vec<&'static [u8]>);
    impl Card for Script {
        fn transmit(&mut self, _: &[u8]) -> Result<Vec<u8>, CardError> {
            let answer = if self.0.len() > 1 { self.0.remove(0) } else { self.0[0] };
            Ok(answer.to_vec())
        }
    }

    fn answer(script: Vec<&'static [u8]>) -> Result<ResponseApdu, ReadError<std::convert::Infallible>> {
        run(Step::send(CommandApdu::new(0, 0xB0, 0, 0).expecting(4), Once), &mut Script(script))
    }

    #[test]
    fn an_answer_in_pieces_is_put_together() {
        let whole = answer(vec![&[1, 2, 0x61, 0x02], &[3, 4, 0x90, 0x00]]).unwrap();
        assert_eq!(whole, ResponseApdu::new([1, 2, 3, 4], StatusWord::OK));
        let corrected = answer(vec![&[0x6C, 0x01], &[9, 0x90, 0x00]]).unwrap();
        assert_eq!(corrected.data, [9]);
    }

    #[test]
    fn a_card_that_never_ends_is_left() {
        assert_eq!(answer(vec![&[1, 0x61, 0x00]]), Err(ExchangeError::Endless.into()));
        assert_eq!(answer(vec![&[0x90]]), Err(ExchangeError::Apdu(ApduError::Malformed).into()));
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
