//! Token buckets: how many requests an address or a tenant may make.

use crate::config::Limits;
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::Instant;

/// A bucket holds this many seconds' worth of requests.
const BURST_SECONDS: f64 = 4.0;
/// More callers than this are not told apart: full buckets are forgotten first.
const MOST: usize = 100_000;

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
    levels: Mutex<HashMap<String, (f64, Instant)>>,
}

impl Buckets {
    fn new(rate: u32) -> Self {
        Self { rate: f64::from(rate.max(1)), levels: Mutex::new(HashMap::new()) }
    }

    fn take(&self, caller: &str, now: Instant) -> Result<(), u64> {
        let full = self.rate * BURST_SECONDS;
        let mut levels = self.levels.lock().unwrap_or_else(PoisonError::into_inner);
        if levels.len() >= MOST {
            levels.retain(|_, (level, at)| *level + self.rate * now.duration_since(*at).as_secs_f64() < full);
        }
        let (level, at) = levels.entry(caller.to_owned()).or_insert((full, now));
        *level = (*level + self.rate * now.duration_since(*at).as_secs_f64()).min(full);
        *at = now;
        if *level < 1.0 {
            return Err(1);
        }
        *level -= 1.0;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

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
}
