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
        let mut found = Vec::new();
        let mut object = |wrong: bool, text: &str| {
            if wrong {
                found.push(Objection(text.to_owned()));
            }
        };
        let url = self.public_url();
        let parsed = url.parse::<Uri>().ok();
        let whole = origin(&url).is_some();
        object(!whole, "public_url is not an http or https address of a host, without a path");
        let networks = self.webhooks.allow_private.iter();
        let bad = networks.filter(|text| Network::parse(text).is_none()).count() > 0;
        object(bad, "webhooks.allow_private holds something that is not a network");
        object(self.limits.requests_per_address == 0, "limits.requests_per_address is 0");
        object(self.limits.requests_per_tenant == 0, "limits.requests_per_tenant is 0");
        object(self.limits.chip_attempts == 0, "limits.chip_attempts is 0");
        object(self.limits.connections == 0, "limits.connections is 0");
        object(self.limits.connections_per_address == 0, "limits.connections_per_address is 0");
        for (name, seconds) in self.patience.named().into_iter().chain(self.relay.named()) {
            object(!(1..=LONGEST).contains(&seconds), &format!("{name} is not from 1 to {LONGEST}"));
        }
        if self.production {
            let plain = self.tls.is_none() && !self.listen.ip().is_loopback();
            object(plain, "production mode listens beyond loopback only with TLS");
            let secure =
                url.starts_with("https://") || parsed.as_ref().and_then(Uri::host).is_some_and(is_loopback);
            object(!secure, "production mode needs an https public_url");
            object(self.public_url.is_none(), "production mode needs public_url");
            object(
                self.signing_key.is_none(),
                "production mode needs signing_key: a generated key vouches for nothing",
            );
            object(self.master_key.is_none(), "production mode needs master_key, kept apart from the data");
        }
        found
    }
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
            public_url: Some("http://id.example".into()),
            ..Config::default()
        };
        let text = config.objections().iter().map(ToString::to_string).collect::<Vec<_>>().join("\n");
        for expected in ["TLS", "https", "signing_key", "master_key"] {
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
