//! Orders with an idempotency key: the same key and body always name the same control.

use super::{ControlRow, Store, StoreError, chain};
use crate::clock::Moment;
use crate::control::Event;
use sqlx::{Row, Sqlite, Transaction};

/// An idempotency key of a tenant with the body it came with, both as hashes.
pub(crate) struct IdempotencyKey {
    pub key_hash: Vec<u8>,
    pub body_hash: Vec<u8>,
}

/// What an order with an idempotency key led to.
pub(crate) enum Claimed {
    /// The control is new.
    New,
    /// The same order had been made before.
    Before(String),
    /// The key was used for another order.
    OtherOrder,
}

impl Store {
    /// Makes a control, or finds the one that the same order made before.
    pub(crate) async fn create(
        &self,
        row: &ControlRow,
        key: &IdempotencyKey,
        sealed: &[(&str, Vec<u8>)],
        now: Moment,
    ) -> Result<Claimed, StoreError> {
        let mut transaction = self.writer.begin_with("BEGIN IMMEDIATE").await?;
        let before =
            sqlx::query("SELECT body_hash, control FROM idempotency WHERE tenant = ? AND key_hash = ?")
                .bind(&row.tenant)
                .bind(&key.key_hash)
                .fetch_optional(&mut *transaction)
                .await?;
        if let Some(before) = before {
            let same = before.try_get::<Vec<u8>, _>("body_hash")? == key.body_hash;
            return Ok(if same { Claimed::Before(before.try_get("control")?) } else { Claimed::OtherOrder });
        }
        insert_control(&mut transaction, row, now).await?;
        insert_key(&mut transaction, row, key, now).await?;
        for (name, bytes) in sealed {
            sqlx::query("INSERT INTO sealed (control, name, bytes) VALUES (?, ?, ?)")
                .bind(&row.id)
                .bind(*name)
                .bind(bytes)
                .execute(&mut *transaction)
                .await?;
        }
        chain::append(&mut transaction, &row.id, 1, now, &Event::Created).await?;
        transaction.commit().await?;
        Ok(Claimed::New)
    }

    /// Forgets idempotency keys that are older than this.
    pub(crate) async fn forget_idempotency(&self, before: Moment) -> Result<(), StoreError> {
        sqlx::query("DELETE FROM idempotency WHERE created_at < ?")
            .bind(before.0)
            .execute(&self.writer)
            .await?;
        Ok(())
    }
}

async fn insert_control(
    transaction: &mut Transaction<'_, Sqlite>,
    row: &ControlRow,
    now: Moment,
) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT INTO control \
         (id, tenant, state, version, policy, has_webhook, created_at, expires_at, secret_hash, data_key) \
         VALUES (?, ?, ?, 1, ?, ?, ?, ?, ?, ?)",
    )
    .bind(&row.id)
    .bind(&row.tenant)
    .bind(row.state.name())
    .bind(&row.policy)
    .bind(row.has_webhook)
    .bind(now.0)
    .bind(row.expires_at.0)
    .bind(&row.secret_hash)
    .bind(&row.data_key)
    .execute(&mut **transaction)
    .await?;
    Ok(())
}

async fn insert_key(
    transaction: &mut Transaction<'_, Sqlite>,
    row: &ControlRow,
    key: &IdempotencyKey,
    now: Moment,
) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT INTO idempotency (tenant, key_hash, body_hash, control, created_at) VALUES (?, ?, ?, ?, ?)",
    )
    .bind(&row.tenant)
    .bind(&key.key_hash)
    .bind(&key.body_hash)
    .bind(&row.id)
    .bind(now.0)
    .execute(&mut **transaction)
    .await?;
    Ok(())
}
