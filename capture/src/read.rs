//! Reads a travel document's chip and tells where it is.

use crate::card::Card;
use crate::meter::{Meter, Metered, milliseconds};
use crate::randomness::SystemRandomness;
use crate::run::{ReadError, observe};
use emrtd::record::ChipRecord;
use emrtd::session::{ReadPlan, SessionError, Stage, start};
use std::cell::RefCell;
use std::time::{Duration, Instant};

/// No honest chip is read longer; one that answers a byte a second would be.
const LONGEST: Duration = Duration::from_secs(180);

/// A read chip, and what reading it took.
#[derive(Debug)]
pub struct Reading {
    /// What was read.
    pub record: ChipRecord,
    /// Commands sent.
    pub apdus: u32,
    /// Bytes of commands and answers.
    pub bytes: u64,
    /// From the first command to the last answer.
    pub milliseconds: u64,
    /// What it would have taken on the air, where the card is behind a model of it.
    pub simulated: Option<Duration>,
    /// The time each stage took, in order.
    pub stages: Vec<(Stage, Duration)>,
}

/// Reads a chip, three minutes at most; `tell` hears of every stage as it begins.
pub fn read_chip(
    card: &mut dyn Card,
    plan: ReadPlan,
    tell: &mut dyn FnMut(&Stage),
) -> Result<Reading, ReadError<SessionError>> {
    read_within(LONGEST, card, plan, tell)
}

fn read_within(
    limit: Duration,
    card: &mut dyn Card,
    mut plan: ReadPlan,
    tell: &mut dyn FnMut(&Stage),
) -> Result<Reading, ReadError<SessionError>> {
    plan.maximum_response = plan.maximum_response.min(card.maximum_response());
    let meter = RefCell::new(Meter::new());
    let mut card = Metered { card, meter: &meter, limit };
    let mut record = observe(start(plan, SystemRandomness::new()), &mut card, |session| {
        let stage = session.stage();
        if meter.borrow_mut().enter(stage) {
            tell(&stage);
        }
    })?;
    let (ended, meter) = (Instant::now(), meter.borrow());
    record.reading = Some(meter.record(ended));
    Ok(Reading {
        record,
        simulated: card.card.simulated_time(),
        apdus: meter.apdus(),
        bytes: meter.bytes(),
        milliseconds: milliseconds(meter.duration(ended)),
        stages: meter.stages(ended),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::card::CardError;
    use crate::run::ExchangeError;
    use crate::transport::SimulatedCard;
    use emrtd::password::Password;
    use emrtd::session::Selection;
    use emrtd_simulator::{IssueOptions, issue};

    /// Takes its time for every answer.
    struct Slow(SimulatedCard, Duration);

    impl Card for Slow {
        fn transmit(&mut self, command: &[u8]) -> Result<Vec<u8>, CardError> {
            std::thread::sleep(self.1);
            self.0.transmit(command)
        }
    }

    fn read(limit: Duration, pause: Duration) -> Result<Reading, ReadError<SessionError>> {
        let specimen = issue(&IssueOptions::default(), &mut SystemRandomness::new()).unwrap();
        let plan = ReadPlan {
            password: Password::Mrz(specimen.passwords().mrz().unwrap()),
            data_groups: Selection::All,
            challenge: [0; 8],
            maximum_response: ReadPlan::SHORT_RESPONSE,
            terminal: None,
        };
        let mut card = Slow(SimulatedCard::new(specimen), pause);
        read_within(limit, &mut card, plan, &mut |_| ())
    }

    #[test]
    fn a_chip_that_answers_too_slowly_is_left() {
        let hung = ReadError::Exchange(ExchangeError::Card(CardError::Hung));
        assert_eq!(read(Duration::from_millis(100), Duration::from_millis(40)).unwrap_err(), hung);
    }

    #[test]
    fn every_command_belongs_to_a_step_of_the_record() {
        let reading = read(LONGEST, Duration::from_millis(2)).unwrap();
        let steps = reading.record.reading.unwrap().steps;
        assert_eq!(steps.iter().map(|step| step.apdus).sum::<u32>(), reading.apdus);
        assert_eq!(steps.iter().map(|step| step.bytes).sum::<u64>(), reading.bytes);
        let names: Vec<&str> = steps.iter().map(|step| step.step.as_str()).collect();
        assert!(names.starts_with(&["EF.CardAccess", "PACE"]), "{names:?}");
        assert_eq!(names.last(), Some(&"Chip Authentication"));
        for step in steps {
            assert!(step.milliseconds >= 2 * u64::from(step.apdus), "{step:?}");
        }
    }
}
