//! Time as the air interface counts it: in periods of the carrier, 13.56 MHz.

use std::iter::Sum;
use std::ops::{Add, AddAssign, Mul};
use std::time::Duration;

/// The carrier's frequency fc in hertz, ISO/IEC 14443-2 §6.1.
const CARRIER: u128 = 13_560_000;
const NANOSECONDS: u128 = 1_000_000_000;

/// So many periods of the carrier.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct CarrierPeriods(pub u64);

impl CarrierPeriods {
    /// A time in whole periods, rounded up.
    pub fn lasting(time: Duration) -> Self {
        let periods = time.as_nanos().saturating_mul(CARRIER).div_ceil(NANOSECONDS);
        Self(u64::try_from(periods).unwrap_or(u64::MAX))
    }

    /// The same in seconds.
    pub fn duration(self) -> Duration {
        let nanoseconds = u128::from(self.0) * NANOSECONDS / CARRIER;
        Duration::from_nanos(u64::try_from(nanoseconds).unwrap_or(u64::MAX))
    }
}

impl Add for CarrierPeriods {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }
}

impl Mul<u64> for CarrierPeriods {
    type Output = Self;
    fn mul(self, times: u64) -> Self {
        Self(self.0.saturating_mul(times))
    }
}

impl Sum for CarrierPeriods {
    fn sum<I: Iterator<Item = Self>>(iter: I) -> Self {
        iter.fold(Self::default(), Add::add)
    }
}

/// What exchanges take on the air.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct AirTime {
    /// Frames on their way.
    pub transfer: CarrierPeriods,
    /// Between two frames, as far as the chip has nothing to compute.
    pub delay: CarrierPeriods,
    /// The chip computes.
    pub computing: CarrierPeriods,
    /// Frames of both ends.
    pub frames: u32,
}

impl AirTime {
    /// All of it.
    pub fn total(&self) -> Duration {
        (self.transfer + self.delay + self.computing).duration()
    }
}

impl AddAssign for AirTime {
    fn add_assign(&mut self, other: Self) {
        self.transfer = self.transfer + other.transfer;
        self.delay = self.delay + other.delay;
        self.computing = self.computing + other.computing;
        self.frames = self.frames.saturating_add(other.frames);
    }
}
