//! What happens by itself as time passes: warnings, time-outs, and steps that nobody has to press.

use super::{Effect, FaceStep, Flow, Mode, Outage, Progress, State};
use std::time::Duration;

/// So long before a case has lasted as long as it may, the person is told.
const LAST_MINUTE: Duration = Duration::from_secs(60);

impl Flow {
    /// What is left until nobody seems to be there any more, once the person should be asked.
    pub fn warning(&self) -> Option<Duration> {
        let asks = self.state.is_before_the_end() || matches!(self.state, State::Languages | State::Guidance);
        let left = self.timings.idle.saturating_sub(self.now.saturating_sub(self.active));
        (asks && left <= self.timings.warning).then_some(left)
    }

    /// What is left until this screen closes whatever is pressed on the case, or unless something is on its outcome.
    pub fn closes_in(&self) -> Option<Duration> {
        match &self.state {
            State::Ended(_) => self.left().filter(|left| *left <= self.timings.warning),
            _ => self.case_left().filter(|left| *left <= LAST_MINUTE),
        }
    }

    /// What is left until the picture takes itself, while there is a face that can be taken and nobody else to take it.
    pub fn countdown(&self) -> Option<Duration> {
        match &self.state {
            State::Face(step, _) if self.mode == Mode::Unattended && !step.taking => {
                let still = self.now.saturating_sub(step.steady_since?);
                let again = if step.taken > 0 { self.timings.again } else { Duration::ZERO };
                let rest = again.saturating_sub(self.stood());
                Some(self.timings.steady.saturating_sub(still).max(rest))
            }
            _ => None,
        }
    }

    pub(super) fn tick(&mut self) -> Vec<Effect> {
        if self.left().is_some_and(|left| left.is_zero()) {
            return self.time_out();
        }
        match &self.state {
            _ if self.asked => Vec::new(),
            State::Reading(progress, _) if self.proofs_were_seen(progress) => self.look(0, None),
            State::Face(step, _) if self.takes_itself(step) => self.take_picture(),
            _ => Vec::new(),
        }
    }

    fn time_out(&mut self) -> Vec<Effect> {
        match &self.state {
            State::Idle => self.sign_out(),
            State::SignIn(_) => {
                self.enter(State::OutOfService(Outage::Control));
                vec![Effect::Wipe]
            }
            // It may still be signed and written.
            State::Closing => {
                self.enter(State::OutOfService(Outage::Unknown));
                vec![Effect::Wipe]
            }
            State::OutOfService(outage) if outage.lasts() => {
                self.officer = None;
                vec![Effect::Wipe, Effect::Lock]
            }
            _ => self.wipe(),
        }
    }

    fn proofs_were_seen(&self, progress: &Progress) -> bool {
        progress.read_at.is_some_and(|read| self.now.saturating_sub(read) >= self.timings.proofs)
    }

    /// Whoever is alone need not touch anything: a face that is not found is taken once too, for the legs to say so.
    fn takes_itself(&self, step: &FaceStep) -> bool {
        let tired = step.taken == 0 && self.stood() >= self.timings.patience && self.may_take();
        self.countdown().is_some_and(|left| left.is_zero()) || (self.mode == Mode::Unattended && tired)
    }

    /// What is left of the time a case may last, however busy everybody is.
    fn case_left(&self) -> Option<Duration> {
        let begun = self.begun.filter(|_| self.state.is_before_the_end())?;
        Some(self.timings.case.saturating_sub(self.now.saturating_sub(begun)))
    }

    /// What is left until the state times out; states without personal data that wait for nobody do not.
    fn left(&self) -> Option<Duration> {
        let (since, limit) = match &self.state {
            State::SignIn(sign_in) if sign_in.waiting => (sign_in.since, self.timings.work),
            State::Closing => (self.entered, self.timings.work),
            State::OutOfService(outage) if outage.lasts() && self.officer.is_none() => return None,
            State::OutOfService(outage) if outage.lasts() => (self.entered, self.timings.sign_out),
            State::SignIn(_) | State::Attract | State::Done(_) => return None,
            State::Idle => (self.active, self.timings.sign_out),
            State::Ended(_) | State::OutOfService(_) => (self.active, self.timings.outcome),
            _ => (self.active, self.timings.idle),
        };
        let left = limit.saturating_sub(self.now.saturating_sub(since));
        Some(self.case_left().map_or(left, |case| case.min(left)))
    }
}
