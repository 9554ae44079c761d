//! Deliveries under way: each once, and so many at most.

use std::collections::{HashMap, HashSet};
use std::future::Future;
use std::time::Duration;
use tokio::task::{Id, JoinSet};
use tokio::time::timeout;

/// Deliveries under way at the same time.
const MOST: usize = 128;

/// What is under way; it ends with this.
#[derive(Default)]
pub(super) struct UnderWay {
    jobs: JoinSet<()>,
    deliveries: HashMap<Id, i64>,
}

impl UnderWay {
    /// Begins a delivery, unless it is under way already or too many are.
    pub(super) fn begin(&mut self, delivery: i64, job: impl Future<Output = ()> + Send + 'static) {
        let known: HashSet<_> = self.deliveries.values().collect();
        if known.len() < MOST && !known.contains(&delivery) {
            let id = self.jobs.spawn(job).id();
            self.deliveries.insert(id, delivery);
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
