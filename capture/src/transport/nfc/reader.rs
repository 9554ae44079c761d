//! Whether a document lies on a reader of libnfc.

use super::device::Device;
use crate::transport::Presence;
use std::sync::mpsc::channel;
use std::thread;
use std::time::Duration;

/// How long a reader may take to look.
const PATIENCE: Duration = Duration::from_secs(5);

/// The reader of a connection string; it is opened for each look alone, since two that have it open disturb each other.
pub struct NfcReader(String);

impl NfcReader {
    /// The reader of this connection string; the first that libnfc finds when it is empty.
    pub fn new(connection: impl Into<String>) -> Self {
        Self(connection.into())
    }
}

impl Presence for NfcReader {
    fn document_present(&mut self) -> bool {
        let connection = self.0.clone();
        let (found, finding) = channel();
        thread::spawn(move || {
            let document = Device::open(&connection).and_then(|mut device| device.select());
            let _ = found.send(document.is_ok());
        });
        finding.recv_timeout(PATIENCE).unwrap_or(false)
    }
}
