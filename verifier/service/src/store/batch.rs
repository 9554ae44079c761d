//! Statements that are sent to the database together: the way to its thread and back costs more than most statements.

use super::{Store, StoreError};
use sqlx::encode::Encode;
use sqlx::error::BoxDynError;
use sqlx::sqlite::{SqliteArguments, SqliteRow};
use sqlx::{Arguments, AssertSqlSafe, Sqlite, SqliteConnection, Type};

/// Statements with their values, in order.
#[derive(Default)]
pub(super) struct Batch {
    sql: String,
    values: SqliteArguments,
    failed: Option<BoxDynError>,
}

impl Batch {
    /// One more statement, whose values follow.
    pub(super) fn say(&mut self, sql: &'static str) -> &mut Self {
        if !self.sql.is_empty() {
            self.sql.push_str("; ");
        }
        self.sql.push_str(sql);
        self
    }

    /// The next value.
    pub(super) fn with<'t, T: Encode<'t, Sqlite> + Type<Sqlite>>(&mut self, value: T) -> &mut Self {
        if let Err(error) = self.values.add(value) {
            self.failed.get_or_insert(error);
        }
        self
    }

    /// Carries all out; the last statement gives one row.
    pub(super) async fn fetch(self, connection: &mut SqliteConnection) -> Result<SqliteRow, StoreError> {
        match self.failed {
            Some(error) => Err(sqlx::Error::Encode(error).into()),
            None => Ok(sqlx::query_with(AssertSqlSafe(self.sql), self.values).fetch_one(connection).await?),
        }
    }

    /// Carries all out.
    pub(super) async fn execute(self, connection: &mut SqliteConnection) -> Result<(), StoreError> {
        match self.failed {
            Some(error) => Err(sqlx::Error::Encode(error).into()),
            None => {
                sqlx::query_with(AssertSqlSafe(self.sql), self.values).execute(connection).await?;
                Ok(())
            }
        }
    }
}

impl Store {
    /// Carries a batch out as a change of its own, committed with whatever is written at the same time.
    pub(super) async fn carry_out(&self, batch: Batch) -> Result<(), StoreError> {
        self.changes.write(|connection| Box::pin(batch.execute(connection))).await
    }
}
