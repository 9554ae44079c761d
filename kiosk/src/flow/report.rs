//! What the work for a case reports.

use super::{Advice, Ended, Findings, Holder, Kept, Row, Status};
use emrtd::session::Stage;
use verifier::reason::Reason;

/// A report of the work that an effect asked for.
#[derive(Debug, Clone)]
pub enum Report {
    /// The officer's key is open; its name.
    SignedIn(String),
    /// The officer's key is not open.
    PinRefused(PinProblem),
    /// Whether a document lies on the reader.
    Document(bool),
    /// The chip session has come to this stage.
    Stage(Stage),
    /// The document was taken away while its chip was read: it may be put back.
    TakenAway,
    /// What was found in one respect.
    Found(Row, Status),
    /// The chip is read; the holder as far as the document is proven.
    ChipRead(Option<Box<Holder>>),
    /// The session ended by the chip's fault.
    ChipRefused(Reason),
    /// The chip is not opened with this kind of password.
    PasswordNotUsable,
    /// The card or the reader is gone.
    CardLost,
    /// What the camera sees.
    Sees(Advice),
    /// The picture is taken.
    PictureTaken,
    /// The camera gives no picture.
    CameraLost,
    /// Every leg has reported.
    Judged(Box<Findings>),
    /// The result is written.
    Ended(Box<Ended>),
    /// The printer has the receipt, or does not take it.
    Printed(bool),
    /// Something that is not the person's fault stands in the way.
    Outage(Outage),
}

/// Why the officer's key is not open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PinProblem {
    /// The PIN is wrong, or the file is damaged.
    Wrong,
    /// The key is not under a PIN.
    NotEncrypted,
    /// The file is no P-256 private key in PKCS#8.
    Unusable,
    /// Its public key is not among the enrolled officers'.
    NotEnrolled,
}

/// What stands in the way of controls.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outage {
    /// The networks cannot be opened: what to do, in the words of the models crate.
    Networks(String),
    /// A control could not be carried out.
    Control,
    /// A result could not be written.
    Writing,
    /// It is not known whether the result was signed and written.
    Unknown,
    /// The thread that works has stopped.
    Stopped,
}

impl Outage {
    /// What is kept of the control it ended.
    pub fn kept(&self) -> Kept {
        match self {
            Self::Unknown | Self::Stopped => Kept::Unknown,
            Self::Networks(_) | Self::Control | Self::Writing => Kept::Nothing,
        }
    }

    /// True when no other control can be begun before somebody has mended it.
    pub fn lasts(&self) -> bool {
        matches!(self, Self::Networks(_) | Self::Stopped)
    }
}
