//! Wakes those who wait for a control to change.

use std::hash::{DefaultHasher, Hash, Hasher};
use tokio::sync::watch;

/// So many controls share a bell at most in turn; a waiter looks again when another control of its bell changed.
const BELLS: usize = 256;

/// The bells.
pub(crate) struct Wake(Vec<watch::Sender<u64>>);

impl Wake {
    /// Bells that nobody has rung.
    pub(crate) fn new() -> Self {
        Self((0..BELLS).map(|_| watch::Sender::new(0)).collect())
    }

    /// A listener, which must be made before the control is looked at.
    pub(crate) fn listen(&self, control: &str) -> Option<watch::Receiver<u64>> {
        self.bell(control).map(watch::Sender::subscribe)
    }

    /// Tells that a control has changed.
    pub(crate) fn ring(&self, control: &str) {
        if let Some(bell) = self.bell(control) {
            bell.send_modify(|count| *count = count.wrapping_add(1));
        }
    }

    fn bell(&self, control: &str) -> Option<&watch::Sender<u64>> {
        let mut hasher = DefaultHasher::new();
        control.hash(&mut hasher);
        let bells = u64::try_from(self.0.len()).ok()?;
        self.0.get(usize::try_from(hasher.finish().checked_rem(bells)?).ok()?)
    }
}
