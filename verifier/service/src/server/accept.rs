//! Takes connections, each with a limit on the time its requests' heads may take.

use super::tls;
use crate::config::Config;
use crate::http::{Peer, router};
use crate::service::Service;
use axum::Router;
use axum::body::Body;
use hyper::Request;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use std::future::Future;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;
use thiserror::Error;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, watch};
use tokio_rustls::TlsAcceptor;
use tower::ServiceExt;

/// How long a request's head, or a TLS handshake, may take.
const HEAD: Duration = Duration::from_secs(15);
/// How long connections may go on after the end was asked for.
const FAREWELL: Duration = Duration::from_secs(10);

/// Why a server cannot serve.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum ServeError {
    /// The address cannot be listened on.
    #[error("{0}: {1}")]
    Listen(SocketAddr, std::io::Error),
    /// The certificate or key cannot be used.
    #[error("TLS: {0}")]
    Tls(String),
    /// What the last run left cannot be taken up.
    #[error("what the last run left cannot be taken up: {0}")]
    Recover(#[from] crate::control::ControlError),
}

/// Takes the address the configuration names; where it asks for port 0, the configuration then names the one it got.
pub fn listen(config: &mut Config) -> Result<std::net::TcpListener, ServeError> {
    let say = |error| ServeError::Listen(config.listen, error);
    let listener = std::net::TcpListener::bind(config.listen).map_err(say)?;
    listener.set_nonblocking(true).map_err(say)?;
    config.listen = listener.local_addr().map_err(say)?;
    Ok(listener)
}

/// Takes up what the last run left, then serves until `end` is over.
pub async fn serve(
    service: Arc<Service>,
    listener: std::net::TcpListener,
    end: impl Future<Output = ()>,
) -> Result<(), ServeError> {
    let tls = service.config.tls.as_ref().map(tls::acceptor).transpose().map_err(ServeError::Tls)?;
    let say = |error| ServeError::Listen(service.config.listen, error);
    let listener = TcpListener::from_std(listener).map_err(say)?;
    service.recover().await?;
    let background = [
        tokio::spawn(Arc::clone(&service).keep_time()),
        tokio::spawn(Arc::clone(&service).deliver_webhooks()),
    ];
    accept(&service, &listener, tls, end).await;
    background.iter().for_each(tokio::task::JoinHandle::abort);
    service.close().await;
    Ok(())
}

async fn accept(
    service: &Arc<Service>,
    listener: &TcpListener,
    tls: Option<TlsAcceptor>,
    end: impl Future<Output = ()>,
) {
    let router = router(Arc::clone(service));
    let places = Arc::new(Semaphore::new(service.config.limits.connections.max(1)));
    let (farewell, leaving) = watch::channel(());
    tokio::pin!(end);
    loop {
        let Ok(place) = Arc::clone(&places).acquire_owned().await else { break };
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            () = &mut end => break,
        };
        match accepted {
            Ok((stream, peer)) => {
                let connection =
                    Connection { router: router.clone(), peer, leaving: leaving.clone(), _place: place };
                tokio::spawn(connection.shake_hands(stream, tls.clone()));
            }
            Err(error) => {
                tracing::warn!(%error, "a connection could not be taken");
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
        }
    }
    drop(leaving);
    let _ = farewell.send(());
    let _ = tokio::time::timeout(FAREWELL, farewell.closed()).await;
}

/// One connection, which keeps its place until it ends.
struct Connection {
    router: Router,
    peer: SocketAddr,
    leaving: watch::Receiver<()>,
    _place: OwnedSemaphorePermit,
}

impl Connection {
    async fn shake_hands(self, stream: TcpStream, tls: Option<TlsAcceptor>) {
        let _ = stream.set_nodelay(true);
        match tls {
            None => self.talk(stream).await,
            Some(tls) => {
                if let Ok(Ok(stream)) = tokio::time::timeout(HEAD, tls.accept(stream)).await {
                    self.talk(stream).await;
                }
            }
        }
    }

    async fn talk(mut self, stream: impl AsyncRead + AsyncWrite + Unpin + Send + 'static) {
        let (router, peer) = (self.router.clone(), Peer(self.peer));
        let answer = service_fn(move |mut request: Request<Incoming>| {
            request.extensions_mut().insert(peer);
            router.clone().oneshot(request.map(Body::new))
        });
        let connection = http1::Builder::new()
            .timer(TokioTimer::new())
            .header_read_timeout(HEAD)
            .max_buf_size(64 << 10)
            .serve_connection(TokioIo::new(stream), answer)
            .with_upgrades();
        tokio::pin!(connection);
        tokio::select! {
            _ = connection.as_mut() => return,
            _ = self.leaving.changed() => connection.as_mut().graceful_shutdown(),
        }
        let _ = connection.await;
    }
}
