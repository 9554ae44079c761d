//! The step in front of the camera.

use std::time::Duration;
use verifier::reason::Reason;

/// What the camera sees, in the form of what to do about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Advice {
    /// The camera is being opened.
    #[default]
    Starting,
    /// No face is seen.
    NoFace,
    /// More than one face is seen.
    Several,
    /// The face is too small.
    Closer,
    /// The face is too large.
    Back,
    /// The face is not in the middle.
    Centre,
    /// The face can be taken.
    Hold,
}

/// What is known in front of the camera.
#[derive(Debug, Clone, Default)]
pub struct FaceStep {
    /// What the camera sees.
    pub advice: Advice,
    /// Since when the face could be taken.
    pub steady_since: Option<Duration>,
    /// Pictures that were taken already.
    pub taken: u8,
    /// Why another picture is needed.
    pub problem: Option<Reason>,
    /// The camera gives no picture.
    pub lost: bool,
    /// The picture is being taken.
    pub taking: bool,
}

impl FaceStep {
    /// Takes note of what the camera sees.
    pub(super) fn see(&mut self, advice: Advice, now: Duration) {
        self.lost = false;
        self.advice = advice;
        self.steady_since = match advice {
            Advice::Hold => self.steady_since.or(Some(now)),
            _ => None,
        };
    }
}
