//! `idkontroll tenant`: the eID issuers that may order controls.

use super::serve::read;
use crate::arguments::{TenantAdd, TenantCommand};
use crate::outcome::{Failure, Outcome, failure};
use serde_json::json;
use service::Service;
use service::control::{NewTenant, TenantSecrets};
use std::io::Write;

pub fn run(TenantCommand::Add(arguments): &TenantCommand) -> Result<Outcome, Failure> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(failure)?;
    let secrets = runtime.block_on(add(arguments))?;
    let report = json!({
        "tenant": secrets.id,
        "audience": arguments.audience,
        "name": name(arguments),
        "policies": arguments.policy,
        "redirects": arguments.redirect,
        "api_key": secrets.api_key,
        "webhook_secret": secrets.webhook_secret,
    });
    let text = format!(
        "Tenant {} for {} ({})\n  API key         {}\n  webhook secret  {}\nBoth are shown this once; only the key's hash is kept.",
        secrets.id,
        name(arguments),
        arguments.audience,
        secrets.api_key,
        secrets.webhook_secret
    );
    Outcome::done(&report, text)
}

fn name(arguments: &TenantAdd) -> &str {
    arguments.name.as_deref().unwrap_or(&arguments.audience)
}

async fn add(arguments: &TenantAdd) -> Result<TenantSecrets, Failure> {
    let mut config = read(arguments.config.as_ref())?;
    if let Some(data) = &arguments.data {
        config.data.clone_from(data);
    }
    let service = Service::open(config, vec![]).await.map_err(failure)?;
    for path in service.made() {
        let _ = writeln!(std::io::stderr(), "made {}: for development only", path.display());
    }
    let before = service.tenants_of(&arguments.audience).await.map_err(failure)?;
    let new = NewTenant {
        audience: arguments.audience.clone(),
        name: arguments.name.clone(),
        redirects: arguments.redirect.clone(),
        policies: arguments.policy.clone(),
    };
    let secrets = service.add_tenant(new).await.map_err(failure);
    service.close().await;
    if before > 0 && secrets.is_ok() {
        let _ = writeln!(std::io::stderr(), "this audience had a tenant already, whose key stays good");
    }
    secrets
}
