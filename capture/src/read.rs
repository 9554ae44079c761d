//! Reads a travel document's chip and tells where it is.

use crate::card::{Card, CardError};
use crate::exchange::ExchangeError;
use crate::meter::{Limits, Meter, Metered, milliseconds};
use crate::randomness::SystemRandomness;
use crate::run::{Ended, ReadError, run_to_cut};
use emrtd::protocol::Step;
use emrtd::record::ChipRecord;
use emrtd::session::{Interrupted, ReadPlan, Session, SessionError, Stage, resume, start};
use std::cell::RefCell;
use std::time::{Duration, Instant};

/// How often a document may be put back: it is read to its end or left.
const MOST_TIMES_PUT_BACK: usize = 8;

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
    /// How often the document was taken away and put back.
    pub put_back: usize,
}

/// Reads a chip, three minutes at most, half a minute if next to nothing comes; `tell` hears of every stage as it begins.
pub fn read_chip(
    card: &mut dyn Card,
    plan: ReadPlan,
    tell: &mut dyn FnMut(&Stage),
) -> Result<Reading, ReadError<SessionError>> {
    read_within(Limits::HONEST, card, plan, tell)
}

/// The same, but a document that is taken away may be put back: `put_back` waits for it and gives its card, powered anew,
/// or nothing when nobody puts it back.
///
/// Reading goes on at the byte where it stopped once the document is recognised; another one ends it
/// ([`SessionError::AnotherDocument`]). A card is read three minutes at most each time it is put down.
pub fn read_chip_put_back<'c>(
    card: Box<dyn Card + 'c>,
    plan: ReadPlan,
    tell: &mut dyn FnMut(&Stage),
    put_back: &mut dyn FnMut() -> Option<Box<dyn Card + 'c>>,
) -> Result<Reading, ReadError<SessionError>> {
    let mut reader = Reader::new(Limits::HONEST);
    let mut cut = match reader.read(&mut *{ card }, Begin::Plan(plan), tell) {
        Err(Cut::Interrupted(interrupted)) => interrupted,
        outcome => return outcome.map_err(Cut::into_error),
    };
    for times in 1..=MOST_TIMES_PUT_BACK {
        let Some(mut card) = put_back() else { break };
        cut = match reader.read(&mut *card, Begin::Again(cut), tell) {
            Err(Cut::Interrupted(interrupted)) => interrupted,
            outcome => {
                return outcome
                    .map(|reading| Reading { put_back: times, ..reading })
                    .map_err(Cut::into_error);
            }
        };
    }
    reader.left_without(cut).map_err(Cut::into_error)
}

fn read_within(
    limits: Limits,
    card: &mut dyn Card,
    plan: ReadPlan,
    tell: &mut dyn FnMut(&Stage),
) -> Result<Reading, ReadError<SessionError>> {
    let mut reader = Reader::new(limits);
    match reader.read(card, Begin::Plan(plan), tell) {
        Err(Cut::Interrupted(interrupted)) => reader.left_without(interrupted),
        outcome => outcome,
    }
    .map_err(Cut::into_error)
}

/// Where a session begins.
enum Begin {
    Plan(ReadPlan),
    Again(Box<Interrupted>),
}

/// Why a session gave no record.
enum Cut {
    Error(ReadError<SessionError>),
    /// The document was taken away.
    Interrupted(Box<Interrupted>),
}

impl Cut {
    fn into_error(self) -> ReadError<SessionError> {
        match self {
            Self::Error(error) => error,
            Self::Interrupted(_) => ExchangeError::Card(CardError::Lost).into(),
        }
    }
}

impl From<Ended<Session<SystemRandomness>>> for Cut {
    fn from(ended: Ended<Session<SystemRandomness>>) -> Self {
        match ended {
            Ended::Failed(error) => Self::Error(ReadError::Protocol(error)),
            Ended::Cut(ExchangeError::Card(CardError::Lost), left) => {
                let (session, answers) = *left;
                Self::Interrupted(Box::new(session.interrupted(answers)))
            }
            Ended::Cut(error, _) => Self::Error(error.into()),
        }
    }
}

/// Reads one document, however often it is put down.
struct Reader {
    meter: RefCell<Meter>,
    limits: Limits,
    simulated: Option<Duration>,
}

impl Reader {
    fn new(limits: Limits) -> Self {
        Self { meter: RefCell::new(Meter::new()), limits, simulated: None }
    }

    fn read(
        &mut self,
        card: &mut dyn Card,
        begin: Begin,
        tell: &mut dyn FnMut(&Stage),
    ) -> Result<Reading, Cut> {
        let step = match begin {
            Begin::Plan(mut plan) => {
                plan.maximum_response = plan.maximum_response.min(card.maximum_response());
                start(plan, SystemRandomness::new())
            }
            Begin::Again(interrupted) => {
                resume(interrupted.within(card.maximum_response()), SystemRandomness::new())
            }
        };
        let mut card = Metered::new(card, &self.meter, self.limits);
        let outcome = self.run(step, &mut card, tell);
        let air = card.card.simulated_time();
        self.simulated = self.simulated.into_iter().chain(air).reduce(|sum, one| sum + one);
        Ok(self.reading(outcome?))
    }

    fn run(
        &self,
        step: Step<Session<SystemRandomness>>,
        card: &mut Metered<'_>,
        tell: &mut dyn FnMut(&Stage),
    ) -> Result<ChipRecord, Ended<Session<SystemRandomness>>> {
        let outcome = run_to_cut(step, card, |session| {
            let stage = session.stage();
            if self.meter.borrow_mut().enter(stage) {
                tell(&stage);
            }
        });
        match outcome {
            Err(Ended::Cut(error, left)) if error != ExchangeError::Card(CardError::Lost) => {
                left.0.unproven().ok_or(Ended::Cut(error, left))
            }
            outcome => outcome,
        }
    }

    /// Nobody puts the document back: what stands is the record of a chip that had failed to prove itself.
    fn left_without(&self, interrupted: Box<Interrupted>) -> Result<Reading, Cut> {
        let lost = || Cut::Error(ExchangeError::Card(CardError::Lost).into());
        interrupted.into_unproven().map(|record| self.reading(record)).ok_or_else(lost)
    }

    fn reading(&self, mut record: ChipRecord) -> Reading {
        let (ended, meter) = (Instant::now(), self.meter.borrow());
        record.reading = Some(meter.record(ended));
        Reading {
            record,
            simulated: self.simulated,
            apdus: meter.apdus(),
            bytes: meter.bytes(),
            milliseconds: milliseconds(meter.duration(ended)),
            stages: meter.stages(ended),
            put_back: 0,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::transport::SimulatedCard;
    use emrtd::apdu::AnswerFault;
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

    fn read(longest: Duration, pause: Duration) -> Result<Reading, ReadError<SessionError>> {
        let specimen = issue(&IssueOptions::default(), &mut SystemRandomness::new()).unwrap();
        let plan = ReadPlan {
            password: Password::Mrz(specimen.passwords().mrz().unwrap()),
            data_groups: Selection::All,
            challenge: [0; 8],
            maximum_response: ReadPlan::SHORT_RESPONSE,
            terminal: None,
        };
        let mut card = Slow(SimulatedCard::new(specimen), pause);
        let limits = Limits { longest, ..Limits::HONEST };
        read_within(limits, &mut card, plan, &mut |_| ())
    }

    #[test]
    fn a_chip_that_answers_too_slowly_is_left() {
        let slow = ExchangeError::Card(CardError::TooSlow);
        assert_eq!(slow.answer_fault(), Some(AnswerFault::TooSlow));
        let slow = ReadError::Exchange(slow);
        assert_eq!(read(Duration::from_millis(100), Duration::from_millis(40)).unwrap_err(), slow);
        // One answer that comes after the time is not taken either.
        assert_eq!(read(Duration::from_millis(10), Duration::from_millis(40)).unwrap_err(), slow);
        assert_eq!(ExchangeError::Card(CardError::Hung).answer_fault(), None);
    }

    #[test]
    fn every_command_belongs_to_a_step_of_the_record() {
        let reading = read(Limits::HONEST.longest, Duration::from_millis(2)).unwrap();
        let steps = reading.record.reading.unwrap().steps;
        assert_eq!(steps.iter().map(|step| step.apdus).sum::<u32>(), reading.apdus);
        assert_eq!(steps.iter().map(|step| step.bytes).sum::<u64>(), reading.bytes);
        let names: Vec<&str> = steps.iter().map(|step| step.step.as_str()).collect();
        assert!(names.starts_with(&["EF.CardAccess", "PACE"]), "{names:?}");
        assert!(names.ends_with(&["Chip Authentication", "EF.DG1", "EF.DG2"]), "{names:?}");
        for step in steps {
            assert!(step.milliseconds >= 2 * u64::from(step.apdus), "{step:?}");
        }
    }
}
