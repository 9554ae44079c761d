//! A card on a reader of libnfc.

use super::connection::{Connection, PATIENCE};
use crate::card::{Card, CardError};
use crate::transport::OpenError;
use crate::transport::thread::CardInThread;
use emrtd::session::ReadPlan;
use std::time::Duration;

/// How much longer a call is waited for than the reader waits for the card.
const GRACE: Duration = Duration::from_secs(5);

/// A card in the field of a reader; the field is switched off when it is dropped.
pub struct NfcCard(CardInThread);

impl NfcCard {
    /// The card on the reader of this connection string; on the first reader that libnfc finds when it is empty.
    pub fn open(connection: &str) -> Result<Self, OpenError> {
        let connection = connection.to_owned();
        CardInThread::open(PATIENCE + GRACE, move || Connection::open(&connection)).map(Self)
    }
}

impl Card for NfcCard {
    fn transmit(&mut self, command: &[u8]) -> Result<Vec<u8>, CardError> {
        self.0.transmit(command)
    }

    fn maximum_response(&self) -> u32 {
        ReadPlan::LONGEST_RESPONSE
    }
}
