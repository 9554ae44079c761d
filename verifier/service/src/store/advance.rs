//! The one transaction in which a control goes from one state to the next.

use super::{ControlRow, Effect, Store, StoreError, chain};
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
