//! The relay's upgrade in the API's description; `crate::relay` answers it, docs/relay.md says how it goes on.

use super::dpop::Prover;
use super::id::ControlId;
use super::problem::ProblemDocument;

/// Open a relay session
///
/// The upgrade to a WebSocket of the subprotocol `idkontroll-relay.v1`, over which a phone or a desk reader passes APDUs:
/// docs/relay.md. The ticket comes from `draw_ticket`; the proof is by the relay's own key and holds the ticket's hash as
/// `ath`.
#[utoipa::path(
    get, path = "/v1/relay/{control}", tag = "Relay", operation_id = "open_relay",
    security(("ticket" = [], "dpop" = [])),
    params(
        ("control" = String, Path, description = "The control's name", pattern = "^[0-9a-f]{32}$"),
        ("Upgrade" = String, Header, description = "`websocket`", pattern = "^websocket$"),
        ("Connection" = String, Header, description = "`Upgrade`", pattern = "^Upgrade$"),
        ("Sec-WebSocket-Version" = String, Header, description = "`13`", pattern = "^13$"),
        ("Sec-WebSocket-Key" = String, Header, description = "RFC 6455 §4.1", pattern = "^[A-Za-z0-9+/]{22}==$"),
        ("Sec-WebSocket-Protocol" = String, Header, description = "The subprotocol", pattern = "^idkontroll-relay\\.v1$"),
    ),
    responses(
        Prover, ControlId,
        (status = 101, description = "The session begins, with a message from the server", headers(
            ("Sec-WebSocket-Protocol" = String, description = "`idkontroll-relay.v1`"),
            ("Sec-WebSocket-Accept" = String, description = "RFC 6455 §4.2.2"),
        )),
        (status = 400, description = "`relay_protocol`: no WebSocket, or another subprotocol",
         body = ProblemDocument, content_type = "application/problem+json"),
        (status = 401, description = "`ticket_missing`, `dpop_missing`, `invalid_dpop_proof`",
         body = ProblemDocument, content_type = "application/problem+json",
         headers(("WWW-Authenticate" = String, description = "What would have to be shown, RFC 9110 §11.6.1"))),
        (status = 403, description = "`forbidden`: the ticket is used, too old, or another control's",
         body = ProblemDocument, content_type = "application/problem+json"),
    )
)]
#[expect(dead_code, reason = "it carries the description")]
pub(super) fn open() {}
