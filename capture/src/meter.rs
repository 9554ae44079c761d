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

/// A card whose line is metered, and which is not waited for longer than until then.
pub(crate) struct Metered<'a> {
    pub(crate) card: &'a mut dyn Card,
    pub(crate) meter: &'a RefCell<Meter>,
    pub(crate) until: Instant,
}

impl Card for Metered<'_> {
    fn transmit(&mut self, command: &[u8]) -> Result<Vec<u8>, CardError> {
        let answer = self.card.transmit(command)?;
        self.meter.borrow_mut().count(command.len().saturating_add(answer.len()));
        if Instant::now() > self.until { Err(CardError::TooSlow) } else { Ok(answer) }
    }
}
