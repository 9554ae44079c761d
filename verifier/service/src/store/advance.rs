//! The one transaction in which a control goes from one state to the next.

use super::{ControlRow, Store, StoreError, chain};
use crate::clock::Moment;
use crate::control::{Event, NotAllowed, State};
use sqlx::{Sqlite, Transaction};
use thiserror::Error;

/// Why a control did not advance.
#[derive(Debug, Error)]
pub(crate) enum AdvanceError {
    /// There is no such control.
    #[error("no such control")]
    NotFound,
    /// The event cannot happen in its state.
    #[error(transparent)]
    NotAllowed(#[from] NotAllowed),
    /// Another was quicker: the ticket is used, or the relay session was cut.
    #[error("another was quicker")]
    Outrun,
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<sqlx::Error> for AdvanceError {
    fn from(error: sqlx::Error) -> Self {
        Self::Store(error.into())
    }
}

/// What a change brings beside the new state and the event; all of it happens, or nothing.
pub(crate) enum Effect {
    /// Keeps sealed bytes under a name, in place of what was there.
    Seal(String, Vec<u8>),
    /// Removes what is sealed under a name.
    Unseal(&'static str),
    /// Removes every upload and its pieces.
    DropUploads,
    /// Binds the control to the phone's key.
    Holder(String),
    /// A new ticket; the running relay session is cut.
    Ticket { hash: Vec<u8>, expires_at: Moment },
    /// Uses the ticket, once and in time, for the relay with this key.
    UseTicket { hash: Vec<u8>, now: Moment, relay_key: String },
    /// Only as the relay session of this number.
    OfRelaySession(i64),
    /// Counts an attempt at the chip.
    CountChipAttempt,
    /// Counts a kept picture.
    CountProbe,
    /// What the phone is told about the last picture or chip session.
    Advice(Option<String>),
    /// The verdict and the hash of the code that releases the result.
    Release { verdict: String, code_hash: Vec<u8> },
    /// Why it ended.
    Reason(String),
    /// When the data are to be destroyed.
    DeleteAt(Moment),
    /// Destroys the control's key and all that is sealed under it.
    DestroyKey,
}

impl Store {
    /// Lets `event` happen to a control: the new row.
    pub(crate) async fn advance(
        &self,
        id: &str,
        event: &Event,
        at: Moment,
        effects: &[Effect],
    ) -> Result<ControlRow, AdvanceError> {
        let mut transaction = self.writer.begin_with("BEGIN IMMEDIATE").await?;
        let row = read(&mut transaction, id).await?;
        let next = row.state.after(event)?;
        for effect in effects {
            effect.apply(&mut transaction, id).await?;
        }
        let version = row.version.saturating_add(1);
        set_state(&mut transaction, id, next, version).await?;
        chain::append(&mut transaction, id, version, at, event).await?;
        if next != row.state {
            super::outbox::enqueue(&mut transaction, &row, next, version, at).await?;
        }
        let row = read(&mut transaction, id).await?;
        transaction.commit().await?;
        Ok(row)
    }
}

async fn read(transaction: &mut Transaction<'_, Sqlite>, id: &str) -> Result<ControlRow, AdvanceError> {
    let row = sqlx::query("SELECT * FROM control WHERE id = ?")
        .bind(id)
        .fetch_optional(&mut **transaction)
        .await?
        .ok_or(AdvanceError::NotFound)?;
    Ok(ControlRow::read(&row)?)
}

async fn set_state(
    transaction: &mut Transaction<'_, Sqlite>,
    id: &str,
    state: State,
    version: i64,
) -> Result<(), StoreError> {
    sqlx::query("UPDATE control SET state = ?, version = ? WHERE id = ?")
        .bind(state.name())
        .bind(version)
        .bind(id)
        .execute(&mut **transaction)
        .await?;
    Ok(())
}

impl Effect {
    async fn apply(&self, transaction: &mut Transaction<'_, Sqlite>, id: &str) -> Result<(), AdvanceError> {
        let query = match self {
            Self::Seal(name, bytes) => {
                sqlx::query("INSERT OR REPLACE INTO sealed (name, bytes, control) VALUES (?, ?, ?)")
                    .bind(name)
                    .bind(bytes)
            }
            Self::Unseal(name) => sqlx::query("DELETE FROM sealed WHERE name = ? AND control = ?").bind(*name),
            Self::DropUploads => {
                sqlx::query("DELETE FROM sealed WHERE name LIKE 'upload/%' AND control = ?")
                    .bind(id)
                    .execute(&mut **transaction)
                    .await?;
                sqlx::query("DELETE FROM upload WHERE control = ?")
            }
            Self::Holder(key) => sqlx::query("UPDATE control SET holder_key = ? WHERE id = ?").bind(key),
            Self::Ticket { hash, expires_at } => sqlx::query(
                "UPDATE control SET ticket_hash = ?, ticket_expires_at = ?, relay_session = relay_session + 1 WHERE id = ?",
            )
            .bind(hash)
            .bind(expires_at.0),
            Self::UseTicket { hash, now, relay_key } => sqlx::query(
                "UPDATE control SET ticket_hash = NULL, relay_key = ?, relay_session = relay_session + 1 \
                 WHERE ticket_hash = ? AND ticket_expires_at > ? AND id = ?",
            )
            .bind(relay_key)
            .bind(hash)
            .bind(now.0),
            Self::OfRelaySession(number) => {
                sqlx::query("UPDATE control SET relay_session = relay_session WHERE relay_session = ? AND id = ?").bind(number)
            }
            Self::CountChipAttempt => sqlx::query("UPDATE control SET chip_attempts = chip_attempts + 1 WHERE id = ?"),
            Self::CountProbe => sqlx::query("UPDATE control SET probe_attempts = probe_attempts + 1 WHERE id = ?"),
            Self::Advice(advice) => sqlx::query("UPDATE control SET advice = ? WHERE id = ?").bind(advice),
            Self::Release { verdict, code_hash } => {
                sqlx::query("UPDATE control SET verdict = ?, code_hash = ? WHERE id = ?").bind(verdict).bind(code_hash)
            }
            Self::Reason(reason) => sqlx::query("UPDATE control SET reason = ? WHERE id = ?").bind(reason),
            Self::DeleteAt(at) => sqlx::query("UPDATE control SET delete_at = ? WHERE id = ?").bind(at.0),
            Self::DestroyKey => {
                sqlx::query("DELETE FROM sealed WHERE control = ?").bind(id).execute(&mut **transaction).await?;
                sqlx::query("DELETE FROM upload WHERE control = ?").bind(id).execute(&mut **transaction).await?;
                sqlx::query(
                    "UPDATE control SET data_key = NULL, code_hash = NULL, ticket_hash = NULL, secret_hash = X'', \
                     holder_key = NULL, relay_key = NULL, advice = NULL WHERE id = ?",
                )
            }
        };
        let done = query.bind(id).execute(&mut **transaction).await?;
        let conditional = matches!(self, Self::UseTicket { .. } | Self::OfRelaySession(_));
        if conditional && done.rows_affected() == 0 { Err(AdvanceError::Outrun) } else { Ok(()) }
    }
}
