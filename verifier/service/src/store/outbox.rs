//! Webhooks that are due: written in the transaction of the change they tell of, removed when delivered.

use super::{ControlRow, Store, StoreError};
use crate::clock::Moment;
use crate::control::State;
use sqlx::{Row, Sqlite, Transaction};

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
pub(super) async fn enqueue(
    transaction: &mut Transaction<'_, Sqlite>,
    row: &ControlRow,
    state: State,
    version: i64,
    at: Moment,
) -> Result<(), StoreError> {
    if state == State::Deleted {
        sqlx::query("DELETE FROM webhook WHERE control = ?")
            .bind(&row.id)
            .execute(&mut **transaction)
            .await?;
        return Ok(());
    }
    if !row.has_webhook {
        return Ok(());
    }
    let body = serde_json::json!({"id": row.id, "state": state.name(), "version": version}).to_string();
    sqlx::query("INSERT INTO webhook (control, tenant, body, due_at) VALUES (?, ?, ?, ?)")
        .bind(&row.id)
        .bind(&row.tenant)
        .bind(body)
        .bind(at.0)
        .execute(&mut **transaction)
        .await?;
    Ok(())
}

impl Store {
    /// The webhooks that are due now, the oldest first.
    pub(crate) async fn due(&self, now: Moment, limit: i64) -> Result<Vec<Delivery>, StoreError> {
        let rows = sqlx::query("SELECT * FROM webhook WHERE due_at <= ? ORDER BY due_at, id LIMIT ?")
            .bind(now.0)
            .bind(limit)
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
        sqlx::query("DELETE FROM webhook WHERE id = ?").bind(id).execute(&self.writer).await?;
        Ok(())
    }

    /// The webhook is tried again later.
    pub(crate) async fn postpone(&self, id: i64, due_at: Moment) -> Result<(), StoreError> {
        sqlx::query("UPDATE webhook SET attempts = attempts + 1, due_at = ? WHERE id = ?")
            .bind(due_at.0)
            .bind(id)
            .execute(&self.writer)
            .await?;
        Ok(())
    }
}
