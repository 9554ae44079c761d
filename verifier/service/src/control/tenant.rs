//! Adding a tenant: an eID issuer that orders controls.

use super::ControlError;
use crate::service::Service;
use crate::store::TenantRow;
use crate::token::{self, Token};
use axum::http::Uri;
use verifier::policy::{Attendance, Policy};

/// A new tenant.
#[derive(Debug, Clone)]
pub struct NewTenant {
    /// The eID issuer's name, `aud` of its results.
    pub audience: String,
    /// Where phones' browsers may be sent.
    pub redirects: Vec<String>,
    /// Which policies it may use.
    pub policies: Vec<String>,
}

/// What a new tenant is told, once.
pub struct TenantSecrets {
    /// The tenant's name.
    pub id: String,
    /// The API key.
    pub api_key: String,
    /// The secret under which its webhooks are signed.
    pub webhook_secret: String,
}

impl Service {
    /// Adds a tenant.
    pub async fn add_tenant(&self, new: NewTenant) -> Result<TenantSecrets, ControlError> {
        self.check_tenant(&new)?;
        let id = token::name();
        let api_key = format!("idk_{}", Token::draw().text());
        let webhook_secret = format!("whsec_{}", Token::draw().text());
        let row = TenantRow {
            id: id.clone(),
            audience: new.audience,
            webhook_secret: self.master.seal_of_tenant(&id, webhook_secret.as_bytes())?,
            policies: new.policies,
            redirects: new.redirects,
        };
        self.store.add_tenant(&row, &token::hash_of(&api_key)).await?;
        Ok(TenantSecrets { id, api_key, webhook_secret })
    }

    /// The tenant whose API key this is.
    pub(crate) async fn tenant_of_key(&self, api_key: &str) -> Result<Option<TenantRow>, ControlError> {
        Ok(self.store.tenant_by_key(&token::hash_of(api_key)).await?)
    }

    fn check_tenant(&self, new: &NewTenant) -> Result<(), ControlError> {
        let invalid = |code, detail| Err(ControlError::invalid(code, detail));
        if new.audience.is_empty() || new.audience.len() > 256 || new.audience.chars().any(char::is_control) {
            return invalid("audience", "the audience has 1 to 256 characters");
        }
        if new.redirects.is_empty() || !new.redirects.iter().all(|url| self.is_redirect(url)) {
            return invalid(
                "redirect",
                "a redirect is an https address without a fragment; http is for loopback",
            );
        }
        if new.policies.is_empty() {
            return invalid("policy", "at least one policy is needed");
        }
        for name in &new.policies {
            let Ok(policy) = Policy::built_in(name) else {
                return invalid("policy", "no policy of this name");
            };
            if policy.demands().attendance == Attendance::Attended {
                return invalid("policy", "the policy needs an officer, whom no phone has");
            }
        }
        Ok(())
    }

    fn is_redirect(&self, url: &str) -> bool {
        let Ok(uri) = url.parse::<Uri>() else { return false };
        let host = uri.host().unwrap_or_default();
        let secure = match uri.scheme_str() {
            Some("https") => true,
            Some("http") => !self.config.production || matches!(host, "localhost" | "127.0.0.1" | "[::1]"),
            _ => false,
        };
        secure && !host.is_empty() && !url.contains('#') && url.len() <= 2048
    }
}
