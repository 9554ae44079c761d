//! The state machine: every transition of the flow.

use super::{
    AccessEntry, AccessProblem, CaseNumber, Effect, Event, FaceStep, Holder, Mode, OfficerSays, Outage,
    Progress, SignIn, State, Timings, Typed,
};
use crate::text::Language;
use std::time::Duration;
use verifier::reason::Reason;

/// The flow of one kiosk.
#[derive(Debug)]
pub struct Flow {
    pub(super) mode: Mode,
    pub(super) timings: Timings,
    pub(super) home_language: Language,
    pub(super) language: Language,
    pub(super) state: State,
    pub(super) case: CaseNumber,
    pub(super) officer: Option<String>,
    pub(super) refusals: u8,
    pub(super) entered: Duration,
    pub(super) active: Duration,
    pub(super) now: Duration,
}

impl Flow {
    /// A kiosk that was switched on.
    pub fn new(mode: Mode, timings: Timings, language: Language) -> Self {
        Self {
            mode,
            timings,
            home_language: language,
            language,
            state: home(mode, false),
            case: CaseNumber::default(),
            officer: None,
            refusals: 0,
            entered: Duration::ZERO,
            active: Duration::ZERO,
            now: Duration::ZERO,
        }
    }

    /// Who stands in front of it.
    pub fn mode(&self) -> Mode {
        self.mode
    }

    /// Where it stands.
    pub fn state(&self) -> &State {
        &self.state
    }

    /// The language on the screen.
    pub fn language(&self) -> Language {
        self.language
    }

    /// The number of the current case.
    pub fn case(&self) -> CaseNumber {
        self.case
    }

    /// The name of the signed-in officer's key.
    pub fn officer(&self) -> Option<&str> {
        self.officer.as_deref()
    }

    /// The time since the program started, as the last event had it.
    pub fn now(&self) -> Duration {
        self.now
    }

    /// What is left until the state times out, once the person should be warned.
    pub fn warning(&self) -> Option<Duration> {
        let left = self.left()?;
        let warns = !matches!(self.state, State::Ended(_) | State::Idle);
        (warns && left <= self.timings.warning).then_some(left)
    }

    /// Takes an event at a moment since the program started, and says what is to be done.
    pub fn handle(&mut self, event: Event, now: Duration) -> Vec<Effect> {
        self.now = now.max(self.now);
        match event {
            Event::Tick => self.tick(),
            Event::Work(case, report) => self.report(case, report),
            Event::Activity => {
                self.active = self.now;
                Vec::new()
            }
            event => {
                self.active = self.now;
                self.act(event)
            }
        }
    }

    fn act(&mut self, event: Event) -> Vec<Effect> {
        match event {
            Event::Language(language) => self.choose(language),
            Event::SignIn(pin) => self.sign_in(pin),
            Event::SignOut => self.sign_out(),
            Event::Cancel => self.cancel(),
            Event::Continue => self.advance(),
            Event::Typed(typed) => self.typed(typed),
            Event::TakePicture => self.take_picture(),
            Event::Retake => self.retake(),
            Event::Approve => self.decide(OfficerSays::Approve),
            Event::Decline => self.decide(OfficerSays::Decline),
            Event::Tick | Event::Activity | Event::Work(..) => Vec::new(),
        }
    }

    pub(super) fn enter(&mut self, state: State) {
        self.state = state;
        self.entered = self.now;
        self.active = self.now;
    }

    /// Everything of the case goes, and its number with it.
    fn wipe(&mut self) -> Vec<Effect> {
        self.case = CaseNumber(self.case.0.wrapping_add(1));
        self.refusals = 0;
        self.language = self.home_language;
        self.enter(home(self.mode, self.officer.is_some()));
        vec![Effect::Wipe]
    }

    fn choose(&mut self, language: Language) -> Vec<Effect> {
        self.language = language;
        match (&self.state, self.mode) {
            (State::Languages, _) => self.enter(State::Guidance),
            // At the counter the language is the officer's, for all cases.
            (_, Mode::Attended) => self.home_language = language,
            _ => {}
        }
        Vec::new()
    }

    fn sign_in(&mut self, pin: super::Secret) -> Vec<Effect> {
        match &mut self.state {
            State::SignIn(sign_in) if !sign_in.waiting && !pin.is_empty() => {
                *sign_in = SignIn { waiting: true, problem: None };
                vec![Effect::Unlock(pin)]
            }
            _ => Vec::new(),
        }
    }

    fn sign_out(&mut self) -> Vec<Effect> {
        if !matches!(self.state, State::Idle) {
            return Vec::new();
        }
        self.officer = None;
        let mut effects = self.wipe();
        effects.push(Effect::Lock);
        effects
    }

    fn cancel(&mut self) -> Vec<Effect> {
        match self.state {
            State::SignIn(_) | State::Idle | State::Attract | State::Closing => Vec::new(),
            _ => self.wipe(),
        }
    }

    fn advance(&mut self) -> Vec<Effect> {
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
                    self.enter(State::Reading(Progress::default(), None));
                    vec![Effect::Read(password)]
                }
                None => self.complain(AccessProblem::Incomplete),
            },
            State::Reading(progress, _) if progress.read_at.is_some() => self.look(0, None),
            State::Face(step, _) if step.lost => vec![Effect::OpenCamera],
            State::Review(findings, ..) if !findings.approvable() => self.decide(OfficerSays::Nothing),
            State::Ended(_) | State::OutOfService(Outage::Control | Outage::Writing) => self.wipe(),
            _ => Vec::new(),
        }
    }

    /// Asks for the chip's password, again where there is a problem.
    pub(super) fn ask(&mut self, problem: Option<AccessProblem>) -> Vec<Effect> {
        self.enter(State::Access(AccessEntry { problem, ..AccessEntry::default() }));
        vec![Effect::WatchReader]
    }

    fn complain(&mut self, problem: AccessProblem) -> Vec<Effect> {
        if let State::Access(entry) = &mut self.state {
            entry.problem = Some(problem);
        }
        Vec::new()
    }

    fn typed(&mut self, typed: Typed) -> Vec<Effect> {
        let State::Access(entry) = &mut self.state else { return Vec::new() };
        match typed {
            Typed::Method(method) if method == entry.method => {}
            Typed::Method(method) => {
                *entry = AccessEntry { method, document: entry.document, ..AccessEntry::default() };
            }
            Typed::Text(text) => {
                entry.text = text;
                entry.problem = None;
            }
        }
        Vec::new()
    }

    /// To the camera; the holder stays in view.
    pub(super) fn look(&mut self, taken: u8, problem: Option<Reason>) -> Vec<Effect> {
        let holder = self.take_holder();
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

    fn take_picture(&mut self) -> Vec<Effect> {
        match &mut self.state {
            State::Face(step, _) if step.advice == super::Advice::Hold && !step.taking => {
                step.taking = true;
                vec![Effect::TakePicture]
            }
            _ => Vec::new(),
        }
    }

    fn retake(&mut self) -> Vec<Effect> {
        match &self.state {
            State::Review(findings, taken, _) if findings.another_picture_helps() => {
                let (taken, problem) = (*taken, findings.reasons().next());
                self.look(taken, problem)
            }
            _ => Vec::new(),
        }
    }

    fn decide(&mut self, says: OfficerSays) -> Vec<Effect> {
        match (&self.state, says) {
            (State::Review(findings, ..), OfficerSays::Approve) if !findings.approvable() => Vec::new(),
            (State::Review(..), says) => {
                self.enter(State::Closing);
                vec![Effect::Conclude(says, self.language)]
            }
            _ => Vec::new(),
        }
    }

    fn tick(&mut self) -> Vec<Effect> {
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
            State::SignIn(_) | State::Attract | State::OutOfService(_) | State::Closing => return None,
            State::Idle => (self.active, self.timings.sign_out),
            State::Ended(_) => (self.entered, self.timings.outcome),
            _ => (self.active, self.timings.idle),
        };
        Some(limit.saturating_sub(self.now.saturating_sub(since)))
    }
}

fn home(mode: Mode, signed_in: bool) -> State {
    match (mode, signed_in) {
        (Mode::Unattended, _) => State::Attract,
        (Mode::Attended, true) => State::Idle,
        (Mode::Attended, false) => State::SignIn(SignIn::default()),
    }
}
