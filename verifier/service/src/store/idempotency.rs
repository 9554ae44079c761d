//! Orders with an idempotency key: the same key and body always name the same control.

use super::batch::Batch;
use super::{Store, StoreError, chain};
use crate::clock::Moment;
use crate::control::{Event, State};
use sqlx::{AssertSqlSafe, Row, SqliteConnection};

/// An idempotency key of a tenant with the body it came with, both as hashes.
pub(crate) struct IdempotencyKey {
    pub key_hash: Vec<u8>,
    pub body_hash: Vec<u8>,
}

/// A control as it is ordered.
#[derive(Clone)]
pub(crate) struct NewRow {
    pub id: String,
    pub tenant: String,
    pub policy: String,
    pub has_webhook: bool,
    pub expires_at: Moment,
    pub secret_hash: Vec<u8>,
    pub data_key: Vec<u8>,
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
        row: &NewRow,
        key: IdempotencyKey,
        sealed: Vec<(&'static str, Vec<u8>)>,
        now: Moment,
    ) -> Result<Claimed, StoreError> {
        let row = row.clone();
        self.changes
            .write(move |connection| {
                Box::pin(async move { create(connection, &row, key, sealed, now).await })
            })
            .await
    }

    /// Forgets idempotency keys that are older than this.
    pub(crate) async fn forget_idempotency(&self, before: Moment) -> Result<(), StoreError> {
        let mut batch = Batch::default();
        batch.say("DELETE FROM idempotency WHERE created_at < ?").with(before.0);
        self.carry_out(batch).await
    }
}

async fn create(
    connection: &mut SqliteConnection,
    row: &NewRow,
    key: IdempotencyKey,
    sealed: Vec<(&'static str, Vec<u8>)>,
    now: Moment,
) -> Result<Claimed, StoreError> {
    let sql = format!(
        "SELECT body_hash, control, {} FROM (SELECT ? AS tenant, ? AS key_hash) LEFT JOIN idempotency \
         USING (tenant, key_hash)",
        chain::HEAD
    );
    let query = sqlx::query(AssertSqlSafe(sql)).bind(&row.tenant).bind(&key.key_hash);
    let read = query.fetch_one(&mut *connection).await?;
    if let Some(control) = read.try_get("control")? {
        let same = read.try_get::<Vec<u8>, _>("body_hash")? == key.body_hash;
        return Ok(if same { Claimed::Before(control) } else { Claimed::OtherOrder });
    }
    let mut batch = Batch::default();
    insert_control(&mut batch, row, now);
    batch.say(
        "INSERT INTO idempotency (tenant, key_hash, body_hash, control, created_at) VALUES (?, ?, ?, ?, ?)",
    );
    batch.with(row.tenant.as_str()).with(key.key_hash).with(key.body_hash).with(row.id.as_str()).with(now.0);
    for (name, bytes) in sealed {
        batch.say("INSERT INTO sealed (control, name, bytes) VALUES (?, ?, ?)");
        batch.with(row.id.as_str()).with(name).with(bytes);
    }
    chain::append(&mut batch, &chain::head(&read)?, (&row.id, 1), now, &Event::Created)?;
    batch.execute(connection).await?;
    Ok(Claimed::New)
}

fn insert_control(batch: &mut Batch, row: &NewRow, now: Moment) {
    batch
        .say(
            "INSERT INTO control \
             (id, tenant, state, version, policy, has_webhook, created_at, expires_at, secret_hash, data_key) \
             VALUES (?, ?, ?, 1, ?, ?, ?, ?, ?, ?)",
        )
        .with(row.id.as_str())
        .with(row.tenant.as_str())
        .with(State::Created.name())
        .with(row.policy.as_str())
        .with(row.has_webhook)
        .with(now.0)
        .with(row.expires_at.0)
        .with(row.secret_hash.as_slice())
        .with(row.data_key.as_slice());
}
