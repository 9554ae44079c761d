//! The relay's half of the protocol without I/O: which message may come when, and what is said to it.

use super::message::{ClientMessage, End, Introduction, Progress, ServerMessage};
use super::numbering::{MessageError, Numbering};
use emrtd::apdu::AnswerFault;
use emrtd::protocol::{Answers, Exchange};
use thiserror::Error;

/// Why a conversation must be broken off with [`CLOSE_UNEXPECTED`](super::CLOSE_UNEXPECTED).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum ConversationError {
    /// A text is not the next message.
    #[error(transparent)]
    Message(#[from] MessageError),
    /// The message may not come now.
    #[error("the message may not come now")]
    Unexpected,
}

/// What the server wants.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Demand {
    /// That a person reads this and agrees or not.
    Consent(Introduction),
    /// That these commands are sent to the chip.
    Transmit(Exchange),
    /// Nothing; this is where the session stands.
    Progress(Progress),
    /// Nothing more.
    End(End),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Standing {
    /// The introduction must come.
    Unintroduced,
    /// The server waits for us.
    Asked,
    /// We wait for the server.
    Waiting,
    Ended,
}

/// One relay session, seen from the relay.
#[derive(Debug)]
pub struct Conversation {
    numbering: Numbering,
    standing: Standing,
}

impl Conversation {
    /// A session that has just been opened.
    pub fn new() -> Self {
        Self { numbering: Numbering::default(), standing: Standing::Unintroduced }
    }

    /// Takes the server's next text. After an error nothing more may be taken.
    pub fn receive(&mut self, text: &str) -> Result<Demand, ConversationError> {
        let standing = std::mem::replace(&mut self.standing, Standing::Ended);
        let message = self.numbering.read(text)?;
        let (next, demand) = match (standing, message) {
            (Standing::Unintroduced, ServerMessage::Introduction(introduction)) => {
                (Standing::Asked, Demand::Consent(introduction))
            }
            (Standing::Waiting, ServerMessage::Transmit { commands }) => {
                (Standing::Asked, Demand::Transmit(commands))
            }
            (Standing::Asked | Standing::Waiting, ServerMessage::Progress(progress)) => {
                (standing, Demand::Progress(progress))
            }
            (Standing::Ended, _) => return Err(ConversationError::Unexpected),
            (_, ServerMessage::End(end)) => (Standing::Ended, Demand::End(end)),
            _ => return Err(ConversationError::Unexpected),
        };
        self.standing = next;
        Ok(demand)
    }

    /// The person agrees; the reader takes answers of at most so many bytes.
    pub fn consent(&mut self, maximum_response: u32) -> Result<String, ConversationError> {
        self.say(&ClientMessage::Consent { maximum_response })
    }

    /// The chip's answers to the commands that came last.
    pub fn answer(&mut self, answers: Answers) -> Result<String, ConversationError> {
        self.say(&ClientMessage::Answers { answers: answers.into_iter().collect() })
    }

    /// The chip is gone.
    pub fn card_lost(&mut self) -> Result<String, ConversationError> {
        self.say(&ClientMessage::CardLost {})
    }

    /// The chip answered, and what it answered is no answer.
    pub fn card_misbehaves(&mut self, fault: AnswerFault) -> Result<String, ConversationError> {
        self.say(&ClientMessage::CardMisbehaves { fault: Some(fault) })
    }

    fn say(&mut self, message: &ClientMessage) -> Result<String, ConversationError> {
        if self.standing != Standing::Asked {
            return Err(ConversationError::Unexpected);
        }
        self.standing = Standing::Waiting;
        Ok(self.numbering.write(message)?)
    }
}

impl Default for Conversation {
    fn default() -> Self {
        Self::new()
    }
}
