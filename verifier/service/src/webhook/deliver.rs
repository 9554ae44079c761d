//! Delivers what is due, again and again with growing pauses, and never to an address that may not be called.

use super::address::may_call;
use super::signature::{HEADER, sign};
use crate::clock::Moment;
use crate::config::WebhookSettings;
use crate::control::ControlError;
use crate::service::Service;
use crate::store::Delivery;
use std::sync::Arc;
use std::time::Duration;
use ureq::Agent;
use ureq::http::Uri;
use ureq::unversioned::resolver::{DefaultResolver, ResolvedSocketAddrs, Resolver};
use ureq::unversioned::transport::{DefaultConnector, NextTimeout};

/// How often the outbox is looked at.
const ROUND: Duration = Duration::from_millis(500);
/// How long a receiver may take.
const PATIENCE: Duration = Duration::from_secs(10);
/// After so many attempts, about two days, a webhook is given up.
const ATTEMPTS: i64 = 20;
/// The longest pause, in seconds.
const LONGEST_PAUSE: u64 = 4 * 3600;
/// Webhooks delivered in one round.
const BATCH: i64 = 32;

impl Service {
    /// Delivers webhooks for as long as the service runs.
    pub(crate) async fn deliver_webhooks(self: Arc<Self>) {
        let agent = agent(&self.config.webhooks);
        loop {
            if let Err(error) = self.deliver_due(&agent).await {
                tracing::error!(%error, "the webhooks' round failed");
            }
            tokio::time::sleep(ROUND).await;
        }
    }

    async fn deliver_due(&self, agent: &Agent) -> Result<(), ControlError> {
        let due = self.store.due(self.now(), BATCH).await?;
        let mut under_way = Vec::with_capacity(due.len());
        for delivery in due {
            let Some((url, headers)) = self.prepare(&delivery).await? else {
                self.store.settle(delivery.id).await?;
                continue;
            };
            let (agent, body) = (agent.clone(), delivery.body.clone());
            under_way
                .push((delivery, tokio::task::spawn_blocking(move || post(&agent, &url, &headers, &body))));
        }
        for (delivery, job) in under_way {
            self.settle(&delivery, job.await.unwrap_or(false)).await?;
        }
        Ok(())
    }

    async fn prepare(&self, delivery: &Delivery) -> Result<Option<(String, String)>, ControlError> {
        let Some(row) = self.store.control(&delivery.control).await? else { return Ok(None) };
        let Some(tenant) = self.store.tenant(&delivery.tenant).await? else { return Ok(None) };
        let Ok(order) = self.order(&row).await else { return Ok(None) };
        let Some(url) = order.webhook else { return Ok(None) };
        let secret = self.master.open_of_tenant(&tenant.id, &tenant.webhook_secret)?;
        Ok(Some((url, sign(&secret, self.now().seconds(), &delivery.body))))
    }

    async fn settle(&self, delivery: &Delivery, delivered: bool) -> Result<(), ControlError> {
        if delivered {
            self.metrics.count("webhooks_delivered");
            return Ok(self.store.settle(delivery.id).await?);
        }
        self.metrics.count("webhooks_failed");
        if delivery.attempts.saturating_add(1) >= ATTEMPTS {
            tracing::warn!(control = delivery.control, "webhook given up");
            self.metrics.count("webhooks_given_up");
            return Ok(self.store.settle(delivery.id).await?);
        }
        Ok(self.store.postpone(delivery.id, pause_after(delivery.attempts, self.now())).await?)
    }
}

/// 1, 2, 4, … seconds.
fn pause_after(attempts: i64, now: Moment) -> Moment {
    let doublings = u32::try_from(attempts).unwrap_or(u32::MAX).min(20);
    now.plus_seconds(1u64.checked_shl(doublings).unwrap_or(LONGEST_PAUSE).min(LONGEST_PAUSE))
}

fn post(agent: &Agent, url: &str, signature: &str, body: &str) -> bool {
    let answer =
        agent.post(url).header("Content-Type", "application/json").header(HEADER, signature).send(body);
    answer.is_ok_and(|answer| answer.status().is_success())
}

fn agent(settings: &WebhookSettings) -> Agent {
    let config = Agent::config_builder()
        .max_redirects(0)
        .proxy(None)
        .timeout_global(Some(PATIENCE))
        .user_agent(concat!("idkontroll/", env!("CARGO_PKG_VERSION")))
        .build();
    let guard = Guard { inner: DefaultResolver::default(), settings: settings.clone() };
    Agent::with_parts(config, DefaultConnector::default(), guard)
}

/// Looks at what a name leads to at the very moment of the call, so that no name can be turned inwards afterwards.
#[derive(Debug)]
struct Guard {
    inner: DefaultResolver,
    settings: WebhookSettings,
}

impl Resolver for Guard {
    fn resolve(
        &self,
        uri: &Uri,
        config: &ureq::config::Config,
        timeout: NextTimeout,
    ) -> Result<ResolvedSocketAddrs, ureq::Error> {
        let plain = uri.scheme_str() != Some("https");
        let found = self.inner.resolve(uri, config, timeout)?;
        let mut allowed = self.empty();
        for address in found.iter().filter(|address| may_call(address.ip(), plain, &self.settings)) {
            allowed.push(*address);
        }
        if allowed.is_empty() { Err(ureq::Error::HostNotFound) } else { Ok(allowed) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_grow_to_four_hours() {
        let pauses: Vec<i64> = [0, 1, 5, 14, 1000].map(|n| pause_after(n, Moment(0)).seconds()).into();
        assert_eq!(pauses, [1, 2, 32, 14_400, 14_400]);
    }
}
