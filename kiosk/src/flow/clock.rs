//! What happens by itself as time passes: warnings, time-outs, and steps that nobody has to press.

use super::{Effect, FaceStep, Flow, Mode, Progress, State};
use std::time::Duration;

impl Flow {
    /// What is left until the state times out, once the person should be warned.
    pub fn warning(&self) -> Option<Duration> {
        let left = self.left()?;
        let warns = !matches!(self.state, State::Ended(_) | State::Idle);
        (warns && left <= self.timings.warning).then_some(left)
    }

    pub(super) fn tick(&mut self) -> Vec<Effect> {
        if self.left().is_some_and(|left| left.is_zero()) {
            return match self.state {
                State::Idle => self.sign_out(),
                _ => self.wipe(),
            };
        }
        match &self.state {
            State::Reading(progress, _) if self.proofs_were_seen(progress) => self.look(0, None),
            State::Face(step, _) if self.takes_itself(step) => self.take_picture(),
            _ => Vec::new(),
        }
    }

    fn proofs_were_seen(&self, progress: &Progress) -> bool {
        progress.read_at.is_some_and(|read| self.now.saturating_sub(read) >= self.timings.proofs)
    }

    fn takes_itself(&self, step: &FaceStep) -> bool {
        self.mode == Mode::Unattended && step.steady(self.now, self.timings.steady)
    }

    /// What is left until the state times out; states without personal data that wait for nobody do not.
    fn left(&self) -> Option<Duration> {
        let (since, limit) = match &self.state {
            State::SignIn(_) | State::Attract | State::OutOfService(_) | State::Closing | State::Done => {
                return None;
            }
            State::Idle => (self.active, self.timings.sign_out),
            State::Ended(_) => (self.entered, self.timings.outcome),
            _ => (self.active, self.timings.idle),
        };
        Some(limit.saturating_sub(self.now.saturating_sub(since)))
    }
}
