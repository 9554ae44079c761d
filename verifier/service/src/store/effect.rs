//! What a change of a control brings beside the new state and the event.

use super::AdvanceError;
use crate::clock::Moment;
use sqlx::sqlite::SqliteArguments;
use sqlx::{Sqlite, Transaction};

type Query<'q> = sqlx::query::Query<'q, Sqlite, SqliteArguments>;

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

impl Effect {
    /// Does it; a condition that does not hold undoes the whole change.
    pub(super) async fn apply(
        &self,
        transaction: &mut Transaction<'_, Sqlite>,
        id: &str,
    ) -> Result<(), AdvanceError> {
        let mut changed = 0;
        for query in self.queries() {
            changed = query.bind(id).execute(&mut **transaction).await?.rows_affected();
        }
        let conditional = matches!(self, Self::UseTicket { .. } | Self::OfRelaySession(_));
        if conditional && changed == 0 { Err(AdvanceError::Outrun) } else { Ok(()) }
    }

    /// The statements; the control's name is the last argument of each.
    fn queries(&self) -> Vec<Query<'_>> {
        let mut queries = self.of_sealed();
        queries.extend(self.of_relay());
        queries.extend(self.of_row());
        queries
    }

    fn of_sealed(&self) -> Vec<Query<'_>> {
        match self {
            Self::Seal(name, bytes) => vec![
                sqlx::query("INSERT OR REPLACE INTO sealed (name, bytes, control) VALUES (?, ?, ?)")
                    .bind(name)
                    .bind(bytes),
            ],
            Self::Unseal(name) => {
                vec![sqlx::query("DELETE FROM sealed WHERE name = ? AND control = ?").bind(*name)]
            }
            Self::DropUploads => vec![
                sqlx::query("DELETE FROM sealed WHERE name LIKE 'upload/%' AND control = ?"),
                sqlx::query("DELETE FROM upload WHERE control = ?"),
            ],
            Self::DestroyKey => vec![
                sqlx::query("DELETE FROM sealed WHERE control = ?"),
                sqlx::query("DELETE FROM upload WHERE control = ?"),
                sqlx::query(
                    "UPDATE control SET data_key = NULL, code_hash = NULL, ticket_hash = NULL, secret_hash = X'', \
                     holder_key = NULL, relay_key = NULL, advice = NULL WHERE id = ?",
                ),
            ],
            _ => vec![],
        }
    }

    fn of_relay(&self) -> Option<Query<'_>> {
        Some(match self {
            Self::Ticket { hash, expires_at } => sqlx::query(
                "UPDATE control SET ticket_hash = ?, ticket_expires_at = ?, relay_session = relay_session + 1 \
                 WHERE id = ?",
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
            Self::OfRelaySession(number) => sqlx::query(
                "UPDATE control SET relay_session = relay_session WHERE relay_session = ? AND id = ?",
            )
            .bind(number),
            _ => return None,
        })
    }

    fn of_row(&self) -> Option<Query<'_>> {
        Some(match self {
            Self::Holder(key) => sqlx::query("UPDATE control SET holder_key = ? WHERE id = ?").bind(key),
            Self::CountChipAttempt => {
                sqlx::query("UPDATE control SET chip_attempts = chip_attempts + 1 WHERE id = ?")
            }
            Self::CountProbe => {
                sqlx::query("UPDATE control SET probe_attempts = probe_attempts + 1 WHERE id = ?")
            }
            Self::Advice(advice) => sqlx::query("UPDATE control SET advice = ? WHERE id = ?").bind(advice),
            Self::Release { verdict, code_hash } => {
                let query = sqlx::query("UPDATE control SET verdict = ?, code_hash = ? WHERE id = ?");
                query.bind(verdict).bind(code_hash)
            }
            Self::Reason(reason) => sqlx::query("UPDATE control SET reason = ? WHERE id = ?").bind(reason),
            Self::DeleteAt(at) => sqlx::query("UPDATE control SET delete_at = ? WHERE id = ?").bind(at.0),
            _ => return None,
        })
    }
}
