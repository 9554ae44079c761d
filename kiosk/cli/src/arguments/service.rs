//! The arguments of the service: `serve`, `tenant` and `events`.

use clap::{Args, Subcommand};
use std::net::SocketAddr;
use std::path::PathBuf;

#[derive(Args)]
pub struct Serve {
    /// A configuration file, TOML; what stands on the command line goes before it
    #[arg(long, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// The folder of the database, the trust store and, in development, the keys
    #[arg(long, value_name = "DIR")]
    pub data: Option<PathBuf>,
    /// The address to listen on; port 0 takes a free one
    #[arg(long, value_name = "ADDRESS")]
    pub listen: Option<SocketAddr>,
    /// The address by which phones and issuers reach the service
    #[arg(long, value_name = "URL")]
    pub public_url: Option<String>,
    /// The TLS certificate chain, PEM
    #[arg(long, value_name = "FILE", requires = "tls_key")]
    pub tls_certificate: Option<PathBuf>,
    /// The key of the TLS certificate, PEM
    #[arg(long, value_name = "FILE", requires = "tls_certificate")]
    pub tls_key: Option<PathBuf>,
    /// Refuse generated keys, specimen trust anchors, and plain HTTP beyond loopback
    #[arg(long)]
    pub production: bool,
    /// Say whether the service could start, and do not start it
    #[arg(long)]
    pub check_config: bool,
}

#[derive(Subcommand)]
pub enum TenantCommand {
    /// Add an eID issuer; its API key is shown once
    Add(TenantAdd),
}

#[derive(Args)]
pub struct TenantAdd {
    /// The folder of the service's data
    #[arg(long, value_name = "DIR", required_unless_present = "config")]
    pub data: Option<PathBuf>,
    /// The service's configuration file
    #[arg(long, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// What programs call the issuer, which its results hold as `aud`
    #[arg(long, value_name = "NAME")]
    pub audience: String,
    /// What people call the issuer, which the phone shows; otherwise the audience
    #[arg(long, value_name = "NAME")]
    pub name: Option<String>,
    /// Where a phone's browser may be sent at the end of a control
    #[arg(long, value_name = "URL", required = true)]
    pub redirect: Vec<String>,
    /// A policy the issuer may use
    #[arg(long, value_name = "NAME", required = true)]
    pub policy: Vec<String>,
}

#[derive(Subcommand)]
pub enum EventsCommand {
    /// Look whether the chain of events is whole, and say its head; the service may be running
    Verify(EventsVerify),
}

#[derive(Args)]
pub struct EventsVerify {
    /// The folder of the service's data
    #[arg(long, value_name = "DIR", required_unless_present = "config")]
    pub data: Option<PathBuf>,
    /// The service's configuration file
    #[arg(long, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// A head that was noted before: it must still be a part of the chain
    #[arg(long, value_name = "HEX")]
    pub witnessed: Option<String>,
}
