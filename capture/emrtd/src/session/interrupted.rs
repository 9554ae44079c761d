//! A session whose document was taken away, and the one that goes on at the byte where it stopped.
//!
//! It lives no longer than the reading: a control that was itself interrupted reads the chip anew (ETSI TS 119 461
//! VAL-8.3.2-04A).

use super::known::{Kept, Known};
use super::machine::{Run, Session, Wait, start_knowing};
use super::short_identifiers::ShortIdentifiers;
use super::{ReadPlan, SessionError};
use crate::apdu::ResponseApdu;
use crate::protocol::{Answers, Randomness, Step};
use crate::record::ChipRecord;

/// What is left of a session whose document was taken away.
pub struct Interrupted {
    plan: ReadPlan,
    known: Known,
    unproven: Option<ChipRecord>,
}

impl Interrupted {
    /// The record of a chip that had failed to prove itself, for the case that it does not come back.
    pub fn into_unproven(self) -> Option<ChipRecord> {
        self.unproven
    }

    /// The same, where the document was put on a reader that takes answers of this length at most.
    #[must_use]
    pub fn within(mut self, maximum_response: u32) -> Self {
        self.plan.maximum_response = self.plan.maximum_response.min(maximum_response);
        self
    }
}

/// Never shows what was read.
impl std::fmt::Debug for Interrupted {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Interrupted")
    }
}

impl<R: Randomness> Session<R> {
    /// Ends the session; `answers` are those that came before the document was taken away.
    pub fn interrupted(self, answers: Vec<ResponseApdu>) -> Interrupted {
        let unproven = self.unproven();
        let (mut run, wait) = self.into_parts();
        let tried = wait.tries_short_identifiers();
        let answers = Answers::new(answers).and_then(|answers| run.plain(answers));
        match (wait, answers) {
            (Wait::Files(reader) | Wait::CardSecurity(reader), answers) => run.cut(reader, answers),
            (Wait::Application(_, reader), Some(answers)) => {
                let (_, rest) = answers.split_first();
                run.cut(reader, rest);
            }
            _ => {}
        }
        let Run { plan, mut known, record, begun, .. } = run;
        known.quirks.extend(&record.quirks);
        if tried && known.short_identifiers == ShortIdentifiers::Untried {
            // It may be what silenced the chip.
            known.short_identifiers = ShortIdentifiers::Refused;
        }
        if known.kept.is_none() {
            known.kept = Kept::of(record.files, begun);
        }
        known.opened_before = false;
        Interrupted { plan, known, unproven }
    }
}

impl<R: Randomness> Run<R> {
    /// The answers without protection and chaining, if they stand.
    fn plain(&mut self, answers: Answers) -> Option<Answers> {
        self.long.receive(self.channel.unprotect(answers).ok()?)
    }
}

/// Goes on at a chip that has just been powered: access is gained anew, and EF.SOD must be the one that was read.
/// The chip proves itself again, by a challenge that was not sent before.
pub fn resume<R: Randomness>(interrupted: Interrupted, randomness: R) -> Step<Session<R>> {
    start_knowing(interrupted.known, interrupted.plan, randomness)
}

/// What a session that was resumed makes of a chip that does not open as before.
pub(super) fn as_resumed(error: SessionError) -> SessionError {
    match error {
        SessionError::AccessDenied(_)
        | SessionError::NotATravelDocument(_)
        | SessionError::PasswordNotUsable => SessionError::AnotherDocument,
        other => other,
    }
}
