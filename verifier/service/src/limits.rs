//! Token buckets: how many requests an address or a tenant may make.

use crate::config::Limits;
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// A bucket holds this many seconds' worth of requests.
const BURST_SECONDS: f64 = 4.0;
/// More callers than this are not told apart.
const MOST: usize = 100_000;
/// Full buckets are looked for at most so often.
const SWEEP: Duration = Duration::from_secs(1);

/// The buckets of addresses and tenants.
pub(crate) struct Limiter {
    addresses: Buckets,
    tenants: Buckets,
}

impl Limiter {
    /// Full buckets.
    pub(crate) fn new(limits: &Limits) -> Self {
        Self {
            addresses: Buckets::new(limits.requests_per_address),
            tenants: Buckets::new(limits.requests_per_tenant),
        }
    }

    /// Takes one request of an address; otherwise the seconds until there is one.
    pub(crate) fn address(&self, address: &str) -> Result<(), u64> {
        self.addresses.take(address, Instant::now())
    }

    /// Takes one request of a tenant; otherwise the seconds until there is one.
    pub(crate) fn tenant(&self, tenant: &str) -> Result<(), u64> {
        self.tenants.take(tenant, Instant::now())
    }
}

struct Buckets {
    rate: f64,
    most: usize,
    levels: Mutex<Levels>,
}

#[derive(Default)]
struct Levels {
    of: HashMap<String, (f64, Instant)>,
    swept: Option<Instant>,
}

impl Buckets {
    fn new(rate: u32) -> Self {
        Self { rate: f64::from(rate.max(1)), most: MOST, levels: Mutex::default() }
    }

    fn take(&self, caller: &str, now: Instant) -> Result<(), u64> {
        let full = self.rate * BURST_SECONDS;
        let mut levels = self.levels.lock().unwrap_or_else(PoisonError::into_inner);
        self.sweep(&mut levels, now);
        let crowded = levels.of.len() >= self.most && !levels.of.contains_key(caller);
        let caller = if crowded { "" } else { caller };
        let (level, at) = levels.of.entry(caller.to_owned()).or_insert((full, now));
        *level = (*level + self.rate * now.duration_since(*at).as_secs_f64()).min(full);
        *at = now;
        if *level < 1.0 {
            return Err(1);
        }
        *level -= 1.0;
        Ok(())
    }

    /// Forgets full buckets when there are too many.
    fn sweep(&self, levels: &mut Levels, now: Instant) {
        let lately = levels.swept.is_some_and(|at| now.duration_since(at) < SWEEP);
        if levels.of.len() < self.most || lately {
            return;
        }
        levels.swept = Some(now);
        let full = self.rate * BURST_SECONDS;
        levels.of.retain(|_, (level, at)| *level + self.rate * now.duration_since(*at).as_secs_f64() < full);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bucket_empties_and_fills_again() {
        let (buckets, now) = (Buckets::new(1), Instant::now());
        for _ in 0..4 {
            assert_eq!(buckets.take("a", now), Ok(()));
        }
        assert_eq!(buckets.take("a", now), Err(1));
        assert_eq!(buckets.take("b", now), Ok(()));
        assert_eq!(buckets.take("a", now + Duration::from_secs(1)), Ok(()));
        assert_eq!(buckets.take("a", now + Duration::from_secs(1)), Err(1));
    }

    #[test]
    fn a_crowd_of_strangers_shares_one_bucket_and_does_not_grow() {
        let (buckets, now) = (Buckets { most: 10, ..Buckets::new(1) }, Instant::now());
        for number in 0..10 {
            assert_eq!(buckets.take(&number.to_string(), now), Ok(()));
        }
        let strangers = (10..1000).filter(|number| buckets.take(&number.to_string(), now).is_ok()).count();
        assert_eq!(strangers, 4);
        assert_eq!(buckets.take("3", now), Ok(()), "who is known keeps a bucket");
        assert_eq!(buckets.levels.lock().unwrap().of.len(), 11);
        let later = now + Duration::from_secs(5);
        assert_eq!(buckets.take("stranger", later), Ok(()));
        assert_eq!(buckets.levels.lock().unwrap().of.len(), 1, "full buckets are forgotten");
    }
}
