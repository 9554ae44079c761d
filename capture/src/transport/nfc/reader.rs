//! Whether a document lies on a reader of libnfc.

use super::device::Device;
use super::hold::Hold;
use crate::transport::Presence;
use crate::transport::lookout::Lookout;
use std::time::Duration;

/// The reader of a connection string; it is opened for each look alone, and never while a card is read.
pub struct NfcReader(Lookout);

impl NfcReader {
    /// The reader of this connection string; the first that libnfc finds when it is empty.
    pub fn new(connection: impl Into<String>) -> Self {
        let (connection, mut present) = (connection.into(), false);
        Self(Lookout::new(move || {
            if let Some(hold) = Hold::wait(&connection, Duration::ZERO) {
                present = Device::open(&connection, hold).and_then(|mut device| device.select()).is_ok();
            }
            present
        }))
    }
}

impl Presence for NfcReader {
    fn document_present(&mut self) -> bool {
        self.0.document_present()
    }
}
