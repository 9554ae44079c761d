//! The shape of every chip protocol: it says what to send and what it makes of the answers.

use crate::apdu::{CommandApdu, ResponseApdu, StatusPattern};
use thiserror::Error;

/// A protocol that waits for the card's answers.
///
/// `receive` takes the wait by value, so that no step can be repeated or fed another step's answers.
pub trait Protocol: Sized {
    /// What the protocol ends in.
    type Output;
    /// Why it ends without.
    type Error;

    /// Takes the card's answers to the exchange that was sent last.
    fn receive(self, answers: Answers) -> Result<Step<Self>, Self::Error>;
}

/// What a protocol wants next.
pub enum Step<P: Protocol> {
    /// Send these commands, then hand the answers to the protocol.
    Transmit(Exchange, P),
    /// The protocol has ended.
    Done(P::Output),
}

impl<P: Protocol> Step<P> {
    /// Sends one command.
    pub fn send(command: CommandApdu, protocol: P) -> Self {
        Self::Transmit(Exchange::new(command), protocol)
    }
}

/// Commands that do not depend on each other's answers and can travel together, at least one.
///
/// They are sent in order, each only when the one before was answered with a status word that it accepts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exchange(Vec<Request>);

/// A command, and the status words after which the next one of its exchange is sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    /// What is sent.
    pub command: CommandApdu,
    /// The status words that let the next command go.
    pub accept: Vec<StatusPattern>,
}

impl Request {
    /// A command with the status words after which the next one is sent.
    pub fn accepting(command: CommandApdu, accept: &[StatusPattern]) -> Self {
        Self { command, accept: accept.to_vec() }
    }

    /// True when the next command may be sent after this answer.
    pub fn accepts(&self, answer: &ResponseApdu) -> bool {
        self.accept.iter().any(|pattern| pattern.matches(answer.status))
    }
}

/// A command after which only 9000 lets the next one go.
impl From<CommandApdu> for Request {
    fn from(command: CommandApdu) -> Self {
        Self::accepting(command, &[StatusPattern::OK])
    }
}

impl Exchange {
    /// An exchange of one command.
    pub fn new(first: impl Into<Request>) -> Self {
        Self(vec![first.into()])
    }

    /// The same exchange with one command more.
    #[must_use]
    pub fn then(mut self, next: impl Into<Request>) -> Self {
        self.0.push(next.into());
        self
    }

    /// The same exchange with another one behind it.
    #[must_use]
    pub fn append(mut self, next: Self) -> Self {
        self.0.extend(next.0);
        self
    }

    /// These commands as one exchange, unless there are none.
    pub fn from_requests(requests: Vec<Request>) -> Option<Self> {
        (!requests.is_empty()).then_some(Self(requests))
    }

    /// The commands in the order in which they are sent.
    pub fn requests(&self) -> &[Request] {
        &self.0
    }

    /// The answers, if they are what a sender that keeps the rules brings: up to the first that was not accepted.
    pub fn answered(&self, answers: Vec<ResponseApdu>) -> Option<Answers> {
        let accepted = self.0.iter().zip(&answers).take_while(|(request, answer)| request.accepts(answer));
        let due = accepted.count().saturating_add(1).min(self.0.len());
        if answers.len() == due { Answers::new(answers) } else { None }
    }
}

/// The card's answers to an exchange, at least one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answers {
    first: ResponseApdu,
    rest: Vec<ResponseApdu>,
}

impl Answers {
    /// These answers, unless there are none.
    pub(crate) fn new(answers: impl IntoIterator<Item = ResponseApdu>) -> Option<Self> {
        let mut answers = answers.into_iter();
        Some(Self { first: answers.next()?, rest: answers.collect() })
    }

    /// How many there are.
    pub fn count(&self) -> usize {
        self.rest.len().saturating_add(1)
    }

    /// The one that ended the exchange.
    pub fn last(mut self) -> ResponseApdu {
        self.rest.pop().unwrap_or(self.first)
    }

    /// The first one, and those after it.
    pub fn split_first(self) -> (ResponseApdu, Option<Self>) {
        (self.first, Self::new(self.rest))
    }
}

/// The answer to an exchange of one command.
impl From<ResponseApdu> for Answers {
    fn from(only: ResponseApdu) -> Self {
        Self { first: only, rest: Vec::new() }
    }
}

impl IntoIterator for Answers {
    type Item = ResponseApdu;
    type IntoIter = std::iter::Chain<std::iter::Once<ResponseApdu>, std::vec::IntoIter<ResponseApdu>>;

    fn into_iter(self) -> Self::IntoIter {
        std::iter::once(self.first).chain(self.rest)
    }
}

/// There are no random numbers, and so no key can be made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("there are no random numbers")]
pub struct NoRandomness;

/// Where a protocol's random numbers come from; the caller decides.
pub trait Randomness {
    /// Fills `bytes` with random bytes fit for keys.
    fn fill(&mut self, bytes: &mut [u8]) -> Result<(), NoRandomness>;
}

impl<R: Randomness + ?Sized> Randomness for &mut R {
    fn fill(&mut self, bytes: &mut [u8]) -> Result<(), NoRandomness> {
        (**self).fill(bytes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::apdu::StatusWord;

    fn answers(statuses: &[u16]) -> Vec<ResponseApdu> {
        statuses.iter().map(|status| ResponseApdu::new([], StatusWord(*status))).collect()
    }

    #[test]
    fn an_exchange_takes_answers_up_to_the_first_that_stops_it() {
        let command = || CommandApdu::new(0, 0xA4, 0, 0x0C);
        let any = Request::accepting(command(), &[StatusPattern::ANY]);
        let exchange = Exchange::new(any).then(command()).then(command());
        for obeyed in [&[0x6A82, 0x9000, 0x9000][..], &[0x9000, 0x6A82], &[0x9000, 0x9000, 0x6A82]] {
            let taken = exchange.answered(answers(obeyed)).unwrap();
            assert_eq!(taken.into_iter().collect::<Vec<_>>(), answers(obeyed));
        }
        for disobeyed in [&[][..], &[0x9000], &[0x9000, 0x6A82, 0x9000], &[0x9000; 4]] {
            assert_eq!(exchange.answered(answers(disobeyed)), None);
        }
    }

    #[test]
    fn answers_come_apart_in_order() {
        let (first, rest) = Answers::new(answers(&[0x9000, 0x6A82])).unwrap().split_first();
        assert!(first.status.is_ok());
        let rest = rest.unwrap();
        assert_eq!((rest.count(), rest.split_first().1), (1, None));
    }
}
