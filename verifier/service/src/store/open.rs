//! Opens the database and brings its schema up to date.

use super::StoreError;
use super::writer::Writer;
use sqlx::{
    Row, SqlitePool,
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous},
};
use std::fs::{OpenOptions, Permissions, set_permissions};
use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

/// The steps of the schema, each run once, in order.
const MIGRATIONS: [&str; 4] = [
    include_str!("../../migrations/0001_controls.sql"),
    include_str!("../../migrations/0002_tenant_name.sql"),
    include_str!("../../migrations/0003_fairness.sql"),
    include_str!("../../migrations/0004_session.sql"),
];

/// Pages in the write-ahead log before they go to the database: a control's come and go, and most are needed once.
const CHECKPOINT_PAGES: &str = "8000";

/// How long a change of nothing may take.
const READY_WITHIN: Duration = Duration::from_secs(2);

/// Readers at the same time.
const READERS: u32 = 4;

/// The database: one writer, so that transactions never meet, and a few readers.
pub(crate) struct Store {
    /// The writer's connection, for what is rare: a tenant, the master key's value, the log's sweep.
    pub(super) writer: SqlitePool,
    /// Changes, committed in groups.
    pub(super) changes: Writer,
    pub(super) reader: SqlitePool,
    /// Something was removed that the write-ahead log may still hold.
    pub(super) unswept: AtomicBool,
}

impl Store {
    /// Opens the database in this file, or makes it, for the owner's eyes.
    pub(crate) async fn open(path: &Path) -> Result<Self, StoreError> {
        let file = |error| StoreError::File { path: path.to_owned(), error };
        OpenOptions::new().create(true).append(true).mode(0o600).open(path).map_err(file)?;
        set_permissions(path, Permissions::from_mode(0o600)).map_err(file)?;
        let options = SqliteConnectOptions::new()
            .filename(path)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full)
            .foreign_keys(true)
            .busy_timeout(Duration::from_secs(10))
            .pragma("secure_delete", "on")
            .pragma("wal_autocheckpoint", CHECKPOINT_PAGES);
        // A connection to a file does not die while it waits: nothing is asked before it is used.
        let pool = || SqlitePoolOptions::new().test_before_acquire(false);
        let writer = pool().max_connections(1).connect_with(options.clone()).await?;
        migrate(&writer).await?;
        let reader = pool().max_connections(READERS).connect_with(options.read_only(true)).await?;
        Ok(Self { changes: Writer::start(writer.clone()), writer, reader, unswept: AtomicBool::new(true) })
    }

    /// Whether the database answers, and its writer takes changes.
    pub(crate) async fn is_ready(&self) -> bool {
        let nothing = self.changes.write(|_| Box::pin(async { Ok::<(), StoreError>(()) }));
        let written = tokio::time::timeout(READY_WITHIN, nothing).await.is_ok_and(|written| written.is_ok());
        written && sqlx::query("SELECT 1").execute(&self.reader).await.is_ok()
    }

    /// Takes what was removed out of the write-ahead log too; where a reader is in the way, the next sweep does.
    pub(crate) async fn sweep_if_needed(&self) -> Result<(), StoreError> {
        if !self.unswept.swap(false, Ordering::AcqRel) {
            return Ok(());
        }
        let swept = sqlx::query("PRAGMA wal_checkpoint(TRUNCATE)").fetch_one(&self.writer).await;
        let whole = swept.as_ref().is_ok_and(|row| row.try_get::<i64, _>("busy").is_ok_and(|busy| busy == 0));
        if !whole {
            self.unswept.store(true, Ordering::Release);
        }
        Ok(swept.map(drop)?)
    }

    /// Closes every connection.
    pub(crate) async fn close(&self) {
        self.reader.close().await;
        self.writer.close().await;
    }
}

async fn migrate(writer: &SqlitePool) -> Result<(), StoreError> {
    let row = sqlx::query("PRAGMA user_version").fetch_one(writer).await?;
    let done =
        usize::try_from(row.try_get::<i64, _>(0)?).map_err(|_| StoreError::Unknown("schema version"))?;
    if done > MIGRATIONS.len() {
        return Err(StoreError::Newer);
    }
    for (number, step) in MIGRATIONS.iter().enumerate().skip(done) {
        let version = number.saturating_add(1);
        let script = format!("BEGIN IMMEDIATE;\n{step}\nPRAGMA user_version = {version};\nCOMMIT;");
        sqlx::raw_sql(sqlx::AssertSqlSafe(script)).execute(writer).await?;
    }
    Ok(())
}
