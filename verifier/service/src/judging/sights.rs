//! What was seen in pictures that wait for their verdict: in memory alone, and for the latest only.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use verifier::sight::Sight;

/// Controls whose sights are kept at most; whoever is forgotten is looked at again.
const MOST: usize = 4096;

/// The sights by their controls.
#[derive(Default)]
pub(crate) struct Sights(Mutex<HashMap<String, Sight>>);

impl Sights {
    /// Keeps what was seen last.
    pub(crate) fn keep(&self, control: &str, sight: Sight) {
        let mut kept = self.kept();
        if kept.len() >= MOST {
            kept.clear();
        }
        kept.insert(control.to_owned(), sight);
    }

    /// Takes what was seen; it is forgotten then.
    pub(crate) fn take(&self, control: &str) -> Option<Sight> {
        self.kept().remove(control)
    }

    fn kept(&self) -> MutexGuard<'_, HashMap<String, Sight>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
