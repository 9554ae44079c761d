//! The data of a control are destroyed: with its key goes everything that was sealed under it. The events remain.

use super::event::Canceller;
use super::{ControlError, Event, State};
use crate::service::Service;
use crate::store::{ControlRow, Effect};

impl Service {
    /// Destroys the data; a control that is under way is cancelled first.
    pub(crate) async fn delete(&self, row: &ControlRow) -> Result<(), ControlError> {
        let mut row = row.clone();
        if row.state.is_open() {
            row = self.advance(&row, &Event::Cancelled { by: Canceller::Issuer }, vec![]).await?;
        }
        if row.state != State::Deleted {
            self.advance(&row, &Event::Deleted, vec![Effect::DestroyKey]).await?;
        }
        self.progress.forget(&row.id);
        self.store.sweep_log().await?;
        Ok(())
    }
}
