//! One connection: TLS, then HTTP, each for a limited time.

use super::body::Timely;
use super::leaving::Leaving;
use super::place::Place;
use super::presence::{Line, line};
use super::stream::Stream;
use crate::config::Patience;
use crate::http::Peer;
use axum::Router;
use axum::body::Body;
use axum::response::Response;
use hyper::Request;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use std::convert::Infallible;
use std::future::Future;
use std::net::SocketAddr;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio::task::JoinError;
use tokio_rustls::TlsAcceptor;
use tower::ServiceExt;

/// The longest head of a request.
const HEAD_BYTES: usize = 64 << 10;

/// What every connection is served with.
#[derive(Clone)]
pub(super) struct Connection {
    pub router: Router,
    pub tls: Option<TlsAcceptor>,
    pub patience: Patience,
    pub leaving: Leaving,
}

impl Connection {
    /// Serves one connection to its end.
    pub(super) async fn serve(self, stream: TcpStream, peer: SocketAddr, place: Place) {
        let _ = stream.set_nodelay(true);
        let stream = Stream::new(stream, self.patience.answer(), place);
        match self.tls.clone() {
            None => self.talk(stream, peer).await,
            Some(tls) => {
                let shaken = tokio::time::timeout(self.patience.handshake(), tls.accept(stream)).await;
                if let Ok(Ok(stream)) = shaken {
                    self.talk(stream, peer).await;
                }
            }
        }
    }

    async fn talk(self, stream: impl AsyncRead + AsyncWrite + Unpin + Send + 'static, peer: SocketAddr) {
        let Self { router, patience, mut leaving, .. } = self;
        let (body, head, told) = (patience.body(), patience.head(), leaving.clone());
        let answer = service_fn(move |mut request: Request<Incoming>| {
            request.extensions_mut().insert(Peer(peer));
            request.extensions_mut().insert(told.clone());
            let (line, presence) = line();
            request.extensions_mut().insert(presence);
            let request = request.map(|incoming| Body::new(Timely::new(incoming, body)));
            answered(router.clone().oneshot(request), line)
        });
        let connection = http1::Builder::new()
            .timer(TokioTimer::new())
            .header_read_timeout(head)
            .max_buf_size(HEAD_BYTES)
            .serve_connection(TokioIo::new(stream), answer)
            .with_upgrades();
        tokio::pin!(connection);
        tokio::select! {
            _ = connection.as_mut() => return,
            () = leaving.begun() => connection.as_mut().graceful_shutdown(),
        }
        let _ = connection.await;
    }
}

/// Carries a request out to its end, also when the caller hangs up meanwhile and the line is dropped with this: nothing
/// is left half done.
async fn answered(
    answer: impl Future<Output = Result<Response, Infallible>> + Send + 'static,
    _line: Line,
) -> Result<Response, JoinError> {
    Ok(tokio::spawn(answer).await?.unwrap_or_else(|never| match never {}))
}
