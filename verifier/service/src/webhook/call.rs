//! One call of a receiver, whose name is looked up and judged at the very moment of the call.

use super::address::{Address, Reachable};
use super::signature::HEADER;
use std::time::Duration;
use ureq::Agent;
use ureq::http::Uri;
use ureq::unversioned::resolver::{DefaultResolver, ResolvedSocketAddrs, Resolver};
use ureq::unversioned::transport::{DefaultConnector, NextTimeout};

/// How long a receiver may take.
const PATIENCE: Duration = Duration::from_secs(10);

/// Calls receivers.
#[derive(Clone)]
pub(super) struct Caller(Agent);

impl Caller {
    /// Calls what may be called, without redirects and without a proxy.
    pub(super) fn new(reachable: Reachable) -> Self {
        let config = Agent::config_builder()
            .max_redirects(0)
            .proxy(None)
            .timeout_global(Some(PATIENCE))
            .user_agent(concat!("idkontroll/", env!("CARGO_PKG_VERSION")))
            .build();
        let guard = Guard { inner: DefaultResolver::default(), reachable };
        Self(Agent::with_parts(config, DefaultConnector::default(), guard))
    }

    /// Whether the receiver took it.
    pub(super) async fn call(&self, address: Address, signature: String, body: String) -> bool {
        let agent = self.0.clone();
        let call = move || {
            let request = agent.post(address.uri()).header("Content-Type", "application/json");
            let answer = request.header(HEADER, signature).send(body);
            answer.is_ok_and(|answer| answer.status().is_success())
        };
        tokio::task::spawn_blocking(call).await.unwrap_or(false)
    }
}

/// Looks at what a name leads to when it is called, so that no name can be turned inwards afterwards.
#[derive(Debug)]
struct Guard {
    inner: DefaultResolver,
    reachable: Reachable,
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
        for address in found.iter().filter(|address| self.reachable.holds(address.ip(), plain)) {
            allowed.push(*address);
        }
        if allowed.is_empty() { Err(ureq::Error::HostNotFound) } else { Ok(allowed) }
    }
}
