//! The reader's end: sends a command in blocks and puts the answer together, ISO/IEC 14443-4 §7.5.
//!
//! A card that asks for more time for ever is left by whoever holds the clock.

use super::block::{Block, BlockNumber};
use super::link::Link;
use std::time::Duration;
use thiserror::Error;
use zeroize::Zeroizing;

/// How often in a row the card may be misunderstood.
const ATTEMPTS: u8 = 3;
/// No answer is longer: an extended one, its status word, and what secure messaging needs around it.
const LONGEST_ANSWER: usize = 65_600;

/// Why a command got no answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum LinkError {
    /// The card was asked several times and does not answer.
    #[error("the card does not answer")]
    Silent,
    /// The card answers what the protocol does not know.
    #[error("the card does not keep to ISO/IEC 14443-4")]
    Disorder,
    /// The card's answer does not end.
    #[error("the card never completes its answer")]
    Endless,
}

/// A selected card, between two commands.
#[derive(Debug)]
pub struct Reader {
    link: Link,
    number: BlockNumber,
}

/// What comes next.
pub enum Turn {
    /// Send this block, wait so long for one, and tell what came.
    Send(Vec<u8>, Duration, Waiting),
    /// The whole answer.
    Answered(Vec<u8>, Reader),
}

/// A command under way: waits for the card's next block.
pub struct Waiting {
    reader: Reader,
    /// What is to be sent yet.
    remaining: Zeroizing<Vec<u8>>,
    /// The I-block that was sent last.
    last: Block,
    answer: Vec<u8>,
    /// The first part of the answer has come.
    answering: bool,
    /// How often in a row the card was misunderstood.
    failures: u8,
    /// How often the same block was sent again.
    repetitions: u8,
}

impl Reader {
    /// A card that was selected just now.
    pub fn new(link: Link) -> Self {
        Self { link, number: BlockNumber::Zero }
    }

    /// Sends a command.
    pub fn send(self, command: &[u8]) -> Turn {
        let waiting = Waiting {
            reader: self,
            remaining: Zeroizing::new(command.to_vec()),
            last: Block::Deselect,
            answer: Vec::new(),
            answering: false,
            failures: 0,
            repetitions: 0,
        };
        waiting.send_part()
    }
}

impl Waiting {
    /// Takes the block that came; nothing when none came in time or it was damaged.
    pub fn receive(self, received: Option<&[u8]>) -> Result<Turn, LinkError> {
        let Some(bytes) = received else { return self.ask_again(LinkError::Silent) };
        match Block::parse(bytes) {
            Ok(Block::WaitingTimeExtension { multiplier }) => {
                let block = Block::WaitingTimeExtension { multiplier };
                Ok(self.turn(&block, multiplier))
            }
            Ok(Block::Information { number, chained, data }) if self.expects_answer(number) => {
                self.take_part(&data, chained)
            }
            Ok(Block::Receipt { number, acknowledged: true }) if !self.answering => self.take_receipt(number),
            Ok(_) | Err(_) => self.ask_again(LinkError::Disorder),
        }
    }

    /// An answer begins only after the last part of the command; a repeated block bears the number before.
    fn expects_answer(&self, number: BlockNumber) -> bool {
        number == self.reader.number && (self.answering || self.remaining.is_empty())
    }

    /// Rules B, 2 and 10.
    fn take_part(mut self, data: &[u8], chained: bool) -> Result<Turn, LinkError> {
        self.reader.number = self.reader.number.toggled();
        self.answer.extend_from_slice(data);
        if self.answer.len() > LONGEST_ANSWER {
            return Err(LinkError::Endless);
        }
        if !chained {
            return Ok(Turn::Answered(self.answer, self.reader));
        }
        self.answering = true;
        // A card that sends empty parts gets nowhere: they count like failures.
        if data.is_empty() {
            return self.ask_again(LinkError::Endless);
        }
        self.failures = 0;
        Ok(self.acknowledge())
    }

    /// Rules 6 and 7: the card has the block that was sent last, or lacks it.
    fn take_receipt(mut self, number: BlockNumber) -> Result<Turn, LinkError> {
        if number != self.reader.number {
            return self.repeat();
        }
        if self.remaining.is_empty() {
            return self.ask_again(LinkError::Disorder);
        }
        self.reader.number = self.reader.number.toggled();
        self.failures = 0;
        Ok(self.send_part())
    }

    fn repeat(mut self) -> Result<Turn, LinkError> {
        self.repetitions = self.repetitions.saturating_add(1);
        if self.repetitions > ATTEMPTS {
            return Err(LinkError::Disorder);
        }
        self.failures = 0;
        let last = self.last.clone();
        Ok(self.turn(&last, 1))
    }

    /// Rules 4 and 5.
    fn ask_again(mut self, error: LinkError) -> Result<Turn, LinkError> {
        self.count(error)?;
        if self.answering {
            return Ok(self.acknowledge());
        }
        let refusal = Block::Receipt { number: self.reader.number, acknowledged: false };
        Ok(self.turn(&refusal, 1))
    }

    fn acknowledge(self) -> Turn {
        let receipt = Block::Receipt { number: self.reader.number, acknowledged: true };
        self.turn(&receipt, 1)
    }

    fn count(&mut self, error: LinkError) -> Result<(), LinkError> {
        self.failures = self.failures.saturating_add(1);
        if self.failures > ATTEMPTS { Err(error) } else { Ok(()) }
    }

    fn send_part(mut self) -> Turn {
        let length = self.remaining.len().min(self.reader.link.capacity());
        let data: Vec<u8> = self.remaining.drain(..length).collect();
        let chained = !self.remaining.is_empty();
        self.repetitions = 0;
        self.last = Block::Information { number: self.reader.number, chained, data };
        let block = self.last.clone();
        self.turn(&block, 1)
    }

    fn turn(self, block: &Block, multiplier: u8) -> Turn {
        Turn::Send(block.encode(), self.reader.link.waiting_time(multiplier), self)
    }
}
