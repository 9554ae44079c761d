//! How many connections there may be, in all and from one address.

use crate::config::Config;
use std::collections::HashMap;
use std::net::{IpAddr, Ipv6Addr};
use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

type Counts = Arc<Mutex<HashMap<IpAddr, usize>>>;

/// The places for connections.
pub(super) struct Places {
    free: Arc<Semaphore>,
    taken: Counts,
    per_address: usize,
}

/// A connection's place, until it is dropped.
#[derive(Debug)]
pub(super) struct Place {
    taken: Counts,
    address: IpAddr,
    _permit: OwnedSemaphorePermit,
}

impl Places {
    /// As many as the settings say; behind a proxy every connection comes from one address.
    pub(super) fn new(config: &Config) -> Self {
        let limits = &config.limits;
        let per_address = if config.behind_proxy { usize::MAX } else { limits.connections_per_address };
        let free = Arc::new(Semaphore::new(limits.connections.clamp(1, Semaphore::MAX_PERMITS)));
        Self { free, taken: Counts::default(), per_address }
    }

    /// A place for a connection from this address, when there is one.
    pub(super) fn take(&self, address: IpAddr) -> Option<Place> {
        let permit = Arc::clone(&self.free).try_acquire_owned().ok()?;
        let address = network(address);
        let mut taken = self.taken.lock().unwrap_or_else(PoisonError::into_inner);
        let count = taken.entry(address).or_insert(0);
        if *count >= self.per_address {
            return None;
        }
        *count = count.saturating_add(1);
        drop(taken);
        Some(Place { taken: Arc::clone(&self.taken), address, _permit: permit })
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut taken = self.taken.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = taken.get_mut(&self.address) {
            *count = count.saturating_sub(1);
            if *count == 0 {
                taken.remove(&self.address);
            }
        }
    }
}

/// A subscriber's network: of IPv6 its first 64 bits.
fn network(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V4(_) => address,
        IpAddr::V6(address) => IpAddr::V6(Ipv6Addr::from(u128::from(address) >> 64 << 64)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn places(change: impl FnOnce(&mut Config)) -> Places {
        let mut config = Config::default();
        config.limits.connections = 3;
        config.limits.connections_per_address = 2;
        change(&mut config);
        Places::new(&config)
    }

    fn address(text: &str) -> IpAddr {
        text.parse().unwrap()
    }

    #[test]
    fn one_address_leaves_places_for_others() {
        let places = places(|_| {});
        let kept = [places.take(address("192.0.2.1")).unwrap(), places.take(address("192.0.2.1")).unwrap()];
        assert!(places.take(address("192.0.2.1")).is_none());
        let other = places.take(address("192.0.2.2"));
        assert!(other.is_some() && places.take(address("192.0.2.3")).is_none(), "three in all");
        drop(kept);
        assert!(places.take(address("192.0.2.1")).is_some());
    }

    #[test]
    fn neighbours_in_one_network_count_together() {
        let places = places(|_| {});
        let _kept = [places.take(address("2001:db8::1")), places.take(address("2001:db8::2"))];
        assert!(places.take(address("2001:db8::3")).is_none());
        assert!(places.take(address("2001:db8:0:1::3")).is_some());
    }

    #[test]
    fn behind_a_proxy_only_the_sum_counts() {
        let places = places(|config| config.behind_proxy = true);
        let kept: Vec<_> = (0..4).map(|_| places.take(address("192.0.2.1"))).collect();
        assert_eq!(kept.iter().flatten().count(), 3);
    }
}
