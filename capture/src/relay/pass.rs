//! Passes APDUs between the server and a card until the session ends.

use super::connection::{Connection, ConnectionError};
use super::conversation::{Conversation, ConversationError, Demand};
use super::message::{End, Introduction, Progress};
use super::{CLOSE_UNEXPECTED, SessionUrl};
use crate::card::Card;
use crate::exchange::{ExchangeError, exchange};
use emrtd::protocol::Exchange;
use thiserror::Error;

/// The close code after a session that ended as it should.
const CLOSE_NORMAL: u16 = 1000;

/// Why a relay session has no end that the server told.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum RelayError {
    /// There is no connection, or no longer one.
    #[error(transparent)]
    Connection(#[from] ConnectionError),
    /// The server said what it may not say.
    #[error("the server broke the protocol: {0}")]
    Conversation(#[from] ConversationError),
    /// The person does not agree.
    #[error("the chip was not read: no consent")]
    Declined,
    /// The card gives no answer.
    #[error(transparent)]
    Card(#[from] ExchangeError),
}

/// The person at the relay.
pub trait RelayUser {
    /// Shows for whom and for what the chip is to be read; true when the person agrees.
    fn agrees(&mut self, introduction: &Introduction) -> bool;
    /// Shows where the session stands.
    fn progress(&mut self, progress: &Progress);
}

/// Lets the server at `url` read the card, if the person agrees: how it ended.
pub fn pass(card: &mut dyn Card, url: &SessionUrl, user: &mut dyn RelayUser) -> Result<End, RelayError> {
    pass_over(Connection::open(url)?, card, user)
}

/// The same over a connection that was just opened.
pub fn pass_over(
    connection: Connection,
    card: &mut dyn Card,
    user: &mut dyn RelayUser,
) -> Result<End, RelayError> {
    let mut relay = Relay { connection, conversation: Conversation::new(), card };
    let end = relay.run(user);
    let code = match &end {
        Err(RelayError::Conversation(_)) => CLOSE_UNEXPECTED,
        _ => CLOSE_NORMAL,
    };
    relay.connection.close(code);
    end
}

struct Relay<'a> {
    connection: Connection,
    conversation: Conversation,
    card: &'a mut dyn Card,
}

impl Relay<'_> {
    fn run(&mut self, user: &mut dyn RelayUser) -> Result<End, RelayError> {
        loop {
            let text = self.connection.receive()?;
            match self.conversation.receive(&text)? {
                Demand::Consent(introduction) if !user.agrees(&introduction) => {
                    return Err(RelayError::Declined);
                }
                Demand::Consent(_) => {
                    let consent = self.conversation.consent(self.card.maximum_response())?;
                    self.connection.send(consent)?;
                }
                Demand::Transmit(commands) => self.transmit(&commands)?,
                Demand::Progress(progress) => user.progress(&progress),
                Demand::End(end) => return Ok(end),
            }
        }
    }

    fn transmit(&mut self, commands: &Exchange) -> Result<(), RelayError> {
        match exchange(commands, &mut self.card) {
            Ok(answers) => self.connection.send(self.conversation.answer(answers)?)?,
            Err(error) => match error.answer_fault() {
                // The server judges it, and tells the end.
                Some(fault) => self.connection.send(self.conversation.card_misbehaves(fault)?)?,
                None => {
                    self.connection.send(self.conversation.card_lost()?)?;
                    return Err(error.into());
                }
            },
        }
        Ok(())
    }
}
