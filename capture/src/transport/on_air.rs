//! A card behind a model of the air: what its exchanges would take is added up, and waited for only where that is wanted.

use super::{OpenError, SimulatedCard, SimulatedReader};
use crate::card::{Card, CardError};
use emrtd_simulator::Specimen;
use emrtd_simulator::air_interface::{AirInterface, AirTime, BitRate, FrameSize, Signalling};
use std::path::Path;
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

/// Opens what follows `sim:`.
pub(super) fn open(rest: &str) -> Result<Box<dyn Card>, OpenError> {
    let folder = folder(rest);
    let specimen = Specimen::load(Path::new(folder))?;
    let card = SimulatedCard::new(specimen).lying_on(SimulatedReader::new(folder));
    let Some(options) = options(rest) else { return Ok(Box::new(card)) };
    let way = Way::read(options).ok_or(OpenError::MalformedAir)?;
    let card = OnAir::new(card, way.air);
    Ok(Box::new(if way.waits { card.waiting() } else { card }))
}

/// The specimen's folder in what follows `sim:`.
pub(super) fn folder(rest: &str) -> &str {
    options(rest).and_then(|_| rest.rsplit_once('?')).map_or(rest, |(folder, _)| folder)
}

/// What describes the air: a folder may have a question mark in its name, but no equals sign behind it.
fn options(rest: &str) -> Option<&str> {
    rest.rsplit_once('?').map(|(_, options)| options).filter(|options| options.contains('='))
}

struct Way {
    air: AirInterface,
    waits: bool,
}

impl Way {
    /// `bit-rate=424&type=B&frame-size=4096&wait=yes`: each once at most, in any order.
    fn read(options: &str) -> Option<Self> {
        let mut way = Self { air: AirInterface::of_today(BitRate::Fc128), waits: false };
        let mut seen = Vec::new();
        for option in options.split('&') {
            let (name, value) = option.split_once('=')?;
            if seen.contains(&name) {
                return None;
            }
            seen.push(name);
            match (name, value) {
                ("bit-rate", rate) => way.air.bit_rate = BitRate::named(rate.parse().ok()?)?,
                ("type", "A") => way.air.signalling = Signalling::A,
                ("type", "B") => way.air.signalling = Signalling::B,
                ("frame-size", bytes) => {
                    let size = FrameSize::of(bytes.parse().ok()?)?;
                    (way.air.reader_frames, way.air.chip_frames) = (size, size);
                }
                ("wait", "yes") => way.waits = true,
                ("wait", "no") => {}
                _ => return None,
            }
        }
        Some(way)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_way_is_described_by_its_options() {
        let way = Way::read("wait=yes&bit-rate=848&type=B&frame-size=4096").unwrap();
        let air = way.air;
        assert_eq!((way.waits, air.bit_rate, air.signalling), (true, BitRate::Fc16, Signalling::B));
        assert_eq!((air.reader_frames, air.chip_frames), (FrameSize::BYTES_4096, FrameSize::BYTES_4096));
        let slowest = Way::read("wait=no").unwrap();
        assert_eq!((slowest.air, slowest.waits), (AirInterface::of_today(BitRate::Fc128), false));
    }

    #[test]
    fn other_options_are_refused() {
        for options in [
            "=",
            "bit-rate=",
            "bit-rate=423",
            "bit-rate=424&bit-rate=424",
            "type=C",
            "type=a",
            "frame-size=255",
            "wait=1",
            "bitrate=424",
            "bit-rate=424&",
            "bit-rate=+424x",
            "frame-size=99999999999999999999",
        ] {
            assert!(Way::read(options).is_none(), "{options}");
        }
    }

    #[test]
    fn a_question_mark_may_stand_in_a_folders_name() {
        assert_eq!(folder("a?b"), "a?b");
        assert_eq!(folder("a?b?bit-rate=424"), "a?b");
        assert_eq!(folder("a=b"), "a=b");
        assert!(matches!(open("nowhere?bit-rate=1"), Err(OpenError::Specimen(_))));
    }
}
