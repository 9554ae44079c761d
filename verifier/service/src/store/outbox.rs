//! Webhooks that are due: written in the transaction of the change they tell of, removed when delivered.

use super::batch::Batch;
use super::{ControlRow, Store, StoreError};
use crate::clock::Moment;
use crate::control::State;
use sqlx::Row;

/// A webhook that is due.
#[derive(Clone)]
pub(crate) struct Delivery {
    pub id: i64,
    pub control: String,
    pub tenant: String,
    pub body: String,
    pub attempts: i64,
}

/// Enqueues a change where the issuer named an address; the address itself stands in the sealed order.
pub(super) fn enqueue(batch: &mut Batch, row: &ControlRow, state: State, version: i64, at: Moment) {
    if state == State::Deleted {
        batch.say("DELETE FROM webhook WHERE control = ?").with(row.id.as_str());
    } else if row.has_webhook {
        let body = serde_json::json!({"id": row.id, "state": state.name(), "version": version}).to_string();
        batch.say("INSERT INTO webhook (control, tenant, body, due_at) VALUES (?, ?, ?, ?)");
        batch.with(row.id.as_str()).with(row.tenant.as_str()).with(body).with(at.0);
    }
}

impl Store {
    /// The oldest webhooks of each tenant that are due now, so many at most: every tenant's first before anybody's second.
    pub(crate) async fn due(&self, now: Moment, of_each: i64) -> Result<Vec<Delivery>, StoreError> {
        let rows = sqlx::query(
            "SELECT webhook.* FROM tenant JOIN webhook ON webhook.id IN \
             (SELECT id FROM webhook WHERE tenant = tenant.id AND due_at <= ? ORDER BY due_at, id LIMIT ?) \
             ORDER BY ROW_NUMBER() OVER (PARTITION BY webhook.tenant ORDER BY due_at, webhook.id), due_at",
        )
        .bind(now.0)
        .bind(of_each)
        .fetch_all(&self.reader)
        .await?;
        rows.iter()
            .map(|row| {
                Ok(Delivery {
                    id: row.try_get("id")?,
                    control: row.try_get("control")?,
                    tenant: row.try_get("tenant")?,
                    body: row.try_get("body")?,
                    attempts: row.try_get("attempts")?,
                })
            })
            .collect()
    }

    /// The webhook needs no further attempt.
    pub(crate) async fn settle(&self, id: i64) -> Result<(), StoreError> {
        let mut batch = Batch::default();
        batch.say("DELETE FROM webhook WHERE id = ?").with(id);
        self.carry_out(batch).await
    }

    /// The webhook is tried again later.
    pub(crate) async fn postpone(&self, id: i64, due_at: Moment) -> Result<(), StoreError> {
        let mut batch = Batch::default();
        batch
            .say("UPDATE webhook SET attempts = attempts + 1, due_at = ? WHERE id = ?")
            .with(due_at.0)
            .with(id);
        self.carry_out(batch).await
    }
}
