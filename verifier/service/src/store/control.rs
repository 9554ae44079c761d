//! The row of a control.

use super::batch::Batch;
use super::{Store, StoreError};
use crate::clock::Moment;
use crate::control::State;
use sqlx::{Row, sqlite::SqliteRow};

/// A control as the database keeps it; what is personal is sealed elsewhere.
#[derive(Clone)]
pub(crate) struct ControlRow {
    pub id: String,
    pub tenant: String,
    pub state: State,
    pub version: i64,
    pub policy: String,
    pub has_webhook: bool,
    pub expires_at: Moment,
    pub secret_hash: Vec<u8>,
    pub holder_key: Option<String>,
    pub relay_key: Option<String>,
    pub data_key: Option<Vec<u8>>,
    pub ticket_hash: Option<Vec<u8>>,
    pub ticket_expires_at: Moment,
    pub relay_session: i64,
    pub chip_attempts: i64,
    pub probe_attempts: i64,
    pub chip_read_at: Option<Moment>,
    pub probe_at: Option<Moment>,
    pub advice: Option<String>,
    pub code_hash: Option<Vec<u8>>,
    pub verdict: Option<String>,
    pub reason: Option<String>,
}

impl ControlRow {
    pub(super) fn read(row: &SqliteRow) -> Result<Self, StoreError> {
        let state: String = row.try_get("state")?;
        Ok(Self {
            id: row.try_get("id")?,
            tenant: row.try_get("tenant")?,
            state: State::named(&state).ok_or(StoreError::Unknown("state"))?,
            version: row.try_get("version")?,
            policy: row.try_get("policy")?,
            has_webhook: row.try_get("has_webhook")?,
            expires_at: Moment(row.try_get("expires_at")?),
            secret_hash: row.try_get("secret_hash")?,
            holder_key: row.try_get("holder_key")?,
            relay_key: row.try_get("relay_key")?,
            data_key: row.try_get("data_key")?,
            ticket_hash: row.try_get("ticket_hash")?,
            ticket_expires_at: Moment(row.try_get("ticket_expires_at")?),
            relay_session: row.try_get("relay_session")?,
            chip_attempts: row.try_get("chip_attempts")?,
            probe_attempts: row.try_get("probe_attempts")?,
            chip_read_at: row.try_get::<Option<i64>, _>("chip_read_at")?.map(Moment),
            probe_at: row.try_get::<Option<i64>, _>("probe_at")?.map(Moment),
            advice: row.try_get("advice")?,
            code_hash: row.try_get("code_hash")?,
            verdict: row.try_get("verdict")?,
            reason: row.try_get("reason")?,
        })
    }
}

impl Store {
    /// The control with this name.
    pub(crate) async fn control(&self, id: &str) -> Result<Option<ControlRow>, StoreError> {
        let row =
            sqlx::query("SELECT * FROM control WHERE id = ?").bind(id).fetch_optional(&self.reader).await?;
        row.as_ref().map(ControlRow::read).transpose()
    }

    /// The controls in this state.
    pub(crate) async fn in_state(&self, state: State) -> Result<Vec<String>, StoreError> {
        let rows = sqlx::query("SELECT id FROM control WHERE state = ?")
            .bind(state.name())
            .fetch_all(&self.reader)
            .await?;
        rows.iter().map(|row| Ok(row.try_get("id")?)).collect()
    }

    /// How many controls whose data are not destroyed are in each state: the index holds them on both sides of the many
    /// whose data are, which `<>` would walk through.
    pub(crate) async fn count_by_state(&self) -> Result<Vec<(String, i64)>, StoreError> {
        let rows = sqlx::query("SELECT state, COUNT(*) AS number FROM control WHERE state < 'deleted' OR state > 'deleted' GROUP BY state")
            .fetch_all(&self.reader)
            .await?;
        rows.iter().map(|row| Ok((row.try_get("state")?, row.try_get("number")?))).collect()
    }

    /// Open controls whose time is over.
    pub(crate) async fn overdue(&self, now: Moment) -> Result<Vec<String>, StoreError> {
        let rows = sqlx::query(
            "SELECT id FROM control WHERE expires_at <= ? AND state IN ('created', 'claimed', 'access_given', \
             'chip_reading', 'chip_read', 'probe_received') LIMIT 1000",
        )
        .bind(now.0)
        .fetch_all(&self.reader)
        .await?;
        rows.iter().map(|row| Ok(row.try_get("id")?)).collect()
    }

    /// Ended controls whose data are to be destroyed now.
    pub(crate) async fn to_delete(&self, now: Moment) -> Result<Vec<String>, StoreError> {
        let rows =
            sqlx::query("SELECT id FROM control WHERE delete_at <= ? AND state <> 'deleted' LIMIT 1000")
                .bind(now.0)
                .fetch_all(&self.reader)
                .await?;
        rows.iter().map(|row| Ok(row.try_get("id")?)).collect()
    }

    /// Counts a wrong release code.
    pub(crate) async fn count_wrong_code(&self, id: &str) -> Result<(), StoreError> {
        let mut batch = Batch::default();
        batch.say("UPDATE control SET wrong_codes = wrong_codes + 1 WHERE id = ?").with(id);
        self.carry_out(batch).await
    }
}
