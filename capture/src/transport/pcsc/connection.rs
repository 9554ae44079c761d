//! A card in a PC/SC reader, for one control alone: exclusive, reset when it is left.
//!
//! What a driver's errors mean is told from what is left of the reader.

use super::choice::{Listed, choose};
use super::{properties, service, tpdu};
use crate::card::{Card, CardError};
use crate::transport::OpenError;
use crate::transport::thread::CardInThread;
use ::pcsc::{Context, Error, MAX_BUFFER_SIZE_EXTENDED, Protocol, Protocols, ShareMode};
use emrtd::session::ReadPlan;
use std::ffi::CString;
use std::thread;
use std::time::{Duration, Instant};

/// How long a chip may think about one command and its answer may take: the longest answer needs six seconds at the
/// slowest bit rate, the slowest computations of chips five.
const PATIENCE: Duration = Duration::from_secs(15);
/// How long a service may take to notice that a card was taken away.
const NOTICING: Duration = Duration::from_secs(1);
/// Between two looks whether it has noticed.
const LOOKING: Duration = Duration::from_millis(50);
/// A card that nobody else can use until it is dropped; then it is reset, so that the next control begins at a fresh
/// chip.
pub struct PcscCard(CardInThread);

impl PcscCard {
    /// The card in the reader with this part in its name; in the only reader with a document when it is empty.
    pub fn open(wanted: &str) -> Result<Self, OpenError> {
        let wanted = wanted.to_owned();
        CardInThread::open(PATIENCE, move || Connection::open(&wanted)).map(Self)
    }
}

impl Card for PcscCard {
    fn transmit(&mut self, command: &[u8]) -> Result<Vec<u8>, CardError> {
        self.0.transmit(command)
    }

    fn maximum_response(&self) -> u32 {
        self.0.maximum_response()
    }
}

/// What lives in the thread; the card's own end resets it.
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
}

impl Card for Connection {
    fn transmit(&mut self, command: &[u8]) -> Result<Vec<u8>, CardError> {
        let mut buffer = vec![0; MAX_BUFFER_SIZE_EXTENDED];
        let command = if self.protocol == Protocol::T0 { tpdu::of(command) } else { command.to_vec() };
        match self.card.transmit(&command, &mut buffer) {
            Ok([]) => Err(self.judge(Error::NotTransacted)),
            Ok(answer) => Ok(answer.to_vec()),
            Err(error) => Err(self.judge(error)),
        }
    }

    /// With T=0 there is no extended length but by ENVELOPE, ISO/IEC 7816-3 §12.2.
    fn maximum_response(&self) -> u32 {
        match self.protocol {
            Protocol::T0 => ReadPlan::SHORT_RESPONSE,
            _ => properties::maximum_response(&self.card),
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
