//! `idkontroll serve`: the verifier as a service.

use crate::arguments::Serve;
use crate::interrupt::interrupted;
use crate::networks;
use crate::outcome::{Failure, Outcome, failure};
use serde_json::json;
use service::Service;
use service::config::{Config, TlsFiles};
use std::io::Write;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;

pub fn run(arguments: &Serve) -> Result<Outcome, Failure> {
    let config = settings(arguments)?;
    refuse(&config)?;
    if arguments.check_config {
        return check();
    }
    let runtime = tokio::runtime::Runtime::new().map_err(failure)?;
    runtime.block_on(serve(config))
}

/// The configuration file, with what stands on the command line before it.
fn settings(arguments: &Serve) -> Result<Config, Failure> {
    let mut config = read(arguments.config.as_ref())?;
    let set = |place: &mut PathBuf, given: &Option<PathBuf>| {
        if let Some(given) = given {
            place.clone_from(given);
        }
    };
    set(&mut config.data, &arguments.data);
    config.listen = arguments.listen.unwrap_or(config.listen);
    config.public_url = arguments.public_url.clone().or(config.public_url);
    config.production |= arguments.production;
    if let (Some(certificate), Some(key)) = (&arguments.tls_certificate, &arguments.tls_key) {
        config.tls = Some(TlsFiles { certificate: certificate.clone(), key: key.clone() });
    }
    Ok(config)
}

/// The configuration file, or what holds without one.
pub fn read(path: Option<&PathBuf>) -> Result<Config, Failure> {
    path.map_or_else(|| Ok(Config::default()), |path| Config::read(path).map_err(failure))
}

/// Everything that is wrong, in one line.
fn refuse(config: &Config) -> Result<(), Failure> {
    let objections: Vec<String> = config.examine().iter().map(ToString::to_string).collect();
    if objections.is_empty() { Ok(()) } else { Err(Failure::new(objections.join("; "))) }
}

fn check() -> Result<Outcome, Failure> {
    networks::open()?;
    Outcome::done(&json!({"ready": true}), "the service could start")
}

async fn serve(mut config: Config) -> Result<Outcome, Failure> {
    let networks = (0..config.workers()).map(|_| networks::open()).collect::<Result<Vec<_>, _>>()?;
    service::log_to_standard_error();
    let listener = service::listen(&mut config).map_err(failure)?;
    let (listened, tls) = (config.listen, config.tls.is_some());
    let service = Service::open(config, networks).await.map_err(failure)?;
    notice(&service, listened, tls).await?;
    let address = service.public_url().to_owned();
    service::serve(service, listener, interrupted()).await.map_err(failure)?;
    Outcome::done(&json!({"served": address}), "ended")
}

/// Says where the service is, and what an operator must know before relying on it.
async fn notice(service: &Arc<Service>, listened: SocketAddr, tls: bool) -> Result<(), Failure> {
    let mut lines = vec![format!("idkontroll serves {}", service.public_url())];
    if !service.public_url().ends_with(&listened.to_string()) {
        lines.push(format!("  listens on {listened}"));
    }
    for path in service.made() {
        lines.push(format!(
            "  made {}: for development only; production mode wants keys of your own",
            path.display()
        ));
    }
    lines.extend(exposed(service.public_url(), listened, tls));
    if service.trust_anchors() == 0 {
        lines.push("  no trust anchors: no document is believed until `idkontroll trust import`".into());
    }
    if service.tenants().await.map_err(failure)? == 0 {
        lines.push("  no tenants: nobody can order a control until `idkontroll tenant add`".into());
    }
    writeln!(std::io::stderr(), "{}", lines.join("\n")).map_err(failure)
}

/// What development mode lets pass and a phone or a stranger would notice.
fn exposed(public_url: &str, listened: SocketAddr, tls: bool) -> Vec<String> {
    let mut lines = vec![];
    if !tls && !listened.ip().is_loopback() {
        lines.push("  plain http beyond loopback: whoever is between can read and change everything".into());
    }
    if listened.ip().is_unspecified() && public_url.ends_with(&listened.to_string()) {
        lines.push("  links hold the address listened on, which no phone can open: set --public-url".into());
    }
    lines
}
