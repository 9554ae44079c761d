//! How a control ended, as it may stand on a screen and on a receipt: nothing about the person.

use std::path::PathBuf;
use verifier::assurance::Decision;

/// A control that has ended.
#[derive(Debug, Clone)]
pub struct Ended {
    /// The result's own number.
    pub number: String,
    /// The decision.
    pub decision: Decision,
    /// The folder of the result.
    pub folder: PathBuf,
    /// The receipt to print, where it could be written.
    pub receipt: Option<PathBuf>,
}
