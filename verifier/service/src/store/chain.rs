//! The event log: append-only, one chain over all controls. Each hash is SHA-256 over the one before and the exact bytes
//! of the event.

use super::batch::Batch;
use super::{Store, StoreError};
use crate::clock::Moment;
use crate::control::Event;
use ring::digest::{Context, SHA256};
use serde::Serialize;
use sqlx::{Row, sqlite::SqliteRow};

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
        let (mut after, mut previous) = (0i64, BEGINNING.to_vec());
        let mut report = ChainReport { events: 0, broken_at: None, head: String::new() };
        loop {
            let rows = sqlx::query(
                "SELECT sequence, body, hash FROM event WHERE sequence > ? ORDER BY sequence LIMIT 1000",
            )
            .bind(after)
            .fetch_all(&self.reader)
            .await?;
            for row in &rows {
                let (sequence, body): (i64, String) = (row.try_get("sequence")?, row.try_get("body")?);
                let hash: Vec<u8> = row.try_get("hash")?;
                let fits = sequence == after.saturating_add(1) && hash == link(&previous, &body);
                if !fits && report.broken_at.is_none() {
                    report.broken_at = Some(sequence);
                }
                report.events = report.events.saturating_add(1);
                (after, previous) = (sequence, hash);
            }
            if rows.is_empty() {
                report.head = hex::encode(&previous);
                return Ok(report);
            }
        }
    }
}
