//! The settings, each with a default: nothing needs to be configured.

use super::origin::origin;
use super::{Patience, RelayTimes};
use serde::Deserialize;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::PathBuf;

/// The settings of a server.
#[derive(Debug, Clone, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Config {
    /// The folder of the database, of keys made in development, and of the trust store.
    pub data: PathBuf,
    /// The address the server listens on.
    pub listen: SocketAddr,
    /// The address by which phones and issuers reach it, without a path; otherwise the one it listens on.
    pub public_url: Option<String>,
    /// The address, for operators alone, at which counters are read; otherwise only this machine may read them.
    pub metrics_listen: Option<SocketAddr>,
    /// Refuse whatever is only good for development.
    pub production: bool,
    /// The key that signs results, PKCS#8 PEM.
    pub signing_key: Option<PathBuf>,
    /// The key that wraps the data keys: 32 bytes in hex.
    pub master_key: Option<PathBuf>,
    /// The folder of the trust store; otherwise `trust` in the data folder.
    pub trust: Option<PathBuf>,
    /// Files of policies beside the built-in ones.
    pub policies: Vec<PathBuf>,
    /// The name under which results are signed; otherwise the public address.
    pub issuer: Option<String>,
    /// Controls judged at the same time; otherwise as many as there are processors.
    pub workers: Option<usize>,
    /// A reverse proxy stands before the server and tells the caller's address in `X-Forwarded-For`.
    pub behind_proxy: bool,
    /// The certificate and key of TLS.
    pub tls: Option<TlsFiles>,
    /// How much a caller may ask for.
    pub limits: Limits,
    /// How long things live.
    pub lifetimes: Lifetimes,
    /// How long a caller is waited for.
    pub patience: Patience,
    /// How long a relay session may take.
    pub relay: RelayTimes,
    /// Where webhooks may go.
    pub webhooks: WebhookSettings,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            data: PathBuf::from("idkontroll-data"),
            listen: SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), 8470),
            public_url: None,
            metrics_listen: None,
            production: false,
            signing_key: None,
            master_key: None,
            trust: None,
            policies: vec![],
            issuer: None,
            workers: None,
            behind_proxy: false,
            tls: None,
            limits: Limits::default(),
            lifetimes: Lifetimes::default(),
            patience: Patience::default(),
            relay: RelayTimes::default(),
            webhooks: WebhookSettings::default(),
        }
    }
}

/// The certificate and key of TLS, both PEM.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TlsFiles {
    /// The certificate chain.
    pub certificate: PathBuf,
    /// The private key.
    pub key: PathBuf,
}

/// How much a caller may ask for.
#[derive(Debug, Clone, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Limits {
    /// Requests a second from one address.
    pub requests_per_address: u32,
    /// Requests a second from one tenant.
    pub requests_per_tenant: u32,
    /// Connections at the same time.
    pub connections: usize,
    /// Connections at the same time from one address; not counted behind a proxy.
    pub connections_per_address: usize,
    /// Controls that may wait for a worker.
    pub waiting: usize,
    /// The largest picture, in bytes.
    pub picture_bytes: u64,
    /// Attempts at reading the chip.
    pub chip_attempts: u32,
    /// Pictures that may be uploaded for one control.
    pub uploads: u32,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            requests_per_address: 50,
            requests_per_tenant: 200,
            connections: 4096,
            connections_per_address: 512,
            waiting: 64,
            picture_bytes: 8 << 20,
            chip_attempts: 5,
            uploads: 20,
        }
    }
}

/// How long things live.
#[derive(Debug, Clone, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Lifetimes {
    /// Minutes in which the whole control is carried out, from the order on.
    pub link_minutes: u64,
    /// Days until the data of a control that came to no result are destroyed.
    pub unfinished_days: u64,
}

impl Default for Lifetimes {
    fn default() -> Self {
        Self { link_minutes: 30, unfinished_days: 1 }
    }
}

/// Where webhooks may go.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct WebhookSettings {
    /// Networks that would be refused because they are private, for example `127.0.0.0/8`; plain HTTP is allowed there.
    pub allow_private: Vec<String>,
}

impl Config {
    /// The address by which the server is reached, as browsers write it.
    pub fn public_url(&self) -> String {
        let scheme = if self.tls.is_some() { "https" } else { "http" };
        let url = self.public_url.clone().unwrap_or_else(|| format!("{scheme}://{}", self.listen));
        origin(&url).unwrap_or(url)
    }

    /// The name under which results are signed.
    pub fn issuer(&self) -> String {
        self.issuer.clone().unwrap_or_else(|| self.public_url())
    }

    /// The folder of the trust store.
    pub fn trust(&self) -> PathBuf {
        self.trust.clone().unwrap_or_else(|| self.data.join("trust"))
    }

    /// The trust store's file.
    pub fn trust_store(&self) -> PathBuf {
        self.trust().join("trust.store")
    }

    /// The database's file.
    pub fn database(&self) -> PathBuf {
        self.data.join("idkontroll.db")
    }

    /// How many controls are judged at the same time.
    pub fn workers(&self) -> usize {
        let processors = || std::thread::available_parallelism().map_or(1, usize::from);
        self.workers.unwrap_or_else(processors).max(1)
    }
}
