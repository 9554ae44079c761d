//! A card that is driven in a thread: no call to a driver can be broken off, so one that hangs is left there.

use super::OpenError;
use crate::card::{Card, CardError};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread;
use std::time::Duration;

/// How long the end of a connection is waited for.
const CLOSING: Duration = Duration::from_secs(3);

type Answer = Result<Vec<u8>, CardError>;

/// A card that stays in its thread; the thread ends, and the connection with it, when this is dropped.
pub(super) struct CardInThread {
    commands: Option<Sender<Vec<u8>>>,
    answers: Receiver<Answer>,
    patience: Duration,
    maximum_response: u32,
}

impl CardInThread {
    /// Opens a card in a thread of its own; opening and each answer are waited for as long as `patience`.
    pub(super) fn open<C: Card + 'static>(
        patience: Duration,
        open: impl FnOnce() -> Result<C, OpenError> + Send + 'static,
    ) -> Result<Self, OpenError> {
        let (opened, opening) = channel();
        let (commands, received) = channel::<Vec<u8>>();
        let (answer, answers) = channel();
        thread::spawn(move || match open() {
            Ok(mut card) if opened.send(Ok(card.maximum_response())).is_ok() => {
                let _ = received.iter().try_for_each(|command| answer.send(card.transmit(&command)));
                drop(card);
            }
            Ok(_) => {}
            Err(error) => drop(opened.send(Err(error))),
        });
        let maximum_response = opening.recv_timeout(patience).map_err(|_| OpenError::Hung)??;
        Ok(Self { commands: Some(commands), answers, patience, maximum_response })
    }
}

impl Card for CardInThread {
    /// What the card answers; after one that did not come in time there is no other.
    fn transmit(&mut self, command: &[u8]) -> Answer {
        let sent = self.commands.as_ref().is_some_and(|commands| commands.send(command.to_vec()).is_ok());
        if !sent {
            return Err(CardError::Reader);
        }
        self.answers.recv_timeout(self.patience).unwrap_or_else(|error| {
            self.commands = None;
            Err(if error == RecvTimeoutError::Timeout { CardError::Hung } else { CardError::Reader })
        })
    }

    fn maximum_response(&self) -> u32 {
        self.maximum_response
    }
}

impl Drop for CardInThread {
    /// Whoever opens the reader next finds it closed.
    fn drop(&mut self) {
        if self.commands.take().is_some() {
            let _ = self.answers.recv_timeout(CLOSING);
        }
    }
}
