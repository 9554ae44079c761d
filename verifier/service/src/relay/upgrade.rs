//! Opens a relay session: the ticket is used here, and the relay's own key proven.

use super::granted::Granted;
use super::socket;
use crate::dpop::{Proof, ProofError};
use crate::http::{ControlId, Problem};
use crate::server::Leaving;
use crate::service::Service;
use crate::token;
use axum::Extension;
use axum::extract::State;
use axum::extract::ws::WebSocketUpgrade;
use axum::extract::ws::rejection::WebSocketUpgradeRejection;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::Response;
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD as BASE64URL};
use capture::relay::{MAXIMUM_MESSAGE, SUBPROTOCOL};
use std::sync::Arc;

/// `GET /v1/relay/{control}`. A ticket that does not open the control, or no longer, is `forbidden`.
pub(crate) async fn open(
    State(service): State<Arc<Service>>,
    ControlId(control): ControlId,
    leaving: Option<Extension<Leaving>>,
    headers: HeaderMap,
    upgrade: Result<WebSocketUpgrade, WebSocketUpgradeRejection>,
) -> Result<Response, Problem> {
    let upgrade = spoken(upgrade)?;
    let ticket = one(&headers, header::AUTHORIZATION.as_str())
        .and_then(|value| value.strip_prefix("Ticket "))
        .ok_or_else(ticket_missing)?;
    let proof = one(&headers, "DPoP").ok_or(ProofError::Missing)?;
    let relay_key = prove(&service, &control, ticket, proof)?;
    let grant = service.begin_relay(&control, ticket, &relay_key).await?;
    let granted = Granted::new(Arc::clone(&service), grant);
    let leaving = leaving.map(|Extension(leaving)| leaving);
    let limited = upgrade.max_message_size(MAXIMUM_MESSAGE).max_frame_size(MAXIMUM_MESSAGE);
    Ok(limited.on_upgrade(async |socket| {
        if let Some(grant) = granted.take() {
            socket::run(service, grant, socket, leaving).await;
        }
    }))
}

/// The upgrade of a relay that speaks this protocol.
fn spoken(upgrade: Result<WebSocketUpgrade, WebSocketUpgradeRejection>) -> Result<WebSocketUpgrade, Problem> {
    let upgrade = upgrade.map_err(|_| other_protocol())?.protocols([SUBPROTOCOL]);
    if upgrade.selected_protocol().is_some() { Ok(upgrade) } else { Err(other_protocol()) }
}

/// The thumbprint of the relay's key, whose proof must be made for this ticket. The ticket stands for a nonce: this
/// server drew it, it is good for two minutes and once, so that neither the proof's time nor its number is needed.
fn prove(service: &Service, control: &str, ticket: &str, proof: &str) -> Result<String, ProofError> {
    let target = format!("{}/v1/relay/{control}", service.public_url());
    let proof = Proof::verify(proof, "GET", &target)?;
    let ticket_hash = BASE64URL.encode(token::hash_of(ticket));
    if proof.token_hash.as_ref() != Some(&ticket_hash) {
        return Err(ProofError::OtherRequest);
    }
    Ok(proof.thumbprint)
}

/// The value of a header that stands there once.
fn one<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    let mut values = headers.get_all(name).iter();
    let value = values.next()?.to_str().ok()?;
    values.next().is_none().then_some(value)
}

fn other_protocol() -> Problem {
    let detail = format!("A WebSocket with the subprotocol {SUBPROTOCOL} is needed.");
    Problem::new(StatusCode::BAD_REQUEST, "relay_protocol", &detail)
}

fn ticket_missing() -> Problem {
    let detail = "A ticket is needed: Authorization: Ticket TICKET.";
    Problem::new(StatusCode::UNAUTHORIZED, "ticket_missing", detail).challenge("Ticket")
}
