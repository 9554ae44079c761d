//! The one writer. Changes that come while another group is being written to the disk are committed together: each is
//! whole or has not happened, and nobody is told of one before the disk has it.

use super::StoreError;
use sqlx::pool::PoolConnection;
use sqlx::{Sqlite, SqliteConnection, SqlitePool};
use std::pin::Pin;
use std::sync::Arc;
use tokio::sync::{Mutex, mpsc, oneshot};

/// Changes that may wait; whoever comes then waits to be taken.
const WAITING: usize = 1024;
/// Changes that share a transaction at most.
const GROUP: usize = 64;

/// What a change does, until it is done.
pub(super) type Making<'c, T, E> = Pin<Box<dyn Future<Output = Result<T, E>> + Send + 'c>>;

/// Tells who waits for a change how it ended, when it is known whether its group is on the disk.
type Tell = Box<dyn FnOnce(Result<(), StoreError>) + Send>;
type Change = Box<dyn for<'c> FnOnce(&'c mut SqliteConnection) -> Making<'c, Tell, sqlx::Error> + Send>;

/// Takes changes from everybody.
pub(super) struct Writer(mpsc::Sender<Change>);

impl Writer {
    /// A writer on the pool's one connection.
    pub(super) fn start(pool: SqlitePool) -> Self {
        let (sender, waiting) = mpsc::channel(WAITING);
        tokio::spawn(keep_writing(pool, waiting));
        Self(sender)
    }

    /// Makes a change: done when it is on the disk, undone when it fails.
    pub(super) async fn write<T, E>(
        &self,
        change: impl for<'c> FnOnce(&'c mut SqliteConnection) -> Making<'c, T, E> + Send + 'static,
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        let (done, told) = oneshot::channel();
        let job: Change = Box::new(move |connection| Box::pin(make(connection, change, done)));
        self.0.send(job).await.map_err(|_| StoreError::Closed)?;
        told.await.map_err(|_| StoreError::Undone)?
    }
}

/// Writes for as long as anybody may ask for it: a change that breaks down takes its own group with it and no other.
async fn keep_writing(pool: SqlitePool, waiting: mpsc::Receiver<Change>) {
    let waiting = Arc::new(Mutex::new(waiting));
    while tokio::spawn(write_groups(pool.clone(), Arc::clone(&waiting)))
        .await
        .is_err_and(|ended| ended.is_panic())
    {
        tracing::error!("a change broke down, and its group is undone");
    }
}

/// Makes one change in the group's savepoint; an error means that the group's transaction is broken.
async fn make<T, E>(
    connection: &mut SqliteConnection,
    change: impl for<'c> FnOnce(&'c mut SqliteConnection) -> Making<'c, T, E>,
    done: oneshot::Sender<Result<T, E>>,
) -> Result<Tell, sqlx::Error>
where
    T: Send + 'static,
    E: From<StoreError> + Send + 'static,
{
    let outcome = change(connection).await;
    if outcome.is_err() {
        sqlx::query("ROLLBACK TO change").execute(connection).await?;
    }
    Ok(Box::new(move |group| {
        let _ = done.send(group.map_err(E::from).and(outcome));
    }))
}

async fn write_groups(pool: SqlitePool, waiting: Arc<Mutex<mpsc::Receiver<Change>>>) {
    let mut waiting = waiting.lock().await;
    while let Some(first) = waiting.recv().await {
        let mut tells = Vec::new();
        let written = write_group(&pool, first, &mut waiting, &mut tells).await.map_err(Arc::new);
        for tell in tells {
            tell(written.clone().map_err(StoreError::NotCommitted));
        }
    }
}

/// One transaction, or none.
async fn write_group(
    pool: &SqlitePool,
    first: Change,
    waiting: &mut mpsc::Receiver<Change>,
    tells: &mut Vec<Tell>,
) -> Result<(), sqlx::Error> {
    let mut connection = Held(pool.acquire().await?);
    let written = make_all(&mut connection.0, first, waiting, tells).await;
    if written.is_err() {
        // Where the database has undone it already, there is no transaction any more.
        let _ = sqlx::query("ROLLBACK").execute(&mut *connection.0).await;
    }
    written
}

/// The connection while a group is written. It is closed, and what was written with it undone, when a change breaks
/// down: nobody else may write in that group's transaction.
struct Held(PoolConnection<Sqlite>);

impl Drop for Held {
    fn drop(&mut self) {
        if std::thread::panicking() {
            self.0.close_on_drop();
        }
    }
}

/// What waits, and what comes before the commit; each change in a savepoint of its own.
async fn make_all(
    connection: &mut SqliteConnection,
    first: Change,
    waiting: &mut mpsc::Receiver<Change>,
    tells: &mut Vec<Tell>,
) -> Result<(), sqlx::Error> {
    sqlx::query("BEGIN IMMEDIATE; SAVEPOINT change").execute(&mut *connection).await?;
    tells.push(first(connection).await?);
    while tells.len() < GROUP
        && let Ok(next) = waiting.try_recv()
    {
        sqlx::query("RELEASE change; SAVEPOINT change").execute(&mut *connection).await?;
        tells.push(next(connection).await?);
    }
    sqlx::query("COMMIT").execute(connection).await?;
    Ok(())
}

#[cfg(test)]
mod tests;
