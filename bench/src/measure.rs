//! Interleaved measurement: the contestants take turns, so that a busy moment of the machine strikes all alike.

use std::time::{Duration, Instant};

/// One contestant: a name and the work that is timed.
pub struct Contestant<'a> {
    /// The column it is printed in.
    pub name: &'static str,
    /// The work.
    pub work: Box<dyn FnMut() + 'a>,
}

/// What one piece of work takes each contestant, in seconds, round by round.
pub struct Rounds(Vec<Vec<f64>>);

impl Rounds {
    /// Lets the contestants take turns.
    pub fn run(contestants: &mut [Contestant<'_>], rounds: usize, turn: Duration) -> Self {
        let batches: Vec<u32> = contestants.iter_mut().map(|contestant| batch(contestant, turn)).collect();
        let mut seconds = vec![Vec::with_capacity(rounds); contestants.len()];
        for _ in 0..rounds {
            for ((contestant, batch), seconds) in contestants.iter_mut().zip(&batches).zip(&mut seconds) {
                seconds.push(time(contestant, *batch).as_secs_f64() / f64::from(*batch));
            }
        }
        Self(seconds)
    }

    /// The median of one contestant's rounds.
    pub fn median(&self, contestant: usize) -> f64 {
        median(self.0[contestant].clone())
    }

    /// The median of the ratio of two contestants, each round for itself: what slows a round slows both.
    pub fn ratio(&self, of: usize, to: usize) -> f64 {
        median(self.0[of].iter().zip(&self.0[to]).map(|(of, to)| of / to).collect())
    }
}

/// As many pieces of work as fill a turn.
fn batch(contestant: &mut Contestant<'_>, turn: Duration) -> u32 {
    let mut batch = 1;
    while time(contestant, batch) < turn && batch < 1 << 20 {
        batch *= 2;
    }
    batch
}

fn time(contestant: &mut Contestant<'_>, batch: u32) -> Duration {
    let start = Instant::now();
    for _ in 0..batch {
        (contestant.work)();
    }
    start.elapsed()
}

/// The middle one.
pub fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
}
