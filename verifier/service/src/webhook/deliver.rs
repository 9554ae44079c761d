//! Delivers what is due, again and again with growing pauses. Each tenant always has one delivery under way that no other's
//! receiver keeps waiting, and what one tenant's delivery lacks is no other's trouble.

use super::Address;
use super::call::Caller;
use super::signature::sign;
use super::under_way::UnderWay;
use crate::clock::Moment;
use crate::control::ControlError;
use crate::service::Service;
use crate::store::Delivery;
use std::sync::Arc;
use std::time::Duration;

/// How often the outbox is looked at when nothing ends meanwhile.
const ROUND: Duration = Duration::from_millis(500);
/// How long it is left alone at least.
const BREATH: Duration = Duration::from_millis(20);
/// After so many attempts, about a day, a webhook is given up.
const ATTEMPTS: i64 = 20;
/// The longest pause, in seconds.
const LONGEST_PAUSE: u64 = 4 * 3600;
/// Webhooks of one tenant under way at the same time.
const OF_ONE_TENANT: i64 = 8;

impl Service {
    /// Delivers webhooks for as long as the service runs.
    pub(crate) async fn deliver_webhooks(self: Arc<Self>) {
        let caller = Caller::new(self.reachable.clone());
        let mut under_way = UnderWay::default();
        loop {
            match self.store.due(self.now(), OF_ONE_TENANT).await {
                Err(error) => tracing::error!(%error, "the webhooks' round failed"),
                Ok(due) => {
                    for delivery in due {
                        let (service, caller) = (Arc::clone(&self), caller.clone());
                        let (id, tenant) = (delivery.id, delivery.tenant.clone());
                        under_way.begin(
                            id,
                            &tenant,
                            async move { service.deliver(&caller, &delivery).await },
                        );
                    }
                }
            }
            tokio::time::sleep(BREATH).await;
            under_way.some_ended(ROUND).await;
        }
    }

    /// One attempt, whose end is written down; where that fails, it is made again.
    async fn deliver(&self, caller: &Caller, delivery: &Delivery) {
        let ended = match self.prepare(delivery).await {
            Ok(None) => self.store.settle(delivery.id).await,
            Ok(Some((address, signature))) => {
                let delivered = caller.call(address, signature, delivery.body.clone()).await;
                self.settle(delivery, delivered).await
            }
            Err(error) => {
                tracing::error!(control = delivery.control, error = error.cause(), "a webhook has no sender");
                self.settle(delivery, false).await
            }
        };
        if let Err(error) = ended {
            tracing::error!(control = delivery.control, %error, "a webhook's end was not kept");
        }
    }

    /// Address and signature; `None` when there is nothing left to tell, or nobody who may be told.
    async fn prepare(&self, delivery: &Delivery) -> Result<Option<(Address, String)>, ControlError> {
        let row = self.store.control(&delivery.control).await?.filter(|row| row.data_key.is_some());
        let Some(row) = row else { return Ok(None) };
        let Some(tenant) = self.store.tenant(&delivery.tenant).await? else { return Ok(None) };
        let Some(url) = self.order(&row).await?.webhook else { return Ok(None) };
        let Ok(address) = Address::parse(&url, &self.reachable) else { return Ok(None) };
        let secret = self.master.open_of_tenant(&tenant.id, &tenant.webhook_secret)?;
        Ok(Some((address, sign(&secret, self.now().seconds(), &delivery.body))))
    }

    async fn settle(&self, delivery: &Delivery, delivered: bool) -> Result<(), crate::store::StoreError> {
        if delivered {
            self.metrics.count("webhooks_delivered");
            return self.store.settle(delivery.id).await;
        }
        self.metrics.count("webhooks_failed");
        if delivery.attempts.saturating_add(1) >= ATTEMPTS {
            tracing::warn!(control = delivery.control, "webhook given up");
            self.metrics.count("webhooks_given_up");
            return self.store.settle(delivery.id).await;
        }
        self.store.postpone(delivery.id, pause_after(delivery.attempts, self.now())).await
    }
}

/// 1, 2, 4, … seconds.
fn pause_after(attempts: i64, now: Moment) -> Moment {
    let doublings = u32::try_from(attempts).unwrap_or(u32::MAX).min(20);
    now.plus_seconds(1u64.checked_shl(doublings).unwrap_or(LONGEST_PAUSE).min(LONGEST_PAUSE))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_grow_to_four_hours_and_end_after_a_day() {
        let pauses: Vec<i64> = [0, 1, 5, 14, 1000].map(|n| pause_after(n, Moment(0)).seconds()).into();
        assert_eq!(pauses, [1, 2, 32, 14_400, 14_400]);
        let all: i64 = (0..ATTEMPTS - 1).map(|n| pause_after(n, Moment(0)).seconds()).sum();
        assert!((20 * 3600..28 * 3600).contains(&all), "{all} seconds");
    }
}
