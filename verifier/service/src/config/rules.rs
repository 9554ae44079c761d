//! What is wrong with a configuration; production mode has more to object to.

use super::Config;
use super::origin::origin;
use super::patience::LONGEST;
use crate::webhook::Network;
use axum::http::Uri;
use std::fmt;
use std::net::IpAddr;

/// Something that keeps a server from starting.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Objection(pub(crate) String);

impl fmt::Display for Objection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Config {
    /// Everything that is wrong with the settings themselves.
    pub fn objections(&self) -> Vec<Objection> {
        let mut found = self.of_addresses();
        found.extend(self.of_numbers());
        if self.production {
            found.extend(self.of_production());
        }
        found
    }

    fn of_addresses(&self) -> Vec<Objection> {
        let partial = origin(&self.public_url()).is_none();
        let mut networks = self.webhooks.allow_private.iter();
        let bad = networks.any(|text| Network::parse(text).is_none());
        objections([
            (partial, "public_url is not an http or https address of a host, without a path"),
            (bad, "webhooks.allow_private holds something that is not a network"),
        ])
    }

    fn of_numbers(&self) -> Vec<Objection> {
        let mut found = objections([
            (self.limits.requests_per_address == 0, "limits.requests_per_address is 0"),
            (self.limits.requests_per_tenant == 0, "limits.requests_per_tenant is 0"),
            (self.limits.chip_attempts == 0, "limits.chip_attempts is 0"),
            (self.limits.connections == 0, "limits.connections is 0"),
            (self.limits.connections_per_address == 0, "limits.connections_per_address is 0"),
        ]);
        let times = self.patience.named().into_iter().chain(self.relay.named());
        let wrong = times.filter(|(_, seconds)| !(1..=LONGEST).contains(seconds));
        found.extend(wrong.map(|(name, _)| Objection(format!("{name} is not from 1 to {LONGEST}"))));
        found
    }

    fn of_production(&self) -> Vec<Objection> {
        let url = self.public_url();
        let host = url.parse::<Uri>().ok().and_then(|url| url.host().map(is_loopback));
        let plain = self.tls.is_none() && !self.listen.ip().is_loopback();
        let metrics_leave = self.metrics_listen.is_some_and(|address| !address.ip().is_loopback());
        let key = "production mode needs signing_key: a generated key vouches for nothing";
        objections([
            (plain, "production mode listens beyond loopback only with TLS"),
            (metrics_leave, "production mode answers at metrics_listen, by plain http, on loopback only"),
            (!url.starts_with("https://") && host != Some(true), "production mode needs an https public_url"),
            (self.public_url.is_none(), "production mode needs public_url"),
            (self.signing_key.is_none(), key),
            (self.master_key.is_none(), "production mode needs master_key, kept apart from the data"),
        ])
    }
}

/// What is wrong of all this.
fn objections<const N: usize>(all: [(bool, &str); N]) -> Vec<Objection> {
    all.into_iter().filter(|(wrong, _)| *wrong).map(|(_, text)| Objection(text.to_owned())).collect()
}

/// Whether a host is this machine itself.
pub(crate) fn is_loopback(host: &str) -> bool {
    let bare = host.trim_start_matches('[').trim_end_matches(']');
    bare == "localhost" || bare.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_needs_to_be_configured() {
        assert_eq!(Config::default().objections(), vec![]);
    }

    #[test]
    fn production_names_everything_it_misses() {
        let config = Config {
            production: true,
            listen: "0.0.0.0:80".parse().unwrap(),
            metrics_listen: Some("0.0.0.0:9470".parse().unwrap()),
            public_url: Some("http://id.example".into()),
            ..Config::default()
        };
        let text = config.objections().iter().map(ToString::to_string).collect::<Vec<_>>().join("\n");
        for expected in ["TLS", "metrics_listen", "https", "signing_key", "master_key"] {
            assert!(text.contains(expected), "{expected}: {text}");
        }
    }

    #[test]
    fn bad_settings_are_named() {
        let one = |change: fn(&mut Config)| {
            let mut config = Config::default();
            change(&mut config);
            config.objections().iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
        };
        for url in [
            "id.example",
            "ftp://id.example",
            "https://id.example/?x",
            "https://id.example/#x",
            "https://a@b",
        ] {
            let config = Config { public_url: Some(url.into()), ..Config::default() };
            assert_eq!(config.objections().len(), 1, "{url}");
        }
        assert!(one(|config| config.public_url = Some("https://id.example/base".into())).contains("path"));
        assert_eq!(one(|config| config.public_url = Some("https://ID.Example:443/".into())), "");
        assert!(one(|config| config.patience.head_seconds = 0).contains("patience.head_seconds"));
        assert!(one(|config| config.relay.session_seconds = 86_401).contains("relay.session_seconds"));
        assert_eq!(one(|config| config.relay.session_seconds = 86_400), "");
        assert!(one(|config| config.limits.connections = 0).contains("limits.connections"));
        assert!(one(|config| config.webhooks.allow_private = vec!["10/8".into()]).contains("allow_private"));
    }
}
