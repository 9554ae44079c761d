//! Chip and face in one session: a picture that comes too long after the chip was read has it read anew.

use super::access::ACCESS;
use super::chip::RECORD;
use super::probe::PROBE;
use super::{ControlError, Event};
use crate::service::Service;
use crate::store::{ControlRow, Effect};

/// What the phone is told.
const HINT: &str = "session_over";

impl Service {
    /// Refuses a picture that comes too late; what opens the chip is told again where it is no longer kept.
    pub(super) async fn must_be_one_session(&self, row: &ControlRow) -> Result<(), ControlError> {
        let Some(minutes) = self.policy(&row.policy)?.demands().face.within_minutes else { return Ok(()) };
        let end = row.chip_read_at.map(|at| at.plus_seconds(u64::from(minutes).saturating_mul(60)));
        if end.is_some_and(|end| self.now() <= end) {
            return Ok(());
        }
        let effects = vec![
            Effect::Unseal(RECORD),
            Effect::Unseal(PROBE),
            Effect::DropUploads,
            Effect::Advice(Some(HINT.into())),
        ];
        let reopen = self.store.sealed(&row.id, ACCESS).await?.is_none();
        self.advance(row, &Event::SessionOver { reopen }, effects).await?;
        self.sights.take(&row.id);
        Err(ControlError::SessionOver)
    }
}
