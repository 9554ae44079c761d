//! A card behind a model of the air: what its exchanges would take is added up, and waited for only where that is wanted.

use crate::card::{Card, CardError};
use emrtd_simulator::air_interface::{AirInterface, AirTime};
use std::time::Duration;

/// A card, the model of the way to it, and the time it has taken so far.
pub struct OnAir<C> {
    card: C,
    air: AirInterface,
    time: AirTime,
    waits: bool,
}

impl<C: Card> OnAir<C> {
    /// The same card, reached over this air, which costs no time.
    pub fn new(card: C, air: AirInterface) -> Self {
        Self { card, air, time: AirTime::default(), waits: false }
    }

    /// The same, but every answer comes as late as over a real air.
    #[must_use]
    pub fn waiting(self) -> Self {
        Self { waits: true, ..self }
    }

    /// What all exchanges so far would have taken.
    pub fn time(&self) -> AirTime {
        self.time
    }
}

impl<C: Card> Card for OnAir<C> {
    fn transmit(&mut self, command: &[u8]) -> Result<Vec<u8>, CardError> {
        let answer = self.card.transmit(command)?;
        let time = self.air.exchange(command, &answer).map_err(|_| CardError::Reader)?;
        self.time += time;
        if self.waits {
            std::thread::sleep(time.total());
        }
        Ok(answer)
    }

    fn maximum_response(&self) -> u32 {
        self.card.maximum_response()
    }

    fn simulated_time(&self) -> Option<Duration> {
        Some(self.time.total())
    }
}
