//! The events as the database keeps them, read without the service: every link of the chain, every transition.

use ring::digest::{SHA256, digest};
use serde::Deserialize;
use service::config::Config;
use service::control::{Event, State};
use sqlx::sqlite::{SqliteConnectOptions, SqliteRow};
use sqlx::{Connection, Row, SqliteConnection};
use std::collections::BTreeMap;
use std::path::Path;

/// One event of one control.
#[derive(Debug, Deserialize)]
pub struct Entry {
    pub control: String,
    pub version: i64,
    #[serde(flatten)]
    pub event: Event,
}

/// Everything that has happened, and where each control stands.
pub struct Ledger {
    pub entries: Vec<Entry>,
    /// State and version by the control's name.
    pub controls: BTreeMap<String, (State, i64)>,
}

impl Ledger {
    /// Reads the data folder of a server that does not run; the chain of hashes must be whole.
    pub fn read(data: &Path) -> Self {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let ledger = Self::of_database(&data.join("idkontroll.db")).await;
            let config = Config { data: data.to_owned(), ..Config::default() };
            let service = service::Service::open(config, vec![]).await.unwrap();
            let report = service.check_chain().await.unwrap();
            service.close().await;
            assert_eq!(report.broken_at, None);
            assert_eq!(report.events, u64::try_from(ledger.entries.len()).unwrap());
            ledger
        })
    }

    async fn of_database(path: &Path) -> Self {
        let options = SqliteConnectOptions::new().filename(path);
        let mut database = SqliteConnection::connect_with(&options).await.unwrap();
        let rows = sqlx::query("SELECT sequence, body, hash FROM event ORDER BY sequence");
        let rows = rows.fetch_all(&mut database).await.unwrap();
        let (mut entries, mut last) = (vec![], vec![0; 32]);
        for (number, row) in (1i64..).zip(&rows) {
            let body: String = row.get("body");
            last = digest(&SHA256, &[&last[..], body.as_bytes()].concat()).as_ref().to_vec();
            assert_eq!(
                (row.get::<i64, _>("sequence"), row.get::<Vec<u8>, _>("hash")),
                (number, last.clone())
            );
            entries.push(serde_json::from_str(&body).unwrap());
        }
        let rows = sqlx::query("SELECT id, state, version FROM control");
        let rows = rows.fetch_all(&mut database).await.unwrap();
        let end = |row: &SqliteRow| (State::named(row.get("state")).unwrap(), row.get("version"));
        let controls = rows.iter().map(|row| (row.get("id"), end(row))).collect();
        database.close().await.unwrap();
        Self { entries, controls }
    }

    /// What has happened to one control.
    pub fn of<'a>(&'a self, control: &'a str) -> impl Iterator<Item = &'a Event> {
        self.entries.iter().filter(move |entry| entry.control == control).map(|entry| &entry.event)
    }

    /// Every event is a transition that the state machine allows, and leads to where its control stands.
    pub fn assert_legal(&self) {
        let mut reached: BTreeMap<&str, (State, i64)> = BTreeMap::new();
        for Entry { control, version, event } in &self.entries {
            let (state, last) = *reached.get(control.as_str()).unwrap_or(&(State::Created, 0));
            assert_eq!((last == 0, *version), (*event == Event::Created, last + 1), "{control} {event:?}");
            let next = state.after(event).unwrap_or_else(|error| panic!("{control} {event:?}: {error}"));
            reached.insert(control, (next, *version));
        }
        let reached: BTreeMap<String, (State, i64)> =
            reached.into_iter().map(|(control, end)| (control.to_owned(), end)).collect();
        assert_eq!(reached, self.controls);
    }
}
