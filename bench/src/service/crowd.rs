//! Controls that have come as far as the chip, and how fast they are concluded from there.

use super::Failure;
use super::desk::Desk;
use super::latency::Latencies;
use super::pace::{Pace, Watch};
use super::phone::Phone;
use service::control::RelayGrant;
use std::collections::VecDeque;
use std::time::{Duration, Instant};
use tokio::task::JoinSet;

/// Controls whose relay sessions are open.
pub struct Crowd {
    desk: Desk,
    controls: VecDeque<(Phone, RelayGrant)>,
}

impl Crowd {
    /// So many, each ordered, claimed and with its relay session begun. None of this is timed.
    pub async fn read_chips(desk: &Desk, policy: &'static str, number: usize) -> Result<Self, Failure> {
        let mut tasks = JoinSet::new();
        let mut controls = VecDeque::with_capacity(number);
        for _ in 0..number {
            if tasks.len() >= 64 {
                controls.extend(tasks.join_next().await.transpose()?.transpose()?);
            }
            let desk = desk.clone();
            tasks.spawn(async move { desk.begin(policy).await });
        }
        while let Some(control) = tasks.join_next().await {
            controls.push_back(control??);
        }
        Ok(Self { desk: desk.clone(), controls })
    }

    /// Concludes all, so many at a time.
    pub async fn conclude<F: Future<Output = Result<(), Failure>> + Send + 'static>(
        mut self,
        at_once: usize,
        cores: usize,
        latencies: &mut Latencies,
        carry_out: impl Fn(Desk, Phone, RelayGrant) -> F,
    ) -> Result<Pace, Failure> {
        let (number, watch) = (self.controls.len(), Watch::start());
        let mut tasks = JoinSet::new();
        while let Some((phone, grant)) = self.controls.pop_front() {
            if tasks.len() >= at_once {
                finished(&mut tasks, latencies).await?;
            }
            let (work, begun) = (carry_out(self.desk.clone(), phone, grant), Instant::now());
            tasks.spawn(async move { work.await.map(|()| begun.elapsed()) });
        }
        while !tasks.is_empty() {
            finished(&mut tasks, latencies).await?;
        }
        Ok(watch.pace(number as f64, cores))
    }
}

async fn finished(
    tasks: &mut JoinSet<Result<Duration, Failure>>,
    latencies: &mut Latencies,
) -> Result<(), Failure> {
    if let Some(done) = tasks.join_next().await {
        latencies.add(done??);
    }
    Ok(())
}
