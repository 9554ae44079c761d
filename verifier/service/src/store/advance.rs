//! The one change by which a control goes from one state to the next.

use super::batch::Batch;
use super::{ControlRow, Effect, Store, StoreError, chain};
use crate::clock::Moment;
use crate::control::{Event, NotAllowed};
use sqlx::{AssertSqlSafe, SqliteConnection};
use std::sync::atomic::Ordering;
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
        effects: Vec<Effect>,
    ) -> Result<ControlRow, AdvanceError> {
        let (id, event) = (id.to_owned(), event.clone());
        let removes = effects.iter().any(Effect::removes);
        let change = self.changes.write(move |connection| {
            Box::pin(async move { advance(connection, &id, &event, at, effects).await })
        });
        let row = change.await?;
        self.unswept.fetch_or(removes, Ordering::AcqRel);
        Ok(row)
    }
}

/// Reads the control, asks the state machine, and writes all that follows from its answer.
async fn advance(
    connection: &mut SqliteConnection,
    id: &str,
    event: &Event,
    at: Moment,
    effects: Vec<Effect>,
) -> Result<ControlRow, AdvanceError> {
    let sql = format!("SELECT *, {} FROM control WHERE id = ?", chain::HEAD);
    let read = sqlx::query(AssertSqlSafe(sql)).bind(id).fetch_optional(&mut *connection).await?;
    let read = read.ok_or(AdvanceError::NotFound)?;
    let (row, head) = (ControlRow::read(&read)?, chain::head(&read)?);
    let next = row.state.after(event)?;
    must_be_let(connection, &row, &effects).await?;
    let (version, mut batch) = (row.version.saturating_add(1), Batch::default());
    effects.into_iter().for_each(|effect| effect.write(&mut batch, id));
    chain::append(&mut batch, &head, (id, version), at, event)?;
    if next != row.state {
        super::outbox::enqueue(&mut batch, &row, next, version, at);
    }
    batch.say("UPDATE control SET state = ?, version = ? WHERE id = ? RETURNING *");
    batch.with(next.name()).with(version).with(id);
    Ok(ControlRow::read(&batch.fetch(connection).await?)?)
}

/// Refuses the change where the control, as it is, does not let one of its effects happen.
async fn must_be_let(
    connection: &mut SqliteConnection,
    row: &ControlRow,
    effects: &[Effect],
) -> Result<(), AdvanceError> {
    for effect in effects {
        if !effect.is_let(connection, row).await? {
            return Err(AdvanceError::Outrun);
        }
    }
    Ok(())
}
