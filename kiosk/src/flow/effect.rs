//! What the flow asks for.

use super::Secret;
use crate::text::Language;
use emrtd::password::Password;
use std::path::PathBuf;
use verifier::reason::Reason;

/// The number of a case since the program started; work for another case than the current one is forgotten.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct CaseNumber(pub u64);

/// What the officer says of the case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OfficerSays {
    /// The person is the holder of the document.
    Approve,
    /// The person is not, or cannot be told to be.
    Decline,
    /// Nothing: no officer is present, or there is nothing to approve.
    Nothing,
}

/// Something that is to be done, without the flow waiting for it.
#[derive(Debug, Clone)]
pub enum Effect {
    /// Open this one of the officers' keys.
    Unlock(usize, Secret),
    /// Forget the officer's key.
    Lock,
    /// Read the chip.
    Read(Password),
    /// Open the camera and say what it sees.
    OpenCamera,
    /// Take the picture that the camera shows.
    TakePicture,
    /// Give the record and the picture to every leg.
    Judge,
    /// Decide, sign and write the result, with a receipt in this language.
    Conclude(OfficerSays, Language),
    /// Sign the refusal of a chip that could not be read, with a receipt in this language.
    RefuseUnread(Reason, Language),
    /// Print this receipt.
    Print(PathBuf),
    /// Stop all work for the case and drop everything that was captured for it.
    Wipe,
}
