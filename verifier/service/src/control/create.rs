//! An issuer orders a control.

use super::order::ORDER;
use super::{ControlError, Order, State};
use crate::clock::Moment;
use crate::service::Service;
use crate::store::{Claimed, ControlRow, IdempotencyKey, TenantRow};
use crate::token;
use crate::webhook::Address;
use ring::digest::{SHA256, digest};
use serde::{Deserialize, Serialize};
use verifier::policy::{Attendance, Policy};

/// What an issuer orders.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewControl {
    /// The policy's name, one of those the tenant may use.
    #[schema(example = "demo-unattended", max_length = 64)]
    pub policy: String,
    /// Why the person is asked, shown on the phone.
    #[schema(example = "An eID of Example Bank", min_length = 1, max_length = 200)]
    pub purpose: String,
    /// The issuer's nonce, which the result holds.
    #[schema(min_length = 8, max_length = 128)]
    pub nonce: String,
    /// The issuer's state, given back in the redirect; the issuer checks it against its cookie.
    #[schema(min_length = 8, max_length = 512)]
    pub state: String,
    /// Where the phone's browser is sent at the end: one of the tenant's registered addresses.
    #[schema(max_length = 2048)]
    pub redirect: String,
    /// Where changes of the control are told.
    #[serde(default)]
    #[schema(max_length = 2048)]
    pub webhook: Option<String>,
}

/// An ordered control.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct Created {
    /// The control's name.
    pub id: String,
    /// The address to open in the browser of the person's phone. Its fragment is secret.
    pub link: String,
    /// Where the control stands.
    pub state: State,
    /// Until when it can be carried out, RFC 3339.
    #[serde(with = "time::serde::rfc3339")]
    #[schema(value_type = String, format = DateTime)]
    pub expires_at: time::OffsetDateTime,
}

impl Service {
    /// Orders a control; the same idempotency key and body name the same control.
    pub(crate) async fn create(
        &self,
        tenant: &TenantRow,
        idempotency_key: &str,
        body: &[u8],
        new: NewControl,
    ) -> Result<Created, ControlError> {
        self.check_order(tenant, &new)?;
        let key = IdempotencyKey { key_hash: token::hash_of(idempotency_key), body_hash: sha256(body) };
        let now = self.now();
        let (row, sealed) = self.new_row(tenant, &new, now)?;
        let row = match self.store.create(&row, &key, &[(ORDER, sealed)], now).await? {
            Claimed::New => row,
            Claimed::Before(id) => self.store.control(&id).await?.ok_or(ControlError::NotFound)?,
            Claimed::OtherOrder => return Err(ControlError::IdempotencyReuse),
        };
        self.metrics.count("controls_created");
        let secret = self.master.link_secret(&row.id);
        Ok(Created {
            link: format!("{}/c/{}#s={}", self.public_url, row.id, secret.as_str()),
            id: row.id,
            state: State::Created,
            expires_at: row.expires_at.date_time(),
        })
    }

    fn new_row(
        &self,
        tenant: &TenantRow,
        new: &NewControl,
        now: Moment,
    ) -> Result<(ControlRow, Vec<u8>), ControlError> {
        let id = token::name();
        let (data_key, wrapped) = self.master.draw_data_key(&id)?;
        let order = Order {
            purpose: new.purpose.clone(),
            nonce: new.nonce.clone(),
            state: new.state.clone(),
            redirect: new.redirect.clone(),
            webhook: new.webhook.clone(),
        };
        let order = serde_json::to_vec(&order).map_err(ControlError::internal)?;
        let sealed = data_key.seal(ORDER, &order)?;
        let row = ControlRow {
            secret_hash: token::hash_of(&self.master.link_secret(&id)),
            id,
            tenant: tenant.id.clone(),
            state: State::Created,
            version: 1,
            policy: new.policy.clone(),
            has_webhook: new.webhook.is_some(),
            expires_at: now.plus_seconds(self.config.lifetimes.link_minutes.saturating_mul(60)),
            holder_key: None,
            relay_key: None,
            data_key: Some(wrapped),
            relay_session: 0,
            chip_attempts: 0,
            probe_attempts: 0,
            advice: None,
            code_hash: None,
            verdict: None,
            reason: None,
        };
        Ok((row, sealed))
    }

    fn check_order(&self, tenant: &TenantRow, new: &NewControl) -> Result<(), ControlError> {
        let invalid = |code, detail| Err(ControlError::invalid(code, detail));
        let visible = |text: &str| text.chars().all(|c| !c.is_control());
        let ascii = |text: &str| text.chars().all(|c| c.is_ascii_graphic());
        if !tenant.policies.contains(&new.policy) {
            return invalid("policy", "the tenant may not use a policy of this name");
        }
        let policy = Policy::built_in(&new.policy)
            .map_err(|_| ControlError::invalid("policy", "no policy of this name"))?;
        if policy.demands().attendance == Attendance::Attended {
            return invalid("policy", "the policy needs an officer, whom no phone has");
        }
        if self.config.production && policy.demands().document.accept_specimen {
            return invalid("policy", "production mode refuses demonstration policies");
        }
        if !(1..=200).contains(&new.purpose.chars().count()) || !visible(&new.purpose) {
            return invalid("purpose", "purpose has 1 to 200 characters");
        }
        if !(8..=128).contains(&new.nonce.len()) || !ascii(&new.nonce) {
            return invalid("nonce", "nonce has 8 to 128 visible ASCII characters");
        }
        if !(8..=512).contains(&new.state.len()) || !ascii(&new.state) {
            return invalid("state", "state has 8 to 512 visible ASCII characters");
        }
        if !tenant.redirects.contains(&new.redirect) {
            return invalid("redirect", "redirect is not one of the tenant's registered addresses");
        }
        match new.webhook.as_deref().map(|url| Address::parse(url, &self.config.webhooks)) {
            Some(Err(_)) => invalid("webhook", "webhook is not an address that may be called"),
            _ => Ok(()),
        }
    }
}

fn sha256(bytes: &[u8]) -> Vec<u8> {
    digest(&SHA256, bytes).as_ref().to_vec()
}
