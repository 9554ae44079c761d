//! The one loop that runs a protocol on a card.

use crate::card::Card;
use crate::exchange::{ExchangeError, collect};
use emrtd::apdu::ResponseApdu;
use emrtd::protocol::{Protocol, Step};
use thiserror::Error;

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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::card::CardError;
    use emrtd::apdu::{ApduError, CommandApdu, StatusWord};
    use emrtd::protocol::Answers;

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
}
