//! The states of the flow.

use super::{AccessEntry, Ended, FaceStep, Findings, Holder, Kept, Outage, PinProblem, Progress};
use std::time::Duration;

/// Who stands in front of the kiosk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// An officer with the person.
    Attended,
    /// The person alone.
    Unattended,
}

/// The officer's sign-in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct SignIn {
    /// Which of the officers' keys is opened.
    pub officer: usize,
    /// The key is being opened.
    pub waiting: bool,
    /// Since when.
    pub(super) since: Duration,
    /// Why the last PIN was not taken.
    pub problem: Option<PinProblem>,
}

/// Where the flow stands, with everything that is shown there.
#[derive(Debug)]
pub enum State {
    /// The officer signs in.
    SignIn(SignIn),
    /// The officer is signed in, and there is no case.
    Idle,
    /// The booth waits for a person.
    Attract,
    /// The person chooses a language.
    Languages,
    /// The person is told what will happen.
    Guidance,
    /// The chip's password is asked for.
    Access(AccessEntry),
    /// The chip is read.
    Reading(Progress, Option<Box<Holder>>),
    /// The face is taken.
    Face(FaceStep, Option<Box<Holder>>),
    /// The legs report.
    Judging(u8, Option<Box<Holder>>),
    /// The officer decides.
    Review(Box<Findings>, u8, Option<Box<Holder>>),
    /// The result is signed and written.
    Closing,
    /// The control has ended.
    Ended(Box<Ended>),
    /// Something that is not the person's fault stands in the way.
    OutOfService(Outage),
    /// The single control is over, with this of it kept, and no other follows.
    Done(Kept),
}

impl State {
    /// The name by which scripts wait for a state.
    pub fn name(&self) -> &'static str {
        match self {
            Self::SignIn(_) => "sign-in",
            Self::Idle => "idle",
            Self::Attract => "attract",
            Self::Languages => "languages",
            Self::Guidance => "guidance",
            Self::Access(_) => "access",
            Self::Reading(..) => "reading",
            Self::Face(..) => "face",
            Self::Judging(..) => "judging",
            Self::Review(..) => "review",
            Self::Closing => "closing",
            Self::Ended(_) => "ended",
            Self::OutOfService(_) => "out-of-service",
            Self::Done(_) => "done",
        }
    }

    /// True while a control goes on that nobody has decided.
    pub(super) fn is_before_the_end(&self) -> bool {
        use State::{Access, Face, Judging, Reading, Review};
        matches!(self, Access(_) | Reading(..) | Face(..) | Judging(..) | Review(..))
    }

    /// True while a control goes on that is about a document.
    pub(super) fn uses_document(&self) -> bool {
        self.is_before_the_end() || matches!(self, Self::Closing | Self::Ended(_))
    }

    /// The holder, where the state shows one.
    pub fn holder(&self) -> Option<&Holder> {
        match self {
            Self::Reading(_, holder)
            | Self::Face(_, holder)
            | Self::Judging(_, holder)
            | Self::Review(_, _, holder) => holder.as_deref(),
            _ => None,
        }
    }
}
