//! Opens a relay session: the ticket is used here, and the relay's own key proven.

use super::socket;
use crate::control::ControlError;
use crate::dpop::{Proof, ProofError};
use crate::service::Service;
use axum::extract::ws::WebSocketUpgrade;
use axum::extract::ws::rejection::WebSocketUpgradeRejection;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use capture::relay::{MAXIMUM_MESSAGE, SUBPROTOCOL};
use std::sync::Arc;
use thiserror::Error;

/// Why no session is opened; the ticket is used only where it was right.
#[derive(Debug, Error)]
pub(crate) enum UpgradeError {
    /// Not a WebSocket with the subprotocol.
    #[error("a WebSocket with the subprotocol {SUBPROTOCOL} is needed")]
    OtherProtocol,
    /// There is no ticket.
    #[error("a ticket is needed: Authorization: Ticket …")]
    TicketMissing,
    /// The relay's key is not proven.
    #[error(transparent)]
    Proof(#[from] ProofError),
    /// The ticket does not open this control, or no longer.
    #[error("the ticket does not open this control: it is used, too old, or of another control")]
    TicketRefused,
    /// Our fault.
    #[error("the service failed")]
    Internal,
}

/// `GET /v1/relay/{control}`.
pub(crate) async fn open(
    State(service): State<Arc<Service>>,
    Path(control): Path<String>,
    headers: HeaderMap,
    upgrade: Result<WebSocketUpgrade, WebSocketUpgradeRejection>,
) -> Result<Response, UpgradeError> {
    let upgrade = upgrade.map_err(|_| UpgradeError::OtherProtocol)?.protocols([SUBPROTOCOL]);
    if upgrade.selected_protocol().is_none() {
        return Err(UpgradeError::OtherProtocol);
    }
    let ticket = one(&headers, header::AUTHORIZATION.as_str())
        .and_then(|value| value.strip_prefix("Ticket "))
        .ok_or(UpgradeError::TicketMissing)?;
    let proof = one(&headers, "DPoP").ok_or(ProofError::Missing)?;
    let relay_key = prove(&service, &control, proof)?;
    let grant = match service.begin_relay(&control, ticket, &relay_key).await {
        Ok(grant) => grant,
        Err(ControlError::Internal(error)) => {
            tracing::error!(error, "a relay session could not be opened");
            return Err(UpgradeError::Internal);
        }
        Err(_) => return Err(UpgradeError::TicketRefused),
    };
    let limited = upgrade.max_message_size(MAXIMUM_MESSAGE).max_frame_size(MAXIMUM_MESSAGE);
    Ok(limited.on_upgrade(|socket| socket::run(service, grant, socket)))
}

/// The thumbprint of the relay's key.
fn prove(service: &Service, control: &str, proof: &str) -> Result<String, ProofError> {
    let now = service.now().seconds();
    let target = format!("{}/v1/relay/{control}", service.public_url());
    let proof = Proof::verify(proof, "GET", &target, now)?;
    service.dpop.accept(&proof, false, now)?;
    Ok(proof.thumbprint)
}

/// The value of a header that stands there once.
fn one<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    let mut values = headers.get_all(name).iter();
    let value = values.next()?.to_str().ok()?;
    values.next().is_none().then_some(value)
}

impl UpgradeError {
    fn code(&self) -> (StatusCode, &'static str) {
        match self {
            Self::OtherProtocol => (StatusCode::BAD_REQUEST, "relay_protocol"),
            Self::TicketMissing => (StatusCode::UNAUTHORIZED, "ticket_missing"),
            Self::Proof(_) => (StatusCode::UNAUTHORIZED, "invalid_dpop_proof"),
            Self::TicketRefused => (StatusCode::FORBIDDEN, "ticket_refused"),
            Self::Internal => (StatusCode::INTERNAL_SERVER_ERROR, "internal"),
        }
    }
}

/// A problem of RFC 9457.
impl IntoResponse for UpgradeError {
    fn into_response(self) -> Response {
        let (status, code) = self.code();
        let problem = serde_json::json!({
            "type": "about:blank",
            "title": status.canonical_reason(),
            "status": status.as_u16(),
            "detail": self.to_string(),
            "code": code,
        });
        let kind = [(header::CONTENT_TYPE, "application/problem+json")];
        (status, kind, problem.to_string()).into_response()
    }
}
