//! When the server is killed: drawn from a seed, spread over the phases of a control.

use super::Phase;
use std::collections::BTreeMap;
use std::time::Duration;

/// SplitMix64: the same seed draws the same numbers everywhere.
pub struct Dice(u64);

impl Dice {
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    pub fn below(&mut self, limit: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut number = self.0;
        number = (number ^ (number >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        number = (number ^ (number >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (number ^ (number >> 31)) % limit
    }

    pub fn shuffle<T>(&mut self, items: &mut [T]) {
        for last in (1..items.len()).rev() {
            items.swap(last, usize::try_from(self.below(last as u64 + 1)).unwrap());
        }
    }
}

/// The seed of this run: `IDK_SEED`, or one of its own.
pub fn seed() -> u64 {
    let own =
        || u64::try_from(time::OffsetDateTime::now_utc().unix_timestamp_nanos() % 1_000_000_000).unwrap();
    std::env::var("IDK_SEED").ok().and_then(|seed| seed.parse().ok()).unwrap_or_else(own)
}

/// How far a phase has come when the server is killed, in thousandths of its usual length.
#[derive(Debug, Clone, Copy)]
pub struct Moment(u64);

impl Moment {
    /// As soon as the phase begins.
    pub fn at_once(self) -> bool {
        self.0 == 0
    }

    /// After this time in a phase that usually takes so long.
    pub fn of(self, usual: Duration) -> Duration {
        usual.mul_f64(self.0 as f64 / 1000.0)
    }

    /// Before this command of a chip session of so many: never before the first, which would be before the session.
    pub fn command(self, of: usize) -> usize {
        1 + usize::try_from(self.0).unwrap() * (of - 1) / 1000
    }
}

/// The kills of a run, each at one phase of one control.
pub struct Plan(BTreeMap<(usize, Phase), Moment>);

impl Plan {
    /// So many kills among so many controls, in all phases alike; the first of each phase comes as it begins, so that
    /// none can be missed.
    pub fn draw(kills: usize, controls: usize, dice: &mut Dice) -> Self {
        let mut plan = BTreeMap::new();
        let mut order: Vec<usize> = (0..controls).collect();
        for (number, phase) in Phase::ALL.into_iter().enumerate() {
            dice.shuffle(&mut order);
            let share = (kills + Phase::ALL.len() - 1 - number) / Phase::ALL.len();
            for (place, control) in order[..share].iter().enumerate() {
                let moment = if place == 0 { 0 } else { dice.below(1000) };
                plan.insert((*control, phase), Moment(moment));
            }
        }
        Self(plan)
    }

    pub fn len(&self) -> usize {
        self.0.len()
    }

    pub fn at(&self, control: usize, phase: Phase) -> Option<Moment> {
        self.0.get(&(control, phase)).copied()
    }
}
