//! How a session ends when the chip was not read. No variant holds anything about the person or the document.

use capture::relay::{
    AuthoritiesError, ConnectionError, ConversationError, End, MessageError, Outcome, RelayError,
    SessionUrlError,
};
use capture::{CardError, ExchangeError};
use thiserror::Error;

/// Why the chip was not read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error, uniffi::Error)]
#[uniffi(flat_error)]
#[non_exhaustive]
pub enum SessionError {
    /// The text is not a session's address.
    #[error("not the address of a relay session: it ends in /v1/relay/CONTROL#t=TICKET")]
    AddressMalformed,
    /// The address is not https.
    #[error("a relay session with another machine must be https")]
    AddressNotProtected,
    /// The settings' authorities are not certificates in PEM.
    #[error("the authorities are not certificates in PEM")]
    AuthoritiesMalformed,
    /// A session is opened once and then read once; a new one needs a new ticket.
    #[error("a session is opened once and then read once")]
    WrongOrder,
    /// There is no way to the server.
    #[error("the server cannot be reached")]
    Unreachable,
    /// The server's certificate is not believed.
    #[error("the server's certificate is not trusted")]
    NotTrusted,
    /// The ticket was used, is too old or another control's: the page draws a new one.
    #[error("the ticket is used, too old, or another control's")]
    TicketRefused,
    /// The server has too much to do: later.
    #[error("the server is busy; try again later")]
    ServerBusy,
    /// The server failed or is ending: later, with a new ticket.
    #[error("the server failed")]
    ServerFailed,
    /// The server speaks another protocol, or this side was not understood.
    #[error("the server does not speak this version of the protocol")]
    ProtocolBroken,
    /// Nothing was said to the server in time, or the session took too long.
    #[error("the session took too long")]
    TookTooLong,
    /// A new ticket was drawn, or the control has ended.
    #[error("a new session was drawn, or the control has ended")]
    Replaced,
    /// The connection broke.
    #[error("the connection to the server broke")]
    ConnectionLost,
    /// The app cancelled, or the person did not agree.
    #[error("cancelled")]
    Cancelled,
    /// The document was taken away: with a new ticket it is read anew.
    #[error("the document is gone")]
    CardLost,
    /// The phone's NFC failed, or gave what no chip answers.
    #[error("the phone's NFC failed")]
    CardFailed,
    /// The app did not return from a call in time.
    #[error("the chip does not answer in time")]
    NoAnswer,
    /// What was told to open the chip does not open it: the page asks again.
    #[error("the document number, dates or access number do not open this chip")]
    AccessDenied,
    /// The chip was not read; the page tells why.
    #[error("the chip was not read; the page tells why")]
    NotRead,
    /// This program failed.
    #[error("an error inside")]
    Internal,
}

impl SessionError {
    /// What a session's end that the server told means.
    pub(crate) fn check(end: &End) -> Result<(), Self> {
        let reason = end.reason.as_deref().unwrap_or_default();
        match (end.outcome, reason) {
            (Outcome::Read, _) => Ok(()),
            (Outcome::Refused, "access_denied") => Err(Self::AccessDenied),
            (Outcome::Refused, _) => Err(Self::NotRead),
            (Outcome::Failed, "card_lost") => Err(Self::CardLost),
            (Outcome::Failed, "not_taken") => Err(Self::Replaced),
            (Outcome::Failed, _) => Err(Self::ServerFailed),
        }
    }

    fn of_status(status: u16) -> Self {
        match status {
            401 | 403 | 404 => Self::TicketRefused,
            429 | 503 => Self::ServerBusy,
            400..=499 => Self::ProtocolBroken,
            500.. => Self::ServerFailed,
            _ => Self::ProtocolBroken,
        }
    }

    fn of_close(code: u16) -> Self {
        match code {
            4400 => Self::ProtocolBroken,
            4408 => Self::TookTooLong,
            4409 => Self::Replaced,
            1001 | 1011 => Self::ServerFailed,
            _ => Self::ConnectionLost,
        }
    }
}

impl From<SessionUrlError> for SessionError {
    fn from(error: SessionUrlError) -> Self {
        match error {
            SessionUrlError::NotProtected => Self::AddressNotProtected,
            _ => Self::AddressMalformed,
        }
    }
}

impl From<AuthoritiesError> for SessionError {
    fn from(_: AuthoritiesError) -> Self {
        Self::AuthoritiesMalformed
    }
}

impl From<ConnectionError> for SessionError {
    fn from(error: ConnectionError) -> Self {
        match error {
            ConnectionError::Key(_) => Self::Internal,
            ConnectionError::Unreachable(_) => Self::Unreachable,
            ConnectionError::Tls(_) => Self::NotTrusted,
            ConnectionError::Refused { status, .. } => Self::of_status(status),
            ConnectionError::OtherProtocol => Self::ProtocolBroken,
            ConnectionError::Closed(code) => Self::of_close(code),
            _ => Self::ConnectionLost,
        }
    }
}

impl From<RelayError> for SessionError {
    fn from(error: RelayError) -> Self {
        match error {
            RelayError::Connection(error) => error.into(),
            // Only what the chip answered makes a message of ours too long.
            RelayError::Conversation(ConversationError::Message(MessageError::TooLong)) => Self::CardFailed,
            RelayError::Conversation(_) => Self::ProtocolBroken,
            RelayError::Declined => Self::Cancelled,
            RelayError::Card(ExchangeError::Card(CardError::Lost)) => Self::CardLost,
            RelayError::Card(_) => Self::CardFailed,
            _ => Self::Internal,
        }
    }
}
