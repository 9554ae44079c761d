//! The event log: append-only, one chain over all controls. Each hash is SHA-256 over the one before and the exact bytes
//! of the event.

use super::batch::Batch;
use super::{Store, StoreError};
use crate::clock::Moment;
use crate::control::Event;
use ring::digest::{Context, SHA256};
use serde::{Deserialize, Serialize};
use sqlx::sqlite::{SqliteConnectOptions, SqlitePoolOptions, SqliteRow};
use sqlx::{Row, SqlitePool};
use std::path::Path;

/// What stands before the first event.
const BEGINNING: [u8; 32] = [0; 32];

/// What checking the chain found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChainReport {
    /// How many events there are.
    pub events: u64,
    /// The first event that does not fit the one before.
    pub broken_at: Option<i64>,
    /// The last hash, which a witness may keep, in hex.
    pub head: String,
    /// Whether a head that was noted before is still a part of the chain, where one was given.
    pub witnessed: Option<bool>,
}

#[derive(Serialize)]
struct Body<'a> {
    control: &'a str,
    version: i64,
    at: i64,
    #[serde(flatten)]
    event: &'a Event,
}

fn link(previous: &[u8], body: &str) -> Vec<u8> {
    let mut context = Context::new(&SHA256);
    context.update(previous);
    context.update(body.as_bytes());
    context.finish().as_ref().to_vec()
}

/// The hash of the last event.
pub(super) const HEAD: &str = "(SELECT hash FROM event ORDER BY sequence DESC LIMIT 1) AS head";

/// The hash of the last event, from a row that holds [`HEAD`].
pub(super) fn head(row: &SqliteRow) -> Result<Vec<u8>, StoreError> {
    Ok(row.try_get::<Option<Vec<u8>>, _>("head")?.unwrap_or_else(|| BEGINNING.to_vec()))
}

/// Adds the event after `previous`.
pub(super) fn append(
    batch: &mut Batch,
    previous: &[u8],
    (control, version): (&str, i64),
    at: Moment,
    event: &Event,
) -> Result<(), StoreError> {
    let body = Body { control, version, at: at.0, event };
    let body = serde_json::to_string(&body).map_err(|_| StoreError::Unknown("event"))?;
    let hash = link(previous, &body);
    batch.say("INSERT INTO event (control, body, hash) VALUES (?, ?, ?)").with(control).with(body).with(hash);
    Ok(())
}

impl Store {
    /// Computes the whole chain again.
    pub(crate) async fn check_chain(&self) -> Result<ChainReport, StoreError> {
        check(&self.reader, None).await
    }
}

/// Computes the chain in this database again, without writing to it; `witnessed` is a head that was noted before.
pub(crate) async fn check_file(path: &Path, witnessed: Option<&str>) -> Result<ChainReport, StoreError> {
    let options = SqliteConnectOptions::new().filename(path).read_only(true);
    let pool = SqlitePoolOptions::new().max_connections(1).connect_with(options).await?;
    let report = check(&pool, witnessed).await;
    pool.close().await;
    report
}

async fn check(reader: &SqlitePool, witnessed: Option<&str>) -> Result<ChainReport, StoreError> {
    let mut chain = Checked::default();
    loop {
        let query =
            "SELECT sequence, control, body, hash FROM event WHERE sequence > ? ORDER BY sequence LIMIT 1000";
        let rows = sqlx::query(query).bind(chain.after).fetch_all(reader).await?;
        for row in &rows {
            chain.follow(row, witnessed)?;
        }
        if rows.is_empty() {
            return Ok(chain.report(witnessed));
        }
    }
}

/// The chain as far as it was followed.
struct Checked {
    after: i64,
    events: u64,
    previous: Vec<u8>,
    broken_at: Option<i64>,
    met: bool,
}

impl Default for Checked {
    fn default() -> Self {
        Self { after: 0, events: 0, previous: BEGINNING.to_vec(), broken_at: None, met: false }
    }
}

/// The control that an event's own bytes name.
#[derive(Deserialize)]
struct Named {
    control: String,
}

impl Checked {
    fn follow(&mut self, row: &SqliteRow, witnessed: Option<&str>) -> Result<(), StoreError> {
        let (sequence, control): (i64, String) = (row.try_get("sequence")?, row.try_get("control")?);
        let (body, hash): (String, Vec<u8>) = (row.try_get("body")?, row.try_get("hash")?);
        let named = serde_json::from_str::<Named>(&body).is_ok_and(|body| body.control == control);
        let next = sequence == self.after.saturating_add(1) && hash == link(&self.previous, &body);
        if !(named && next) && self.broken_at.is_none() {
            self.broken_at = Some(sequence);
        }
        self.met |= self.broken_at.is_none() && witnessed.is_some_and(|head| head == hex::encode(&hash));
        self.events = self.events.saturating_add(1);
        (self.after, self.previous) = (sequence, hash);
        Ok(())
    }

    fn report(self, witnessed: Option<&str>) -> ChainReport {
        let Self { events, previous, broken_at, met, .. } = self;
        ChainReport { events, broken_at, head: hex::encode(previous), witnessed: witnessed.map(|_| met) }
    }
}
