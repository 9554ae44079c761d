//! `idkontroll serve`: the verifier as a service.

use crate::arguments::Serve;
use crate::networks;
use crate::outcome::{Failure, Outcome, failure};
use serde_json::json;
use service::Service;
use service::config::{Config, TlsFiles};
use std::io::Write;
use std::path::PathBuf;
use std::sync::Arc;
use tokio::signal::unix::{SignalKind, signal};

pub fn run(arguments: &Serve) -> Result<Outcome, Failure> {
    let config = settings(arguments)?;
    if arguments.check_config {
        return check(&config);
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

fn check(config: &Config) -> Result<Outcome, Failure> {
    let mut objections: Vec<String> = config.examine().iter().map(ToString::to_string).collect();
    objections.extend(
        networks::open().err().map(|_| "the networks are missing; run `idkontroll models fetch`".into()),
    );
    let ready = objections.is_empty();
    let text = if ready { "the service could start".to_owned() } else { objections.join("\n") };
    Outcome::new(ready, &json!({"ready": ready, "objections": objections}), text)
}

async fn serve(mut config: Config) -> Result<Outcome, Failure> {
    if let Some(objection) = config.objections().first() {
        return Err(failure(objection));
    }
    let networks = (0..config.workers()).map(|_| networks::open()).collect::<Result<Vec<_>, _>>()?;
    service::log_to_standard_error();
    let listener = service::listen(&mut config).map_err(failure)?;
    let service = Service::open(config, networks).await.map_err(failure)?;
    notice(&service).await?;
    let address = service.public_url().to_owned();
    service::serve(service, listener, end()).await.map_err(failure)?;
    Outcome::done(&json!({"served": address}), "ended")
}

/// Says where the service is, and what an operator must know before relying on it.
async fn notice(service: &Arc<Service>) -> Result<(), Failure> {
    let mut lines = vec![format!("idkontroll serves {}", service.public_url())];
    for path in service.made() {
        lines.push(format!(
            "  made {}: for development only; production mode wants keys of your own",
            path.display()
        ));
    }
    if service.trust_anchors() == 0 {
        lines.push("  no trust anchors: no document is believed until `idkontroll trust import`".into());
    }
    if service.tenants().await.map_err(failure)? == 0 {
        lines.push("  no tenants: nobody can order a control until `idkontroll tenant add`".into());
    }
    writeln!(std::io::stderr(), "{}", lines.join("\n")).map_err(failure)
}

/// Ends at an interrupt or when asked to terminate.
async fn end() {
    let Ok(mut terminate) = signal(SignalKind::terminate()) else {
        let _ = tokio::signal::ctrl_c().await;
        return;
    };
    tokio::select! {
        _ = tokio::signal::ctrl_c() => {}
        _ = terminate.recv() => {}
    }
}
