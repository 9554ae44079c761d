//! Keeps a camera without a device at its frame rate.

use super::FRAMES_PER_SECOND;
use std::time::{Duration, Instant};

/// When the next frame is due.
#[derive(Default)]
pub struct Pace {
    last: Option<Instant>,
}

impl Pace {
    /// Waits until the next frame is due.
    pub fn wait(&mut self) -> Instant {
        let frame = Duration::from_secs(1) / FRAMES_PER_SECOND;
        if let Some(last) = self.last {
            std::thread::sleep((last + frame).saturating_duration_since(Instant::now()));
        }
        let now = Instant::now();
        self.last = Some(now);
        now
    }
}
