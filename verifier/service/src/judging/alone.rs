//! One job of a control at a time.

use std::collections::HashSet;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// The controls that have a job.
#[derive(Default)]
pub(crate) struct Alones(Arc<Mutex<HashSet<String>>>);

/// A control's only job, until this is dropped.
pub(crate) struct Alone {
    controls: Arc<Mutex<HashSet<String>>>,
    control: String,
}

impl Alones {
    /// The control's only job, unless it has one.
    pub(crate) fn enter(&self, control: &str) -> Option<Alone> {
        let entered = lock(&self.0).insert(control.to_owned());
        entered.then(|| Alone { controls: Arc::clone(&self.0), control: control.to_owned() })
    }

    /// Whether the control has a job.
    pub(crate) fn has(&self, control: &str) -> bool {
        lock(&self.0).contains(control)
    }
}

impl Drop for Alone {
    fn drop(&mut self) {
        lock(&self.controls).remove(&self.control);
    }
}

fn lock(controls: &Mutex<HashSet<String>>) -> MutexGuard<'_, HashSet<String>> {
    controls.lock().unwrap_or_else(PoisonError::into_inner)
}
