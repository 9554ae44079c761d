//! Reads a travel document's chip and tells where it is.

use crate::card::{Card, CardError};
use crate::randomness::SystemRandomness;
use crate::run::{ReadError, observe};
use emrtd::record::ChipRecord;
use emrtd::session::{ReadPlan, SessionError, Stage, start};
use std::time::{Duration, Instant};

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
    /// The time each stage took, in order.
    pub stages: Vec<(Stage, Duration)>,
}

/// Reads a chip; `tell` hears of every stage as it begins.
pub fn read_chip(
    card: &mut dyn Card,
    mut plan: ReadPlan,
    tell: &mut dyn FnMut(&Stage),
) -> Result<Reading, ReadError<SessionError>> {
    plan.maximum_response = plan.maximum_response.min(card.maximum_response());
    let mut card = Metered { card, apdus: 0, bytes: 0 };
    let mut begun: Vec<(Stage, Instant)> = Vec::new();
    let started = Instant::now();
    let record = observe(start(plan, SystemRandomness::new()), &mut card, |session| {
        let stage = session.stage();
        if begun.last().is_none_or(|(last, _)| *last != stage) {
            tell(&stage);
            begun.push((stage, Instant::now()));
        }
    })?;
    let ended = Instant::now();
    Ok(Reading {
        record,
        apdus: card.apdus,
        bytes: card.bytes,
        milliseconds: u64::try_from((ended - started).as_millis()).unwrap_or(u64::MAX),
        stages: durations(&begun, ended),
    })
}

/// Each stage lasts until the next begins.
fn durations(begun: &[(Stage, Instant)], ended: Instant) -> Vec<(Stage, Duration)> {
    let ends = begun.iter().skip(1).map(|(_, instant)| *instant).chain([ended]);
    begun.iter().zip(ends).map(|((stage, from), to)| (*stage, to - *from)).collect()
}

/// Counts what goes over the line.
struct Metered<'a> {
    card: &'a mut dyn Card,
    apdus: u32,
    bytes: u64,
}

impl Card for Metered<'_> {
    fn transmit(&mut self, command: &[u8]) -> Result<Vec<u8>, CardError> {
        let answer = self.card.transmit(command)?;
        self.apdus = self.apdus.saturating_add(1);
        let bytes = command.len().saturating_add(answer.len());
        self.bytes = self.bytes.saturating_add(u64::try_from(bytes).unwrap_or(u64::MAX));
        Ok(answer)
    }
}
