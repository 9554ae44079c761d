//! Deliveries under way: each once, and so many at most; every tenant has a place for one of its own.

use std::collections::HashMap;
use std::future::Future;
use std::time::Duration;
use tokio::task::{Id, JoinSet};
use tokio::time::timeout;

/// Deliveries under way at the same time, beside the first of each tenant.
const MOST: usize = 128;

/// What is under way; it ends with this.
#[derive(Default)]
pub(super) struct UnderWay {
    jobs: JoinSet<()>,
    deliveries: HashMap<Id, (i64, String)>,
}

impl UnderWay {
    /// Begins a delivery, unless it is under way already, or too many are and one of the tenant's among them.
    pub(super) fn begin(
        &mut self,
        delivery: i64,
        tenant: &str,
        job: impl Future<Output = ()> + Send + 'static,
    ) {
        let mut known = self.deliveries.values();
        let has_place = self.deliveries.len() < MOST || known.clone().all(|(_, other)| other != tenant);
        if has_place && known.all(|(id, _)| *id != delivery) {
            let id = self.jobs.spawn(job).id();
            self.deliveries.insert(id, (delivery, tenant.to_owned()));
        }
    }

    /// Waits until one has ended, but no longer than this, and forgets all that have.
    pub(super) async fn some_ended(&mut self, longest: Duration) {
        if self.jobs.is_empty() {
            return tokio::time::sleep(longest).await;
        }
        let mut ended = timeout(longest, self.jobs.join_next_with_id()).await.ok().flatten();
        while let Some(job) = ended {
            let id = job.map_or_else(|broken| broken.id(), |(id, ())| id);
            self.deliveries.remove(&id);
            ended = self.jobs.try_join_next_with_id();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::future::pending;

    #[tokio::test]
    async fn who_fills_every_place_leaves_each_tenant_one() {
        let mut under_way = UnderWay::default();
        (0..200).for_each(|delivery| under_way.begin(delivery, "many", pending()));
        assert_eq!(under_way.deliveries.len(), MOST);
        (200..203).for_each(|delivery| under_way.begin(delivery, "another", pending()));
        assert_eq!(under_way.deliveries.len(), MOST + 1);
        under_way.begin(203, "a third", async {});
        under_way.begin(203, "a third", async {});
        assert_eq!(under_way.deliveries.len(), MOST + 2, "each once");
        under_way.some_ended(Duration::from_secs(5)).await;
        assert_eq!(under_way.deliveries.len(), MOST + 1);
    }
}
