//! What a stretch of time takes in which the script leaves the window alone: own work in frames, processor, memory.

use rustix::time::{ClockId, clock_gettime};
use std::fmt;
use std::fs;
use std::time::{Duration, Instant};

/// A stretch on its way.
#[derive(Debug)]
pub struct Stretch {
    name: String,
    began: Instant,
    processor: Duration,
    frames: Vec<Duration>,
    picture: Option<u64>,
    pictures: u32,
}

impl Stretch {
    /// A stretch of this name that begins now.
    pub fn begin(name: &str) -> Self {
        Self {
            name: name.to_owned(),
            began: Instant::now(),
            processor: processor(),
            frames: Vec::new(),
            picture: None,
            pictures: 0,
        }
    }

    /// Takes note of a frame's own work, and of which of the camera's pictures it shows.
    pub fn frame(&mut self, work: Duration, picture: Option<u64>) {
        self.frames.push(work);
        if picture.is_some() && picture != self.picture {
            self.picture = picture;
            self.pictures += 1;
        }
    }

    /// How long it has lasted.
    pub fn lasted(&self) -> Duration {
        self.began.elapsed()
    }
}

/// One line, each figure with its unit.
impl fmt::Display for Stretch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let seconds = self.lasted().as_secs_f64();
        let processor = processor().saturating_sub(self.processor).as_secs_f64() / seconds;
        write!(
            f,
            "{}: {:.1} frames/s, {:.1} pictures/s, own work at p95 {:.2} ms, processor {:.1} %, memory {:.0} MB",
            self.name,
            self.frames.len() as f64 / seconds,
            f64::from(self.pictures) / seconds,
            p95(&self.frames).as_secs_f64() * 1e3,
            processor * 1e2,
            memory() / 1e6
        )
    }
}

/// Processor time of this thread: what a frame takes itself, also where other programs use the processor.
pub fn own_time() -> Duration {
    let time = clock_gettime(ClockId::ThreadCPUTime);
    Duration::try_from(time).unwrap_or_default()
}

/// The work that 95 of 100 frames do not exceed.
pub(super) fn p95(frames: &[Duration]) -> Duration {
    let mut frames = frames.to_vec();
    frames.sort_unstable();
    frames.get(frames.len() * 95 / 100).copied().unwrap_or_default()
}

/// Processor time of this program's threads, as the scheduler of Linux counts it.
fn processor() -> Duration {
    let threads = fs::read_dir("/proc/self/task").into_iter().flatten().flatten();
    let times = threads.filter_map(|thread| {
        let counted = fs::read_to_string(thread.path().join("schedstat")).ok()?;
        counted.split_whitespace().next()?.parse::<u64>().ok()
    });
    Duration::from_nanos(times.sum())
}

/// The most memory this program has had so far, in bytes.
fn memory() -> f64 {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let most = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kibibytes = most.and_then(|most| most.trim().trim_end_matches(" kB").parse::<f64>().ok());
    kibibytes.unwrap_or_default() * 1024.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_slowest_of_twenty_is_left_out() {
        let frames: Vec<Duration> = (1..=40).map(Duration::from_millis).collect();
        assert_eq!(p95(&frames), Duration::from_millis(39));
        assert_eq!(p95(&[]), Duration::ZERO);
    }

    #[test]
    #[cfg(target_os = "linux")]
    fn work_takes_processor_and_memory() {
        let stretch = Stretch::begin("work");
        let mut number = 1u64;
        while stretch.lasted() < Duration::from_millis(50) {
            number = std::hint::black_box(number.wrapping_mul(3));
        }
        assert!(processor() > stretch.processor);
        assert!(memory() > 1e6);
        assert!(stretch.to_string().starts_with("work: 0.0 frames/s, "));
    }
}
