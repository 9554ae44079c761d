//! A phone sees what it is asked for, and claims the control with its key: once.

use super::{ControlError, Event, State};
use crate::service::Service;
use crate::store::{ControlRow, Effect};
use serde::Serialize;

/// What a person is told before anything is asked.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub struct Introduction {
    /// The eID issuer that asks, as people call it.
    pub issuer: String,
    /// Why it asks.
    pub purpose: String,
    /// The policy's name.
    pub policy: String,
    /// How long what is proven is kept.
    pub retention: Kept,
    /// Where the control stands.
    pub state: State,
    /// Until when it can be carried out, RFC 3339.
    #[serde(with = "time::serde::rfc3339")]
    #[schema(value_type = String, format = DateTime)]
    pub expires_at: time::OffsetDateTime,
}

/// How long what is proven is kept, and whether that holds pictures.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Kept {
    /// Days after the verdict.
    pub days: u32,
    /// The pictures that the person took are kept as long; otherwise they go when the verdict stands.
    pub pictures: bool,
}

impl Service {
    /// What the person is told; nothing is claimed by it.
    pub(crate) async fn introduce(&self, row: &ControlRow) -> Result<Introduction, ControlError> {
        let tenant = self.store.tenant(&row.tenant).await?.ok_or(ControlError::NotFound)?;
        let retention = &self.policy(&row.policy)?.demands().retention;
        Ok(Introduction {
            retention: Kept { days: retention.days, pictures: retention.probes },
            issuer: tenant.name,
            purpose: self.order(row).await?.purpose,
            policy: row.policy.clone(),
            state: row.state,
            expires_at: row.expires_at.date_time(),
        })
    }

    /// Binds the control to the phone's key.
    pub(crate) async fn claim(&self, row: &ControlRow, thumbprint: &str) -> Result<ControlRow, ControlError> {
        if row.holder_key.is_some() {
            return Err(ControlError::AlreadyClaimed);
        }
        let event = Event::Claimed { holder_key: thumbprint.to_owned() };
        match self.advance(row, &event, vec![Effect::Holder(thumbprint.to_owned())]).await {
            Err(ControlError::NotAllowed(refused))
                if refused.state != State::Created && !refused.state.is_final() =>
            {
                Err(ControlError::AlreadyClaimed)
            }
            other => other,
        }
    }

    /// Lets an event happen, and wakes whoever waits for it.
    pub(crate) async fn advance(
        &self,
        row: &ControlRow,
        event: &Event,
        effects: Vec<Effect>,
    ) -> Result<ControlRow, ControlError> {
        let advanced = self.store.advance(&row.id, event, self.now(), effects).await?;
        self.wake.ring(&row.id);
        if advanced.state != row.state {
            tracing::info!(control = row.id, state = advanced.state.name(), "control advanced");
            self.metrics.count_state(advanced.state);
        }
        Ok(advanced)
    }
}
