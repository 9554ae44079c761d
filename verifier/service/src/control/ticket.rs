//! The phone draws a ticket with which one relay may read the chip: single use, soon void.

use super::{ControlError, Event};
use crate::service::Service;
use crate::store::{ControlRow, Effect};
use crate::token::Token;
use serde::Serialize;

/// A ticket for a relay.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct Ticket {
    /// What `idkontroll relay --session` takes. Its fragment is secret.
    pub session: String,
    /// Until when it can be used, RFC 3339.
    #[serde(with = "time::serde::rfc3339")]
    #[schema(value_type = String, format = DateTime)]
    pub expires_at: time::OffsetDateTime,
}

impl Service {
    /// Draws a ticket; an earlier one and a relay session under way are void.
    pub(crate) async fn draw_ticket(&self, row: &ControlRow) -> Result<Ticket, ControlError> {
        let ticket = Token::draw();
        let expires_at = self.now().plus_seconds(self.config.relay.ticket_seconds);
        self.advance(row, &Event::TicketDrawn, vec![Effect::Ticket { hash: ticket.hash(), expires_at }])
            .await?;
        self.progress.forget(&row.id);
        let session = format!("{}/v1/relay/{}#t={}", self.public_url, row.id, ticket.text());
        Ok(Ticket { session, expires_at: expires_at.date_time() })
    }
}
