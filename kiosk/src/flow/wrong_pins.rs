//! What wrong PINs cost: time, for the key they were typed for and no other.

use std::time::Duration;

/// So many wrong PINs cost nothing; each one after them costs twice as long as the one before.
const FREE: u8 = 2;
/// What the first of those costs.
const FIRST_WAIT: Duration = Duration::from_secs(5);
/// No wrong PIN costs more.
const LONGEST_WAIT: Duration = Duration::from_secs(300);

/// The wrong PINs of one key since its last right one.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct WrongPins {
    count: u8,
    /// The next PIN is taken no sooner.
    pub(super) again_at: Duration,
}

impl WrongPins {
    /// One more.
    pub(super) fn add(&mut self, now: Duration) {
        self.count = self.count.saturating_add(1);
        self.again_at = now.saturating_add(wait(self.count));
    }
}

/// What so many wrong PINs cost.
fn wait(wrong: u8) -> Duration {
    match wrong.checked_sub(FREE) {
        None | Some(0) => Duration::ZERO,
        Some(costly) => FIRST_WAIT.saturating_mul(1 << costly.saturating_sub(1).min(10)).min(LONGEST_WAIT),
    }
}
