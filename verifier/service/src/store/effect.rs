//! What a change of a control brings beside the new state and the event.

use super::batch::Batch;
use super::{ControlRow, StoreError, upload};
use crate::clock::Moment;
use sqlx::SqliteConnection;

/// What a change brings beside the new state and the event; all of it happens, or nothing.
pub(crate) enum Effect {
    /// Keeps sealed bytes under a name, in place of what was there.
    Seal(String, Vec<u8>),
    /// Removes what is sealed under a name.
    Unseal(&'static str),
    /// Completes an upload, once, with what the phone is told, and removes its pieces.
    CompleteUpload { id: String, pieces: String, advice: String },
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
    /// The chip was read.
    ChipRead { at: Moment },
    /// Counts a kept picture, of which there are so many at most.
    CountProbe { most: i64, at: Moment },
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
    /// Whether the control, as it is, lets this happen; what is not let undoes the whole change.
    pub(super) async fn is_let(
        &self,
        connection: &mut SqliteConnection,
        row: &ControlRow,
    ) -> Result<bool, StoreError> {
        Ok(match self {
            Self::UseTicket { hash, now, .. } => {
                row.ticket_hash.as_ref() == Some(hash) && row.ticket_expires_at > *now
            }
            Self::OfRelaySession(number) => row.relay_session == *number,
            Self::CountProbe { most, .. } => row.probe_attempts < *most,
            Self::CompleteUpload { id, .. } => upload::is_open(connection, &row.id, id).await?,
            _ => true,
        })
    }

    /// Whether something sealed goes, which must not stay in the write-ahead log.
    pub(super) fn removes(&self) -> bool {
        matches!(self, Self::Unseal(_) | Self::CompleteUpload { .. } | Self::DropUploads | Self::DestroyKey)
    }

    /// Adds its statements.
    pub(super) fn write(self, batch: &mut Batch, id: &str) {
        match self {
            Self::Seal(..) | Self::Unseal(_) | Self::DropUploads | Self::DestroyKey => {
                self.of_sealed(batch, id)
            }
            Self::CompleteUpload { id: upload, pieces, advice } => {
                upload::complete(batch, (id, upload), pieces, advice);
            }
            Self::Ticket { .. } | Self::UseTicket { .. } | Self::CountChipAttempt | Self::ChipRead { .. } => {
                self.of_chip(batch, id);
            }
            _ => self.of_row(batch, id),
        }
    }

    fn of_sealed(self, batch: &mut Batch, id: &str) {
        match self {
            Self::Seal(name, bytes) => {
                batch.say("INSERT OR REPLACE INTO sealed (name, bytes, control) VALUES (?, ?, ?)");
                batch.with(name).with(bytes).with(id);
            }
            Self::Unseal(name) => {
                batch.say("DELETE FROM sealed WHERE name = ? AND control = ?").with(name).with(id);
            }
            Self::DropUploads => {
                batch.say("DELETE FROM sealed WHERE name LIKE 'upload/%' AND control = ?").with(id);
                batch.say("DELETE FROM upload WHERE control = ?").with(id);
            }
            Self::DestroyKey => {
                batch.say("DELETE FROM sealed WHERE control = ?").with(id);
                batch.say("DELETE FROM upload WHERE control = ?").with(id);
                batch.say(
                    "UPDATE control SET data_key = NULL, code_hash = NULL, ticket_hash = NULL, secret_hash = X'', \
                     holder_key = NULL, relay_key = NULL, advice = NULL WHERE id = ?",
                );
                batch.with(id);
            }
            _ => {}
        }
    }

    fn of_chip(self, batch: &mut Batch, id: &str) {
        match self {
            Self::Ticket { hash, expires_at } => batch
                .say(
                    "UPDATE control SET ticket_hash = ?, ticket_expires_at = ?, \
                     relay_session = relay_session + 1 WHERE id = ?",
                )
                .with(hash)
                .with(expires_at.0),
            Self::UseTicket { relay_key, .. } => batch
                .say(
                    "UPDATE control SET ticket_hash = NULL, relay_key = ?, \
                     relay_session = relay_session + 1 WHERE id = ?",
                )
                .with(relay_key),
            Self::CountChipAttempt => {
                batch.say("UPDATE control SET chip_attempts = chip_attempts + 1 WHERE id = ?")
            }
            Self::ChipRead { at } => batch.say("UPDATE control SET chip_read_at = ? WHERE id = ?").with(at.0),
            _ => return,
        }
        .with(id);
    }

    fn of_row(self, batch: &mut Batch, id: &str) {
        match self {
            Self::Holder(key) => batch.say("UPDATE control SET holder_key = ? WHERE id = ?").with(key),
            Self::CountProbe { at, .. } => batch
                .say("UPDATE control SET probe_at = ?, probe_attempts = probe_attempts + 1 WHERE id = ?")
                .with(at.0),
            Self::Advice(advice) => batch.say("UPDATE control SET advice = ? WHERE id = ?").with(advice),
            Self::Release { verdict, code_hash } => batch
                .say("UPDATE control SET verdict = ?, code_hash = ? WHERE id = ?")
                .with(verdict)
                .with(code_hash),
            Self::Reason(reason) => batch.say("UPDATE control SET reason = ? WHERE id = ?").with(reason),
            Self::DeleteAt(at) => batch.say("UPDATE control SET delete_at = ? WHERE id = ?").with(at.0),
            _ => return,
        }
        .with(id);
    }
}
