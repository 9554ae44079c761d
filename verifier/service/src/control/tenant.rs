//! Adding a tenant: an eID issuer that orders controls.

use super::ControlError;
use super::plain_text::is_plain;
use crate::config::is_loopback;
use crate::service::Service;
use crate::store::TenantRow;
use crate::token::{self, Token};
use axum::http::Uri;
use verifier::policy::Attendance;

/// A longer name would push the rest from a phone's screen.
const LONGEST_NAME: usize = 100;

/// A new tenant.
#[derive(Debug, Clone)]
pub struct NewTenant {
    /// What programs call the eID issuer, `aud` of its results.
    pub audience: String,
    /// What people call it, shown on the phone; otherwise the audience.
    pub name: Option<String>,
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
            name: new.name.unwrap_or_else(|| new.audience.clone()),
            audience: new.audience,
            webhook_secret: self.master.seal_of_tenant(&id, webhook_secret.as_bytes())?,
            policies: new.policies,
            redirects: new.redirects,
        };
        self.store.add_tenant(&row, &token::hash_of(&api_key)).await?;
        Ok(TenantSecrets { id, api_key, webhook_secret })
    }

    /// How many tenants have this audience.
    pub async fn tenants_of(&self, audience: &str) -> Result<i64, ControlError> {
        Ok(self.store.count_tenants_of(audience).await?)
    }

    /// The tenant whose API key this is.
    pub(crate) async fn tenant_of_key(&self, api_key: &str) -> Result<Option<TenantRow>, ControlError> {
        Ok(self.store.tenant_by_key(&token::hash_of(api_key)).await?)
    }

    fn check_tenant(&self, new: &NewTenant) -> Result<(), ControlError> {
        let invalid = |code, detail| Err(ControlError::invalid(code, detail));
        if new.audience.len() > 256 || !is_plain(&new.audience) {
            return invalid("audience", "the audience has 1 to 256 characters, all of them visible");
        }
        if new.name.as_ref().is_some_and(|name| name.chars().count() > LONGEST_NAME || !is_plain(name)) {
            return invalid("name", "the name has 1 to 100 characters, all of them visible");
        }
        if new.redirects.is_empty() || !new.redirects.iter().all(|url| is_redirect(url)) {
            return invalid(
                "redirect",
                "a redirect is an https address without fragment and user; http is for loopback",
            );
        }
        if new.policies.is_empty() {
            return invalid("policy", "at least one policy is needed");
        }
        new.policies.iter().try_for_each(|name| self.check_policy(name))
    }

    fn check_policy(&self, name: &str) -> Result<(), ControlError> {
        let invalid = |detail| Err(ControlError::invalid("policy", detail));
        let Some(policy) = self.policies.named(name) else { return invalid("no policy of this name") };
        if policy.demands().attendance == Attendance::Attended {
            return invalid("the policy needs an officer, whom no phone has");
        }
        if self.config.production && policy.demands().document.accept_specimen {
            return invalid("production mode refuses demonstration policies");
        }
        Ok(())
    }
}

/// Where a browser may be sent: nowhere that a user's name, a fragment or another reading of the text could lead it.
fn is_redirect(url: &str) -> bool {
    let Ok(uri) = url.parse::<Uri>() else { return false };
    let (Some(host), Some(authority)) = (uri.host(), uri.authority()) else { return false };
    let protected = match uri.scheme_str() {
        Some("https") => true,
        Some("http") => is_loopback(host),
        _ => false,
    };
    let plain = |character: char| character.is_ascii_graphic() && !matches!(character, '#' | '\\');
    let named = !host.is_empty() && !authority.as_str().contains('@');
    protected && named && url.chars().all(plain) && url.len() <= 2048
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn where_a_browser_may_be_sent() {
        for good in [
            "https://issuer.example/return",
            "https://issuer.example",
            "https://issuer.example:8443/a?b=c",
            "http://127.0.0.1:9/return",
            "http://localhost/return",
            "http://[::1]:9/",
        ] {
            assert!(is_redirect(good), "{good}");
        }
        for bad in [
            "javascript:alert(1)",
            "data:text/html,x",
            "/return",
            "issuer.example/return",
            "//issuer.example/return",
            "http://issuer.example/return",
            "http://127.0.0.1.evil.example/",
            "http://localhost.evil.example/",
            "https://issuer.example/return#x",
            "https://issuer.example#",
            "https://user@issuer.example/",
            "https://issuer.example:x@evil.example/",
            "https://issuer.example\\@evil.example/",
            "https://issuer.example/re turn",
            "https://issuer.example/\nreturn",
            "https://",
            "",
        ] {
            assert!(!is_redirect(bad), "{bad}");
        }
        let long = format!("https://issuer.example/{}", "x".repeat(2048));
        assert!(!is_redirect(&long));
    }
}
