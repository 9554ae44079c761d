//! The person or the issuer ends a control, or its time runs out.

use super::event::Canceller;
use super::{ControlError, Event};
use crate::service::Service;
use crate::store::{ControlRow, Effect};

impl Service {
    /// The person ends it.
    pub(crate) async fn cancel_by_holder(&self, row: &ControlRow) -> Result<ControlRow, ControlError> {
        self.end(row, &Event::Cancelled { by: Canceller::Holder }, "cancelled_by_holder").await
    }

    /// The issuer ends it.
    pub(crate) async fn cancel_by_issuer(&self, row: &ControlRow) -> Result<ControlRow, ControlError> {
        self.end(row, &Event::Cancelled { by: Canceller::Issuer }, "cancelled_by_issuer").await
    }

    /// Ends what was not carried out in time.
    pub(crate) async fn expire(&self, id: &str) -> Result<(), ControlError> {
        let row = self.store.control(id).await?.ok_or(ControlError::NotFound)?;
        self.end(&row, &Event::Expired, "expired").await.map(drop)
    }

    /// What was captured is dropped at once; the rest goes a little later, so that both sides can still see why.
    pub(super) async fn end(
        &self,
        row: &ControlRow,
        event: &Event,
        reason: &str,
    ) -> Result<ControlRow, ControlError> {
        let days = self.config.lifetimes.unfinished_days;
        let mut effects = super::conclude::inputs_dropped();
        effects.push(Effect::Reason(reason.into()));
        effects.push(Effect::DeleteAt(self.now().plus_seconds(days.saturating_mul(86_400))));
        let row = self.advance(row, event, effects).await?;
        self.progress.forget(&row.id);
        self.sights.take(&row.id);
        Ok(row)
    }
}
