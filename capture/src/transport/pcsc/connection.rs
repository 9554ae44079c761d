//! A card in a PC/SC reader, for one control alone: exclusive, reset when it is left.
//!
//! No call to a driver can be broken off, so they are made in a thread; a reader that hangs is left there.

use super::choice::{Listed, choose};
use super::{properties, service, tpdu};
use crate::card::{Card, CardError};
use crate::transport::OpenError;
use ::pcsc::{Context, Disposition, Error, MAX_BUFFER_SIZE_EXTENDED, Protocol, Protocols, ShareMode};
use emrtd::session::ReadPlan;
use std::ffi::CString;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread;
use std::time::{Duration, Instant};

/// How long a chip may think about one command and its answer may take: the longest answer needs six seconds at the
/// slowest bit rate, the slowest computations of chips five.
const PATIENCE: Duration = Duration::from_secs(15);
/// How long a service may take to notice that a card was taken away.
const NOTICING: Duration = Duration::from_secs(1);
/// Between two looks whether it has noticed.
const LOOKING: Duration = Duration::from_millis(50);
/// How long the reset at the end is waited for.
const CLOSING: Duration = Duration::from_secs(3);

type Answer = Result<Vec<u8>, CardError>;

/// A card that nobody else can use until it is dropped; then it is reset.
pub struct PcscCard {
    commands: Option<Sender<Vec<u8>>>,
    answers: Receiver<Answer>,
    maximum_response: u32,
}

impl PcscCard {
    /// The card in the reader with this part in its name; in the only reader with a document when it is empty.
    pub fn open(wanted: &str) -> Result<Self, OpenError> {
        let (opened, opening) = channel();
        let (commands, received) = channel();
        let (answer, answers) = channel();
        let wanted = wanted.to_owned();
        thread::spawn(move || match Connection::open(&wanted) {
            Ok(connection) => connection.serve(&opened, &received, &answer),
            Err(error) => drop(opened.send(Err(error))),
        });
        let maximum_response = opening.recv_timeout(PATIENCE).map_err(|_| OpenError::Hung)??;
        Ok(Self { commands: Some(commands), answers, maximum_response })
    }
}

impl Card for PcscCard {
    fn transmit(&mut self, command: &[u8]) -> Answer {
        let sent = self.commands.as_ref().is_some_and(|commands| commands.send(command.to_vec()).is_ok());
        if !sent {
            return Err(CardError::Reader);
        }
        match self.answers.recv_timeout(PATIENCE) {
            Ok(answer) => answer,
            Err(error) => {
                self.commands = None;
                Err(if error == RecvTimeoutError::Timeout { CardError::Hung } else { CardError::Reader })
            }
        }
    }

    fn maximum_response(&self) -> u32 {
        self.maximum_response
    }
}

impl Drop for PcscCard {
    /// The next control begins at a fresh chip: waits until this one is reset.
    fn drop(&mut self) {
        if self.commands.take().is_some() {
            let _ = self.answers.recv_timeout(CLOSING);
        }
    }
}

/// What lives in the thread.
struct Connection {
    context: Context,
    reader: CString,
    card: ::pcsc::Card,
    protocol: Protocol,
}

impl Connection {
    fn open(wanted: &str) -> Result<Self, OpenError> {
        let context = service::establish()?;
        let listed = service::list(&context).map_err(|_| OpenError::NoService)?;
        let Listed { name: reader, .. } = choose(&listed, wanted)?.clone();
        let card =
            context.connect(&reader, ShareMode::Exclusive, Protocols::T0 | Protocols::T1).map_err(refusal)?;
        let status = card.status2_owned().map_err(refusal)?;
        let protocol = status.protocol2().unwrap_or(Protocol::T1);
        Ok(Self { context, reader, card, protocol })
    }

    /// Answers commands until nobody gives any; whoever gave up waiting is not told.
    fn serve(
        self,
        opened: &Sender<Result<u32, OpenError>>,
        commands: &Receiver<Vec<u8>>,
        answers: &Sender<Answer>,
    ) {
        if opened.send(Ok(self.maximum_response())).is_ok() {
            for command in commands {
                if answers.send(self.transmit(&command)).is_err() {
                    break;
                }
            }
        }
        self.close();
    }

    /// With T=0 there is no extended length but by ENVELOPE, ISO/IEC 7816-3 §12.2.
    fn maximum_response(&self) -> u32 {
        match self.protocol {
            Protocol::T0 => ReadPlan::SHORT_RESPONSE,
            _ => properties::maximum_response(&self.card),
        }
    }

    fn transmit(&self, command: &[u8]) -> Answer {
        let mut buffer = vec![0; MAX_BUFFER_SIZE_EXTENDED];
        let command = if self.protocol == Protocol::T0 { tpdu::of(command) } else { command.to_vec() };
        match self.card.transmit(&command, &mut buffer) {
            Ok([]) => Err(self.judge(Error::NotTransacted)),
            Ok(answer) => Ok(answer.to_vec()),
            Err(error) => Err(self.judge(error)),
        }
    }

    /// A driver's errors say little, and some give an empty answer: what is left of the reader says what happened.
    fn judge(&self, error: Error) -> CardError {
        if matches!(error, Error::RemovedCard | Error::ResetCard) {
            return CardError::Lost;
        }
        let until = Instant::now() + NOTICING;
        while let Ok(listed) = service::list(&self.context) {
            match listed.iter().find(|listed| listed.name == self.reader) {
                None => return CardError::Reader,
                Some(reader) if reader.card.is_none() || Instant::now() >= until => return CardError::Lost,
                Some(_) => thread::sleep(LOOKING),
            }
        }
        CardError::Reader
    }

    fn close(self) {
        if let Err((card, _)) = self.card.disconnect(Disposition::ResetCard) {
            drop(card);
        }
    }
}

fn refusal(error: Error) -> OpenError {
    match error {
        Error::SharingViolation => OpenError::InUse,
        Error::NoSmartcard | Error::RemovedCard => OpenError::NoDocument,
        Error::UnresponsiveCard | Error::UnpoweredCard | Error::ProtoMismatch => OpenError::Unresponsive,
        Error::NoService | Error::ServiceStopped => OpenError::NoService,
        _ => OpenError::NoReader,
    }
}
