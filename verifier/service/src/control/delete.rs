//! The data of a control are destroyed: with its key goes everything that was sealed under it. The events remain.

use super::{ControlError, Event, State};
use crate::service::Service;
use crate::store::{ControlRow, Effect};

impl Service {
    /// Destroys the data at once, in the write-ahead log too.
    pub(crate) async fn delete_at_once(&self, row: &ControlRow) -> Result<(), ControlError> {
        self.delete(row).await?;
        Ok(self.store.sweep_if_needed().await?)
    }

    /// Destroys the data; a control that is under way is cancelled first. The next sweep empties the write-ahead log.
    pub(super) async fn delete(&self, row: &ControlRow) -> Result<(), ControlError> {
        let mut row = row.clone();
        if row.state.is_open() {
            row = match self.cancel_by_issuer(&row).await {
                // It has ended by itself meanwhile.
                Err(ControlError::NotAllowed(ended)) if ended.state.is_final() => {
                    self.store.control(&row.id).await?.ok_or(ControlError::NotFound)?
                }
                other => other?,
            };
        }
        if row.state != State::Deleted {
            self.advance(&row, &Event::Deleted, vec![Effect::DestroyKey]).await?;
        }
        self.progress.forget(&row.id);
        self.sights.take(&row.id);
        Ok(())
    }
}
