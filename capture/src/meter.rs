//! What goes over the line, step by step, and how long it may take.

use crate::card::{Card, CardError};
use emrtd::record::{ReadingRecord, ReadingStep};
use emrtd::session::Stage;
use std::cell::RefCell;
use std::time::{Duration, Instant};

/// What a session took so far.
pub(crate) struct Meter {
    started: Instant,
    steps: Vec<Step>,
}

struct Step {
    stage: Stage,
    begun: Instant,
    apdus: u32,
    bytes: u64,
}

impl Meter {
    /// Starts counting.
    pub(crate) fn new() -> Self {
        Self { started: Instant::now(), steps: Vec::new() }
    }

    /// Counts what follows for this stage; true when it is another one than before.
    pub(crate) fn enter(&mut self, stage: Stage) -> bool {
        let new = self.steps.last().is_none_or(|step| step.stage != stage);
        if new {
            self.steps.push(Step { stage, begun: Instant::now(), apdus: 0, bytes: 0 });
        }
        new
    }

    fn count(&mut self, bytes: usize) {
        if let Some(step) = self.steps.last_mut() {
            step.apdus = step.apdus.saturating_add(1);
            step.bytes = step.bytes.saturating_add(u64::try_from(bytes).unwrap_or(u64::MAX));
        }
    }

    /// All commands.
    pub(crate) fn apdus(&self) -> u32 {
        self.steps.iter().fold(0, |sum, step| sum.saturating_add(step.apdus))
    }

    /// All bytes of commands and answers.
    pub(crate) fn bytes(&self) -> u64 {
        self.steps.iter().fold(0, |sum, step| sum.saturating_add(step.bytes))
    }

    /// From the start to then.
    pub(crate) fn duration(&self, ended: Instant) -> Duration {
        ended - self.started
    }

    /// Each stage lasts until the next begins.
    pub(crate) fn stages(&self, ended: Instant) -> Vec<(Stage, Duration)> {
        let ends = self.steps.iter().skip(1).map(|step| step.begun).chain([ended]);
        self.steps.iter().zip(ends).map(|(step, end)| (step.stage, end - step.begun)).collect()
    }

    /// For the record.
    pub(crate) fn record(&self, ended: Instant) -> ReadingRecord {
        let figures = |(step, (_, duration)): (&Step, (Stage, Duration))| ReadingStep {
            step: step.stage.to_string(),
            apdus: step.apdus,
            bytes: step.bytes,
            milliseconds: milliseconds(duration),
        };
        ReadingRecord { steps: self.steps.iter().zip(self.stages(ended)).map(figures).collect() }
    }
}

/// Whole milliseconds.
pub(crate) fn milliseconds(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}

/// How long a chip is waited for.
#[derive(Clone, Copy)]
pub(crate) struct Limits {
    /// From the first command to the last.
    pub(crate) longest: Duration,
    /// So long it may be slower than [`SLOWEST`].
    pub(crate) patience: Duration,
}

/// Bytes a second, commands and answers. The slowest air moves some thousands.
const SLOWEST: u64 = 100;

impl Limits {
    /// No honest chip is read longer than three minutes, nor goes on for half a minute without moving anything to speak of.
    pub(crate) const HONEST: Self =
        Self { longest: Duration::from_secs(180), patience: Duration::from_secs(30) };

    fn are_broken(self, elapsed: Duration, bytes: u64) -> bool {
        let trickles = elapsed > self.patience && bytes < elapsed.as_secs().saturating_mul(SLOWEST);
        trickles || elapsed > self.longest
    }
}

/// A card whose line is metered, and which is waited for within limits.
pub(crate) struct Metered<'a> {
    pub(crate) card: &'a mut dyn Card,
    pub(crate) meter: &'a RefCell<Meter>,
    limits: Limits,
    begun: Instant,
    before: u64,
}

impl<'a> Metered<'a> {
    /// A card that was just laid down.
    pub(crate) fn new(card: &'a mut dyn Card, meter: &'a RefCell<Meter>, limits: Limits) -> Self {
        let before = meter.borrow().bytes();
        Self { card, meter, limits, begun: Instant::now(), before }
    }
}

impl Card for Metered<'_> {
    fn transmit(&mut self, command: &[u8]) -> Result<Vec<u8>, CardError> {
        let answer = self.card.transmit(command)?;
        self.meter.borrow_mut().count(command.len().saturating_add(answer.len()));
        let bytes = self.meter.borrow().bytes().saturating_sub(self.before);
        if self.limits.are_broken(self.begun.elapsed(), bytes) { Err(CardError::TooSlow) } else { Ok(answer) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_chip_may_take_long_or_be_slow_for_a_while() {
        let broken = |seconds, bytes| Limits::HONEST.are_broken(Duration::from_secs(seconds), bytes);
        assert!(!broken(29, 0) && !broken(179, 18_000));
        assert!(broken(31, 3_099) && !broken(31, 3_100));
        assert!(broken(181, 1_000_000));
    }
}
