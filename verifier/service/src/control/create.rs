//! An issuer orders a control.

use super::order::ORDER;
use super::plain_text::is_plain;
use super::{ControlError, Order, State};
use crate::clock::Moment;
use crate::service::Service;
use crate::store::{Claimed, IdempotencyKey, NewRow, TenantRow};
use crate::token;
use crate::webhook::Address;
use ring::digest::{SHA256, digest};
use serde::{Deserialize, Serialize};
use verifier::policy::Attendance;

/// What an issuer orders.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewControl {
    /// The policy's name, one of those the tenant may use.
    #[schema(example = "demo-unattended", max_length = 64)]
    pub policy: String,
    /// Why the person is asked, shown on the phone.
    #[schema(
        example = "An eID of Example Bank",
        min_length = 1,
        max_length = 200,
        pattern = "^[^\\u0000-\\u001f\\u007f-\\u009f\\u00ad\\u200b-\\u200f\\u2028-\\u202e\\u2060-\\u206f\\ufeff]+$"
    )]
    pub purpose: String,
    /// The issuer's nonce, which the result holds.
    #[schema(example = "n-0S6_WzA2Mj", pattern = "^[!-~]{8,128}$")]
    pub nonce: String,
    /// The issuer's state, given back in the redirect; the issuer checks it against its cookie.
    #[schema(example = "af0ifjsldkj", pattern = "^[!-~]{8,512}$")]
    pub state: String,
    /// Where the phone's browser is sent at the end: one of the tenant's registered addresses.
    #[schema(example = "https://issuer.example/return", max_length = 2048)]
    pub redirect: String,
    /// Where changes of the control are told.
    #[serde(default)]
    #[schema(example = "https://issuer.example/webhook", max_length = 2048)]
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
        if !self.workers.takes_orders() {
            return Err(ControlError::Busy);
        }
        let key = IdempotencyKey { key_hash: token::hash_of(idempotency_key), body_hash: sha256(body) };
        let now = self.now();
        let (row, sealed) = self.new_row(tenant, &new, now)?;
        match self.store.create(&row, key, vec![(ORDER, sealed)], now).await? {
            Claimed::New => {
                self.metrics.count("controls_created");
                Ok(self.created(row.id, State::Created, row.expires_at))
            }
            Claimed::Before(id) => {
                let row = self.store.control(&id).await?.ok_or(ControlError::NotFound)?;
                Ok(self.created(row.id, row.state, row.expires_at))
            }
            Claimed::OtherOrder => Err(ControlError::IdempotencyReuse),
        }
    }

    fn created(&self, id: String, state: State, expires_at: Moment) -> Created {
        let secret = self.master.link_secret(&id);
        let link = format!("{}/c/{id}#s={}", self.public_url, secret.as_str());
        Created { id, link, state, expires_at: expires_at.date_time() }
    }

    fn new_row(
        &self,
        tenant: &TenantRow,
        new: &NewControl,
        now: Moment,
    ) -> Result<(NewRow, Vec<u8>), ControlError> {
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
        let row = NewRow {
            secret_hash: token::hash_of(&self.master.link_secret(&id)),
            id,
            tenant: tenant.id.clone(),
            policy: new.policy.clone(),
            has_webhook: new.webhook.is_some(),
            expires_at: now.plus_seconds(self.config.lifetimes.link_minutes.saturating_mul(60)),
            data_key: wrapped,
        };
        Ok((row, sealed))
    }

    fn check_order(&self, tenant: &TenantRow, new: &NewControl) -> Result<(), ControlError> {
        self.check_ordered_policy(tenant, new)?;
        check_texts(new)?;
        if !tenant.redirects.contains(&new.redirect) {
            let detail = "redirect is not one of the tenant's registered addresses";
            return Err(ControlError::invalid("redirect", detail));
        }
        match new.webhook.as_deref().map(|url| Address::parse(url, &self.reachable)) {
            Some(Err(_)) => {
                Err(ControlError::invalid("webhook", "webhook is not an address that may be called"))
            }
            _ => Ok(()),
        }
    }

    fn check_ordered_policy(&self, tenant: &TenantRow, new: &NewControl) -> Result<(), ControlError> {
        let invalid = |detail| Err(ControlError::invalid("policy", detail));
        if !tenant.policies.contains(&new.policy) {
            return invalid("the tenant may not use a policy of this name");
        }
        let Some(policy) = self.policies.named(&new.policy) else {
            return invalid("no policy of this name");
        };
        if policy.demands().attendance == Attendance::Attended {
            return invalid("the policy needs an officer, whom no phone has");
        }
        if self.config.production && policy.demands().document.accept_specimen {
            return invalid("production mode refuses demonstration policies");
        }
        Ok(())
    }
}

/// The texts of an order: of the length they may have, and nothing in them hidden.
pub(crate) fn check_texts(new: &NewControl) -> Result<(), ControlError> {
    let invalid = |code, detail| Err(ControlError::invalid(code, detail));
    let ascii = |text: &str| text.chars().all(|c| c.is_ascii_graphic());
    if !(1..=200).contains(&new.purpose.chars().count()) || !is_plain(&new.purpose) {
        return invalid("purpose", "purpose has 1 to 200 characters, all of them visible");
    }
    if !(8..=128).contains(&new.nonce.len()) || !ascii(&new.nonce) {
        return invalid("nonce", "nonce has 8 to 128 visible ASCII characters");
    }
    if !(8..=512).contains(&new.state.len()) || !ascii(&new.state) {
        return invalid("state", "state has 8 to 512 visible ASCII characters");
    }
    Ok(())
}

fn sha256(bytes: &[u8]) -> Vec<u8> {
    digest(&SHA256, bytes).as_ref().to_vec()
}
