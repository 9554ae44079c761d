//! The WebSocket to the server: TLS, except on loopback.

use super::authorities::Authorities;
use super::key::{RelayKey, RelayKeyError};
use super::printable::printable;
use super::session_url::SessionUrl;
use super::{CLOSE_UNEXPECTED, MAXIMUM_MESSAGE, SUBPROTOCOL};
use rustls::pki_types::ServerName;
use rustls::{ClientConfig, ClientConnection, StreamOwned};
use std::io::{self, Read, Write};
use std::net::{Shutdown, TcpStream, ToSocketAddrs};
use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};
use thiserror::Error;
use tungstenite::error::ProtocolError;
use tungstenite::handshake::HandshakeError;
use tungstenite::http::Uri;
use tungstenite::protocol::frame::CloseFrame;
use tungstenite::protocol::{Message, WebSocket, WebSocketConfig};
use tungstenite::{ClientRequestBuilder, Error};

/// Longer than the server is ever silent.
const PATIENCE: Duration = Duration::from_secs(90);
const CONNECT: Duration = Duration::from_secs(10);

/// Why there is no connection, or no longer one.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum ConnectionError {
    /// No key could be made.
    #[error(transparent)]
    Key(#[from] RelayKeyError),
    /// The server cannot be reached.
    #[error("the server cannot be reached: {0}")]
    Unreachable(#[source] io::Error),
    /// No TLS connection came about.
    #[error("no TLS connection: {0}")]
    Tls(#[source] rustls::Error),
    /// The server does not open the session: the ticket is used or too old, or the control needs no relay.
    #[error("the server does not open the session (HTTP {status}, {code})")]
    Refused {
        /// The HTTP status.
        status: u16,
        /// The problem's code.
        code: String,
    },
    /// The server speaks another protocol.
    #[error("the server does not speak {SUBPROTOCOL}")]
    OtherProtocol,
    /// The server closed the connection.
    #[error("the server closed the session: {}", meaning(*.0))]
    Closed(u16),
    /// The connection broke.
    #[error("the connection to the server broke")]
    Broken,
}

impl From<Error> for ConnectionError {
    fn from(error: Error) -> Self {
        match error {
            Error::Http(response) => {
                let body = response.body().as_deref().unwrap_or_default();
                let problem: Option<serde_json::Value> = serde_json::from_slice(body).ok();
                let code = problem.as_ref().and_then(|problem| problem["code"].as_str()).unwrap_or("no code");
                Self::Refused { status: response.status().as_u16(), code: printable(code) }
            }
            Error::Io(error) => Self::of_io(error),
            Error::Protocol(
                ProtocolError::HandshakeIncomplete | ProtocolError::ResetWithoutClosingHandshake,
            ) => Self::Broken,
            Error::Protocol(_) => Self::OtherProtocol,
            _ => Self::Broken,
        }
    }
}

impl ConnectionError {
    /// rustls tells what is wrong with a certificate in an I/O error.
    fn of_io(error: io::Error) -> Self {
        match error.downcast::<rustls::Error>() {
            Ok(error) => Self::Tls(error),
            Err(_) => Self::Broken,
        }
    }
}

/// What a close code means, docs/relay.md.
fn meaning(code: u16) -> String {
    let known = match code {
        1001 => "it is ending",
        1011 => "it failed",
        CLOSE_UNEXPECTED => "it did not expect that message",
        4408 => "it took too long",
        4409 => "a new session was drawn, or the control has ended",
        _ => return format!("code {code}"),
    };
    known.to_owned()
}

/// An open relay session.
pub struct Connection(WebSocket<Stream>);

impl Connection {
    /// Opens the session with a key of its own.
    pub fn open(url: &SessionUrl) -> Result<Self, ConnectionError> {
        Self::open_trusting(url, &Authorities::SYSTEM)
    }

    /// The same, with a server whose certificate comes from one of these authorities.
    pub fn open_trusting(url: &SessionUrl, authorities: &Authorities) -> Result<Self, ConnectionError> {
        let now = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs());
        let proof = RelayKey::generate()?.proof(&url.target(), url.ticket(), now)?;
        let uri: Uri = url.web_socket().parse().map_err(|_| ConnectionError::OtherProtocol)?;
        let request = ClientRequestBuilder::new(uri)
            .with_header("Authorization", format!("Ticket {}", url.ticket()))
            .with_header("DPoP", proof)
            .with_sub_protocol(SUBPROTOCOL);
        let limits = WebSocketConfig::default()
            .max_message_size(Some(MAXIMUM_MESSAGE))
            .max_frame_size(Some(MAXIMUM_MESSAGE));
        let stream = Stream::connect(url, authorities)?;
        match tungstenite::client::client_with_config(request, stream, Some(limits)) {
            Ok((socket, _)) => Ok(Self(socket)),
            Err(HandshakeError::Failure(error)) => Err(error.into()),
            Err(HandshakeError::Interrupted(_)) => Err(ConnectionError::Broken),
        }
    }

    /// The server's next text.
    pub fn receive(&mut self) -> Result<String, ConnectionError> {
        loop {
            match self.0.read()? {
                Message::Text(text) => return Ok(text.to_string()),
                Message::Close(frame) => {
                    let code = frame.map_or(1005, |frame| frame.code.into());
                    return Err(ConnectionError::Closed(code));
                }
                Message::Ping(_) | Message::Pong(_) => {}
                Message::Binary(_) | Message::Frame(_) => return Err(ConnectionError::OtherProtocol),
            }
        }
    }

    /// Sends a text.
    pub fn send(&mut self, text: String) -> Result<(), ConnectionError> {
        Ok(self.0.send(Message::text(text))?)
    }

    /// Says goodbye; whether the server hears it does not matter.
    pub fn close(&mut self, code: u16) {
        let _ = self.0.close(Some(CloseFrame { code: code.into(), reason: "".into() }));
        let _ = self.0.flush();
    }

    /// What ends the connection from another thread, also while this one waits for the server.
    pub fn interrupter(&self) -> Result<Interrupter, ConnectionError> {
        self.0.get_ref().tcp().try_clone().map(Interrupter).map_err(|_| ConnectionError::Broken)
    }
}

/// Ends a connection from another thread.
#[derive(Debug)]
pub struct Interrupter(TcpStream);

impl Interrupter {
    /// Ends it at once and without goodbye; whoever waits for the server hears that it broke.
    pub fn interrupt(&self) {
        let _ = self.0.shutdown(Shutdown::Both);
    }
}

enum Stream {
    Plain(TcpStream),
    Tls(Box<StreamOwned<ClientConnection, TcpStream>>),
}

impl Stream {
    fn connect(url: &SessionUrl, authorities: &Authorities) -> Result<Self, ConnectionError> {
        let stream = tcp(url).map_err(ConnectionError::Unreachable)?;
        if !url.is_secure() {
            return Ok(Self::Plain(stream));
        }
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let config = ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .map_err(ConnectionError::Tls)?
            .with_root_certificates(authorities.store())
            .with_no_client_auth();
        let name = ServerName::try_from(url.host().to_owned())
            .map_err(|_| ConnectionError::Tls(rustls::Error::UnsupportedNameType))?;
        let client = ClientConnection::new(Arc::new(config), name).map_err(ConnectionError::Tls)?;
        Ok(Self::Tls(Box::new(StreamOwned::new(client, stream))))
    }

    fn tcp(&self) -> &TcpStream {
        match self {
            Self::Plain(stream) => stream,
            Self::Tls(stream) => stream.get_ref(),
        }
    }
}

fn tcp(url: &SessionUrl) -> io::Result<TcpStream> {
    let mut last = io::Error::from(io::ErrorKind::NotFound);
    for address in (url.host(), url.port()).to_socket_addrs()? {
        match TcpStream::connect_timeout(&address, CONNECT) {
            Ok(stream) => {
                stream.set_nodelay(true)?;
                stream.set_read_timeout(Some(PATIENCE))?;
                stream.set_write_timeout(Some(PATIENCE))?;
                return Ok(stream);
            }
            Err(error) => last = error,
        }
    }
    Err(last)
}

impl Read for Stream {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match self {
            Self::Plain(stream) => stream.read(buffer),
            Self::Tls(stream) => stream.read(buffer),
        }
    }
}

impl Write for Stream {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Self::Plain(stream) => stream.write(bytes),
            Self::Tls(stream) => stream.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Self::Plain(stream) => stream.flush(),
            Self::Tls(stream) => stream.flush(),
        }
    }
}
