//! Where a webhook may go: https to the public internet, and what the configuration allows besides.

use super::network::{Network, is_public};
use crate::config::WebhookSettings;
use axum::http::Uri;
use std::net::IpAddr;
use thiserror::Error;

/// The address may not be called.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("this address may not be called")]
pub(crate) struct Forbidden;

/// The networks that may be called although they are private.
#[derive(Debug, Clone, Default)]
pub(crate) struct Reachable(Vec<Network>);

impl Reachable {
    /// Those that the configuration names; [`objections`](crate::config::Config::objections) has refused what is none.
    pub(crate) fn of(settings: &WebhookSettings) -> Self {
        Self(settings.allow_private.iter().filter_map(|text| Network::parse(text)).collect())
    }

    /// Whether this very address may be called; plain HTTP only inside networks that the configuration names.
    pub(super) fn holds(&self, address: IpAddr, plain: bool) -> bool {
        let named = self.0.iter().any(|network| network.holds(address));
        named || (is_public(address) && !plain)
    }
}

/// An address that has the form of one that may be called; what its name leads to is looked at again when it is called.
#[derive(Debug, Clone)]
pub(crate) struct Address(Uri);

impl Address {
    /// Looks at an address.
    pub(crate) fn parse(url: &str, reachable: &Reachable) -> Result<Self, Forbidden> {
        let uri: Uri = url.parse().map_err(|_| Forbidden)?;
        let authority = uri.authority().ok_or(Forbidden)?;
        let plain = match uri.scheme_str() {
            Some("https") => false,
            Some("http") => true,
            _ => return Err(Forbidden),
        };
        if url.len() > 2048 || url.contains('#') || authority.as_str().contains('@') {
            return Err(Forbidden);
        }
        let host = authority.host().trim_start_matches('[').trim_end_matches(']');
        let allowed = match host.parse::<IpAddr>() {
            Ok(address) => reachable.holds(address, plain),
            Err(_) => !plain || (host == "localhost" && !reachable.0.is_empty()),
        };
        if allowed { Ok(Self(uri)) } else { Err(Forbidden) }
    }

    /// It as a client takes it.
    pub(super) fn uri(&self) -> &Uri {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_https_and_only_outside() {
        let none = Reachable::default();
        let local = Reachable::of(&WebhookSettings { allow_private: vec!["127.0.0.0/8".into()] });
        assert!(Address::parse("https://issuer.example/hook", &none).is_ok());
        assert!(Address::parse("http://127.0.0.1:9/hook", &local).is_ok());
        assert!(Address::parse("http://localhost:9/hook", &local).is_ok());
        for url in [
            "http://issuer.example/hook",
            "https://127.0.0.1/",
            "https://[::1]/",
            "https://[::ffff:10.0.0.1]/",
            "https://169.254.169.254/latest",
            "ftp://issuer.example",
            "https://user@issuer.example/",
            "/hook",
            "",
            "https://issuer.example/#a",
            "http://localhost:80/",
        ] {
            assert!(Address::parse(url, &none).is_err(), "{url}");
        }
        assert!(Address::parse("http://10.0.0.1/", &local).is_err());
    }
}
