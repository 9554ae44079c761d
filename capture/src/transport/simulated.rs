//! A specimen's chip, played in process: `sim:DIR`.

use crate::card::{Card, CardError};
use crate::randomness::SystemRandomness;
use emrtd::session::ReadPlan;
use emrtd_simulator::{SimulatedChip, Specimen};

/// A simulated chip on the reader.
pub struct SimulatedCard(SimulatedChip);

impl SimulatedCard {
    /// The chip of this specimen, powered.
    pub fn new(specimen: Specimen) -> Self {
        Self(SimulatedChip::new(specimen, Box::new(SystemRandomness::new())))
    }
}

impl Card for SimulatedCard {
    fn transmit(&mut self, command: &[u8]) -> Result<Vec<u8>, CardError> {
        Ok(self.0.respond(command))
    }

    fn maximum_response(&self) -> u32 {
        ReadPlan::LONGEST_RESPONSE
    }
}
