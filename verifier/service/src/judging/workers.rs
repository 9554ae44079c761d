//! A few workers, each with its own networks, and a bounded queue before them.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use thiserror::Error;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use verifier::face_networks::FaceNetworks;

/// Too much is waiting.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("too much is waiting")]
pub(crate) struct Busy;

/// The workers.
pub(crate) struct Workers {
    idle: Arc<Mutex<Vec<FaceNetworks>>>,
    free: Arc<Semaphore>,
    waiting: Arc<AtomicUsize>,
    limit: usize,
    number: usize,
}

impl Workers {
    /// One worker for each set of networks; `limit` jobs may wait or be under way beside those being worked on.
    pub(crate) fn new(networks: Vec<FaceNetworks>, limit: usize) -> Self {
        let number = networks.len();
        Self {
            idle: Arc::new(Mutex::new(networks)),
            free: Arc::new(Semaphore::new(number)),
            waiting: Arc::new(AtomicUsize::new(0)),
            limit: limit.saturating_add(number),
            number,
        }
    }

    /// How many there are.
    pub(crate) fn number(&self) -> usize {
        self.number
    }

    /// How many jobs wait or are under way.
    pub(crate) fn waiting(&self) -> usize {
        self.waiting.load(Ordering::Relaxed)
    }

    /// Whether anything new may begin: half of the queue is for what has begun already.
    pub(crate) fn takes_orders(&self) -> bool {
        self.waiting() <= self.limit / 2
    }

    /// A place in the queue, when there is one.
    pub(crate) fn reserve(&self) -> Result<Place, Busy> {
        let place = self.reserve_always();
        let within = self.number > 0 && self.waiting() <= self.limit;
        if within { Ok(place) } else { Err(Busy) }
    }

    /// A place in the queue for what must not be turned away, such as work that a restart interrupted.
    pub(crate) fn reserve_always(&self) -> Place {
        self.waiting.fetch_add(1, Ordering::Relaxed);
        let counted = Counted(Arc::clone(&self.waiting));
        Place { idle: Arc::clone(&self.idle), free: Arc::clone(&self.free), counted }
    }
}

/// Counts a job for as long as it waits or is under way.
struct Counted(Arc<AtomicUsize>);

impl Drop for Counted {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

/// A place in the queue.
pub(crate) struct Place {
    idle: Arc<Mutex<Vec<FaceNetworks>>>,
    free: Arc<Semaphore>,
    counted: Counted,
}

impl Place {
    /// Waits for a worker: what a job needs is taken into memory only then. `None` when there is none.
    pub(crate) async fn turn(self) -> Option<Turn> {
        let permit = Arc::clone(&self.free).acquire_owned().await.ok()?;
        let networks = lock(&self.idle).pop()?;
        Some(Turn(Lent {
            networks: Some(networks),
            idle: self.idle,
            _permit: permit,
            _counted: self.counted,
        }))
    }
}

/// A worker, for one job.
pub(crate) struct Turn(Lent);

impl Turn {
    /// Runs the job on the worker's networks; `None` when it broke down.
    pub(crate) async fn run<T: Send + 'static>(
        self,
        job: impl FnOnce(&mut FaceNetworks) -> T + Send + 'static,
    ) -> Option<T> {
        let Self(mut lent) = self;
        tokio::task::spawn_blocking(move || lent.networks.as_mut().map(job)).await.ok().flatten()
    }
}

/// Networks on loan: they go back before the permit does, even when the job breaks down.
struct Lent {
    networks: Option<FaceNetworks>,
    idle: Arc<Mutex<Vec<FaceNetworks>>>,
    _permit: OwnedSemaphorePermit,
    _counted: Counted,
}

impl Drop for Lent {
    fn drop(&mut self) {
        lock(&self.idle).extend(self.networks.take());
    }
}

fn lock(idle: &Mutex<Vec<FaceNetworks>>) -> std::sync::MutexGuard<'_, Vec<FaceNetworks>> {
    idle.lock().unwrap_or_else(PoisonError::into_inner)
}
