//! Changes share a transaction, never a fate; but what is not on the disk, nobody is told of.

use super::*;
use sqlx::sqlite::{SqliteConnectOptions, SqlitePoolOptions};
use std::time::Duration;
use tempfile::TempDir;

const SCHEMA: &str = "CREATE TABLE parent (number INTEGER PRIMARY KEY); CREATE TABLE kept (number INTEGER, \
     parent INTEGER REFERENCES parent (number) DEFERRABLE INITIALLY DEFERRED)";

/// A database in a file, so that it outlives a connection, and its writer.
async fn writer() -> (TempDir, SqlitePool, Arc<Writer>) {
    let folder = TempDir::new().unwrap();
    let options = SqliteConnectOptions::new().filename(folder.path().join("db")).create_if_missing(true);
    let pool = SqlitePoolOptions::new().max_connections(1).connect_with(options).await.unwrap();
    sqlx::raw_sql(SCHEMA).execute(&pool).await.unwrap();
    let writer = Arc::new(Writer::start(pool.clone()));
    (folder, pool, writer)
}

/// What a change does after it has written.
#[derive(Clone, Copy)]
enum Then {
    Done,
    Error,
    Panic,
}

async fn insert(writer: Arc<Writer>, number: i64, parent: Option<i64>, then: Then) -> Result<(), StoreError> {
    let change = writer.write(move |connection| {
        Box::pin(async move {
            let query = sqlx::query("INSERT INTO kept VALUES (?, ?)").bind(number).bind(parent);
            query.execute(connection).await?;
            match then {
                Then::Done => Ok(()),
                Then::Error => Err(StoreError::Unknown("number")),
                Then::Panic => panic!("a change broke down"),
            }
        })
    });
    change.await
}

/// The changes, which all wait before the first is made: one group.
async fn in_one_group(
    (pool, writer): (&SqlitePool, &Arc<Writer>),
    changes: &[(i64, Option<i64>, Then)],
) -> Vec<Result<(), StoreError>> {
    let held = pool.acquire().await.unwrap();
    let mut waiting = vec![];
    for (number, parent, then) in changes.iter().copied() {
        waiting.push(tokio::spawn(insert(Arc::clone(writer), number, parent, then)));
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    drop(held);
    let mut ends = vec![];
    for change in waiting {
        ends.push(change.await.unwrap());
    }
    ends
}

async fn kept(pool: &SqlitePool) -> Vec<i64> {
    sqlx::query_scalar("SELECT number FROM kept ORDER BY number").fetch_all(pool).await.unwrap()
}

#[tokio::test]
async fn a_change_that_fails_after_it_has_written_is_undone_alone() {
    let (_folder, pool, writer) = writer().await;
    let changes = [(1, None, Then::Done), (2, None, Then::Error), (3, None, Then::Done)];
    let ends = in_one_group((&pool, &writer), &changes).await;
    assert!(matches!(ends[..], [Ok(()), Err(StoreError::Unknown(_)), Ok(())]), "{ends:?}");
    assert_eq!(kept(&pool).await, [1, 3]);
}

#[tokio::test]
async fn a_group_that_does_not_come_to_the_disk_is_nobodys_success() {
    let (_folder, pool, writer) = writer().await;
    // The missing parent is noticed when the group is committed.
    let ends = in_one_group((&pool, &writer), &[(1, Some(9), Then::Done), (2, None, Then::Done)]).await;
    for end in ends {
        assert!(matches!(end, Err(StoreError::NotCommitted(_))), "{end:?}");
    }
    insert(Arc::clone(&writer), 3, None, Then::Done).await.unwrap();
    assert_eq!(kept(&pool).await, [3]);
}

#[tokio::test]
async fn a_change_that_breaks_down_takes_its_group_and_nothing_else_with_it() {
    let (_folder, pool, writer) = writer().await;
    let other = pool.clone();
    let held = pool.acquire().await.unwrap();
    let broken = tokio::spawn(insert(Arc::clone(&writer), 1, None, Then::Panic));
    tokio::time::sleep(Duration::from_millis(20)).await;
    let other =
        tokio::spawn(async move { sqlx::query("INSERT INTO kept VALUES (2, NULL)").execute(&other).await });
    tokio::time::sleep(Duration::from_millis(20)).await;
    drop(held);
    let broken = broken.await.unwrap();
    assert!(matches!(broken, Err(StoreError::Undone)), "{broken:?}");
    other.await.unwrap().unwrap();
    insert(Arc::clone(&writer), 3, None, Then::Done).await.unwrap();
    assert_eq!(kept(&pool).await, [2, 3], "who came after it wrote in no transaction of its");
}
