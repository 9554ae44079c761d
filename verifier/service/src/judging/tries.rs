//! How often a control's judging has come to nothing since the start.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

/// After so many tries it ends as failed.
const MOST: u32 = 5;

/// The tries by their controls.
#[derive(Default)]
pub(crate) struct Tries(Mutex<HashMap<String, u32>>);

impl Tries {
    /// Counts one that came to nothing; false when it was the last.
    pub(crate) fn count(&self, control: &str) -> bool {
        let mut tries = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let count = tries.entry(control.to_owned()).or_insert(0);
        *count = count.saturating_add(1);
        *count < MOST
    }

    /// Forgets a control that has ended.
    pub(crate) fn forget(&self, control: &str) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).remove(control);
    }
}
