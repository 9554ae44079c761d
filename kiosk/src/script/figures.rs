//! What the window's own work takes: the first frame, and the frames after it.

use super::stretch::p95;
use std::fmt;
use std::time::{Duration, Instant};

/// Figures of one run.
#[derive(Debug)]
pub struct Figures {
    started: Instant,
    first: Option<Duration>,
    frames: Vec<Duration>,
}

impl Figures {
    /// Figures of a program that started then.
    pub fn since(started: Instant) -> Self {
        Self { started, first: None, frames: Vec::new() }
    }

    /// Takes note of a frame's own work.
    pub fn frame(&mut self, work: Duration) {
        self.first.get_or_insert_with(|| self.started.elapsed());
        self.frames.push(work);
    }
}

impl fmt::Display for Figures {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let milliseconds = |time: Duration| time.as_secs_f64() * 1e3;
        let first = milliseconds(self.first.unwrap_or_default());
        write!(
            f,
            "first frame after {first:.0} ms; {} frames, own work at p95 {:.1} ms",
            self.frames.len(),
            milliseconds(p95(&self.frames))
        )
    }
}
