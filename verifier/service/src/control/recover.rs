//! After a start: what was interrupted goes on. And what happens with time: expiry and deletion.

use super::{ControlError, Event, State};
use crate::clock::Moment;
use crate::service::Service;
use std::sync::Arc;
use std::time::Duration;

/// How often the clock is looked at.
const ROUND: Duration = Duration::from_secs(2);
/// Idempotency keys are remembered for a day.
const IDEMPOTENCY_MILLISECONDS: i64 = 86_400_000;

impl Service {
    /// Takes up what the last run left: chip sessions fall back, open verdicts are computed again from sealed inputs.
    pub async fn recover(self: &Arc<Self>) -> Result<(), ControlError> {
        for id in self.store.in_state(State::ChipReading).await? {
            self.restart(&id).await?;
        }
        for id in self.store.in_state(State::Judging).await? {
            self.restart(&id).await?;
            self.judge_later(id);
        }
        Ok(())
    }

    async fn restart(&self, id: &str) -> Result<(), ControlError> {
        let row = self.store.control(id).await?.ok_or(ControlError::NotFound)?;
        self.advance(&row, &Event::Restarted, vec![]).await.map(drop)
    }

    /// One look at the clock: a verdict that nobody computes is taken up, what is overdue expires, what was kept long
    /// enough is destroyed, and what was removed leaves the write-ahead log too.
    pub async fn look_at_the_clock(self: &Arc<Self>) -> Result<(), ControlError> {
        let now = self.now();
        for id in self.store.in_state(State::Judging).await? {
            if !self.judged.has(&id) {
                self.judge_later(id);
            }
        }
        for id in self.store.overdue(now).await? {
            match self.expire(&id).await {
                Ok(()) | Err(ControlError::NotAllowed(_)) => {}
                Err(error) => return Err(error),
            }
        }
        for id in self.store.to_delete(now).await? {
            let row = self.store.control(&id).await?.ok_or(ControlError::NotFound)?;
            self.delete(&row).await?;
        }
        self.store.forget_idempotency(Moment(now.0.saturating_sub(IDEMPOTENCY_MILLISECONDS))).await?;
        Ok(self.store.sweep_if_needed().await?)
    }

    /// Looks at the clock for as long as the service runs.
    pub(crate) async fn keep_time(self: Arc<Self>) {
        loop {
            if let Err(error) = self.look_at_the_clock().await {
                tracing::error!(error = error.cause(), "the clock's round failed");
            }
            tokio::time::sleep(ROUND).await;
        }
    }
}
