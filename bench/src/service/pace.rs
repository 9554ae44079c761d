//! How fast something goes: by the clock, and by the processors' time, which a busy machine does not stretch.

use std::time::Instant;

/// What one piece of work takes.
#[derive(Clone, Copy)]
pub struct Pace {
    /// Pieces a second and core.
    pub per_core: f64,
    /// The processors' time for one, in milliseconds; all of this program's, the load's own part included.
    pub processor: f64,
}

/// The beginning of a measurement.
pub struct Watch {
    begun: Instant,
    processor: f64,
}

impl Watch {
    /// Begins now.
    pub fn start() -> Self {
        Self { begun: Instant::now(), processor: processor_milliseconds() }
    }

    /// So many pieces were done since then, by so many cores.
    pub fn pace(&self, pieces: f64, cores: usize) -> Pace {
        Pace {
            per_core: pieces / self.begun.elapsed().as_secs_f64() / cores as f64,
            processor: (processor_milliseconds() - self.processor) / pieces,
        }
    }
}

/// The processors' time this program has had, proc(5): the fields after the name begin with the third.
fn processor_milliseconds() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let fields = stat.rsplit(')').next().unwrap_or_default().split_whitespace();
    let ticks: f64 = fields.skip(11).take(2).filter_map(|field| field.parse::<f64>().ok()).sum();
    ticks * 10.0
}
