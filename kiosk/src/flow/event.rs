//! What happens at the kiosk.

use super::{AccessMethod, CaseNumber, PrintedField, Report, Secret};
use crate::text::Language;

/// Something that happened.
#[derive(Debug, Clone)]
pub enum Event {
    /// Time passed.
    Tick,
    /// A key was pressed or the screen touched.
    Activity,
    /// Whether it is being asked above the screen if the case is to be left: nothing goes on by itself meanwhile.
    Asked(bool),
    /// Another language was chosen.
    Language(Language),
    /// Another officer is about to sign in.
    Officer(usize),
    /// The officer typed the PIN.
    SignIn(Secret),
    /// The officer leaves.
    SignOut,
    /// The screen's main action.
    Continue,
    /// The control, or the step before it, is left.
    Cancel,
    /// Something was typed or chosen where the chip's password is asked for.
    Typed(Typed),
    /// The picture is taken now.
    TakePicture,
    /// A new picture is to be taken.
    Retake,
    /// Another language was chosen for the receipt.
    ReceiptLanguage(Language),
    /// The receipt is to be printed.
    PrintReceipt,
    /// The officer approves the case.
    Approve,
    /// The officer declines the case.
    Decline,
    /// Work that was done for a case reports.
    Work(CaseNumber, Report),
}

/// What was typed where the chip's password is asked for.
#[derive(Debug, Clone)]
pub enum Typed {
    /// Another method was chosen.
    Method(AccessMethod),
    /// The text as it stands now.
    Text(Secret),
    /// One of the printed fields as it stands now.
    Printed(PrintedField, Secret),
}
