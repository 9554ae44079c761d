//! The steps of a control that somebody takes: each key and touch, and where it leads.

use super::{
    AccessEntry, AccessMethod, AccessProblem, Advice, Effect, FaceStep, Flow, Holder, Mode, OfficerSays,
    Printing, Progress, Secret, SignIn, State, Typed,
};
use crate::text::Language;
use std::time::Duration;
use verifier::reason::Reason;

impl Flow {
    pub(super) fn choose(&mut self, language: Language) -> Vec<Effect> {
        self.language = language;
        match (&self.state, self.mode) {
            (State::Languages, _) => self.enter(State::Guidance),
            // At the counter the language is the officer's, for all cases.
            (_, Mode::Attended) => self.home_language = language,
            _ => {}
        }
        Vec::new()
    }

    /// The receipt is the holder's: where the officer decides, it may be in another language than the screen.
    pub(super) fn choose_receipt(&mut self, language: Language) -> Vec<Effect> {
        if matches!(self.state, State::Review(..)) {
            self.receipt = Some(language);
        }
        Vec::new()
    }

    pub(super) fn sign_in(&mut self, pin: Secret) -> Vec<Effect> {
        let free = self.next_pin_in().is_none();
        match &mut self.state {
            State::SignIn(sign_in) if !sign_in.waiting && !pin.is_empty() && free => {
                *sign_in = SignIn { waiting: true, since: self.now, problem: None, ..*sign_in };
                vec![Effect::Unlock(sign_in.officer, pin)]
            }
            _ => Vec::new(),
        }
    }

    pub(super) fn choose_officer(&mut self, officer: usize) -> Vec<Effect> {
        if let State::SignIn(sign_in) = &mut self.state
            && !sign_in.waiting
        {
            *sign_in = SignIn { officer, problem: None, ..*sign_in };
        }
        Vec::new()
    }

    /// What is left until another PIN of the chosen key is taken.
    pub fn next_pin_in(&self) -> Option<Duration> {
        match &self.state {
            State::SignIn(sign_in) => {
                let wrong = self.wrong_pins.get(&sign_in.officer)?;
                let left = wrong.again_at.saturating_sub(self.now);
                (!left.is_zero()).then_some(left)
            }
            _ => None,
        }
    }

    pub(super) fn sign_out(&mut self) -> Vec<Effect> {
        if !matches!(self.state, State::Idle) {
            return Vec::new();
        }
        self.officer = None;
        let mut effects = self.wipe();
        effects.push(Effect::Lock);
        effects
    }

    pub(super) fn cancel(&mut self) -> Vec<Effect> {
        match &self.state {
            State::SignIn(_) | State::Idle | State::Attract | State::Closing | State::Done(_) => Vec::new(),
            State::OutOfService(outage) if outage.lasts() => Vec::new(),
            _ => self.wipe(),
        }
    }

    pub(super) fn advance(&mut self) -> Vec<Effect> {
        match &self.state {
            State::Attract => {
                self.enter(State::Languages);
                Vec::new()
            }
            State::Languages => {
                self.enter(State::Guidance);
                Vec::new()
            }
            State::Idle | State::Guidance => self.ask(None),
            State::Access(entry) => match entry.password() {
                Some(password) => {
                    self.typed = Some(entry.clone());
                    self.enter(State::Reading(Progress::default(), None));
                    vec![Effect::Read(password)]
                }
                None => self.complain(AccessProblem::Incomplete),
            },
            State::Reading(progress, _) if progress.read_at.is_some() => self.look(0, None),
            State::Face(step, _) if step.lost => vec![Effect::OpenCamera],
            State::Review(findings, ..) if !findings.approvable() => self.decide(OfficerSays::Nothing),
            State::Ended(_) => self.wipe(),
            State::OutOfService(outage) if !outage.lasts() => self.wipe(),
            _ => Vec::new(),
        }
    }

    /// Asks for the chip's password, again where there is a problem.
    pub(super) fn ask(&mut self, problem: Option<AccessProblem>) -> Vec<Effect> {
        let typed = self.typed.take().unwrap_or_default();
        self.begun = self.begun.or(Some(self.now));
        self.enter(State::Access(AccessEntry { problem, ..typed }));
        Vec::new()
    }

    fn complain(&mut self, problem: AccessProblem) -> Vec<Effect> {
        if let State::Access(entry) = &mut self.state {
            entry.problem = Some(problem);
        }
        Vec::new()
    }

    pub(super) fn typed(&mut self, typed: Typed) -> Vec<Effect> {
        let offered = AccessMethod::offered(self.mode);
        let State::Access(entry) = &mut self.state else { return Vec::new() };
        match typed {
            Typed::Method(method) if method == entry.method || !offered.contains(&method) => {}
            Typed::Method(method) => *entry = AccessEntry { method, ..AccessEntry::default() },
            Typed::Text(text) => {
                entry.text = text;
                entry.problem = None;
            }
            Typed::Printed(field, text) => {
                entry.printed.set(field, text);
                entry.problem = None;
            }
        }
        Vec::new()
    }

    /// To the camera; the holder stays in view.
    pub(super) fn look(&mut self, taken: u8, problem: Option<Reason>) -> Vec<Effect> {
        let holder = self.take_holder();
        if self.attempts == 0 {
            self.enter(State::Judging(0, holder));
            return vec![Effect::Judge];
        }
        self.enter(State::Face(FaceStep { taken, problem, ..FaceStep::default() }, holder));
        vec![Effect::OpenCamera]
    }

    pub(super) fn take_holder(&mut self) -> Option<Box<Holder>> {
        match &mut self.state {
            State::Reading(_, holder)
            | State::Face(_, holder)
            | State::Judging(_, holder)
            | State::Review(_, _, holder) => holder.take(),
            _ => None,
        }
    }

    /// True when a picture can be taken now: an officer, and whoever has waited long alone, need not wait for the advice.
    pub fn may_take(&self) -> bool {
        let State::Face(step, _) = &self.state else { return false };
        let waited = step.taken > 0 || self.stood() >= self.timings.patience;
        let whatever = self.mode == Mode::Attended || waited;
        let seen = step.advice == Advice::Hold || (whatever && step.advice != Advice::Starting);
        seen && !step.taking && !step.lost
    }

    /// True when the policy lets another picture be taken, and it could change the outcome.
    pub fn may_retake(&self) -> bool {
        match &self.state {
            State::Review(findings, taken, _) => findings.another_picture_helps() && *taken < self.attempts,
            _ => false,
        }
    }

    pub(super) fn take_picture(&mut self) -> Vec<Effect> {
        if !self.may_take() {
            return Vec::new();
        }
        match &mut self.state {
            State::Face(step, _) => {
                step.taking = true;
                vec![Effect::TakePicture]
            }
            _ => Vec::new(),
        }
    }

    pub(super) fn retake(&mut self) -> Vec<Effect> {
        match &self.state {
            State::Review(findings, taken, _) if self.may_retake() => {
                let (taken, problem) = (*taken, findings.reasons().next());
                self.look(taken, problem)
            }
            _ => Vec::new(),
        }
    }

    /// Once, and again where the printer did not take it.
    pub(super) fn print(&mut self) -> Vec<Effect> {
        match &mut self.state {
            State::Ended(ended) if matches!(ended.printing, Printing::NotAsked | Printing::Failed) => {
                let Some(receipt) = ended.receipt.clone() else { return Vec::new() };
                ended.printing = Printing::Running;
                vec![Effect::Print(receipt)]
            }
            _ => Vec::new(),
        }
    }

    pub(super) fn decide(&mut self, says: OfficerSays) -> Vec<Effect> {
        match (&self.state, says) {
            (State::Review(findings, ..), OfficerSays::Approve) if !findings.approvable() => Vec::new(),
            (State::Review(..), says) => {
                self.enter(State::Closing);
                vec![Effect::Conclude(says, self.receipt_language())]
            }
            _ => Vec::new(),
        }
    }
}
