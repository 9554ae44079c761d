//! A specimen's chip, played in process: `sim:DIR`. The document lies on the reader as long as it lies in the folder.

use super::Presence;
use crate::card::{Card, CardError};
use crate::randomness::SystemRandomness;
use emrtd::session::ReadPlan;
use emrtd_simulator::{SimulatedChip, Specimen};
use std::path::PathBuf;

/// A folder that plays a reader.
#[derive(Debug, Clone)]
pub struct SimulatedReader(PathBuf);

impl SimulatedReader {
    /// The reader on which a document lies when one lies in this folder.
    pub fn new(folder: impl Into<PathBuf>) -> Self {
        Self(folder.into())
    }
}

impl Presence for SimulatedReader {
    fn document_present(&mut self) -> bool {
        Specimen::lies_in(&self.0)
    }
}

/// A simulated chip on the reader.
pub struct SimulatedCard {
    chip: SimulatedChip,
    reader: Option<SimulatedReader>,
}

impl SimulatedCard {
    /// The chip of this specimen, powered; nobody can take it away.
    pub fn new(specimen: Specimen) -> Self {
        Self { chip: SimulatedChip::new(specimen, Box::new(SystemRandomness::new())), reader: None }
    }

    /// The same chip, which answers only while the document lies on this reader.
    pub fn lying_on(self, reader: SimulatedReader) -> Self {
        Self { reader: Some(reader), ..self }
    }
}

impl Card for SimulatedCard {
    fn transmit(&mut self, command: &[u8]) -> Result<Vec<u8>, CardError> {
        if self.reader.as_mut().is_some_and(|reader| !reader.document_present()) {
            return Err(CardError::Lost);
        }
        Ok(self.chip.respond(command))
    }

    fn maximum_response(&self) -> u32 {
        ReadPlan::LONGEST_RESPONSE
    }
}
