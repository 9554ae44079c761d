//! Takes connections until the end is asked for.

use super::connection::Connection;
use super::leaving::farewell;
use super::place::Places;
use super::refusal::Refusals;
use super::{descriptors, tls};
use crate::config::{Config, FolderError, Occupied};
use crate::http::{operators_router, router};
use crate::service::Service;
use std::future::Future;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;
use thiserror::Error;
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;

/// Why a server cannot serve.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum ServeError {
    /// The address cannot be listened on.
    #[error("{0}: {1}")]
    Listen(SocketAddr, std::io::Error),
    /// The data folder cannot be used.
    #[error(transparent)]
    Folder(#[from] FolderError),
    /// The certificate or key cannot be used.
    #[error("TLS: {0}")]
    Tls(String),
    /// What the last run left cannot be taken up.
    #[error("what the last run left cannot be taken up: {0}")]
    Recover(#[from] crate::control::ControlError),
}

/// The address and the data folder, taken for one server.
pub struct Listening {
    listener: std::net::TcpListener,
    operators: Option<std::net::TcpListener>,
    tls: Option<TlsAcceptor>,
    _occupied: Occupied,
}

/// Takes the data folder and the address the configuration names; where it asks for port 0, the configuration then
/// names the one it got.
pub fn listen(config: &mut Config) -> Result<Listening, ServeError> {
    let tls = config.tls.as_ref().map(tls::acceptor).transpose().map_err(ServeError::Tls)?;
    let occupied = config.occupy()?;
    let listener = bind(&mut config.listen)?;
    let operators = config.metrics_listen.as_mut().map(bind).transpose()?;
    Ok(Listening { listener, operators, tls, _occupied: occupied })
}

/// Listens there; where it is port 0, the address then names the one it got.
fn bind(address: &mut SocketAddr) -> Result<std::net::TcpListener, ServeError> {
    let asked = *address;
    let say = |error| ServeError::Listen(asked, error);
    let listener = std::net::TcpListener::bind(asked).map_err(say)?;
    listener.set_nonblocking(true).map_err(say)?;
    *address = listener.local_addr().map_err(say)?;
    Ok(listener)
}

/// Takes up what the last run left, then serves until `end` is over.
pub async fn serve(
    service: Arc<Service>,
    listening: Listening,
    end: impl Future<Output = ()>,
) -> Result<(), ServeError> {
    let Listening { listener, operators, tls, _occupied } = listening;
    let say = |error| ServeError::Listen(service.config.listen, error);
    let listener = TcpListener::from_std(listener).map_err(say)?;
    descriptors::allow_many();
    service.recover().await?;
    let mut background = vec![
        tokio::spawn(Arc::clone(&service).keep_time()),
        tokio::spawn(Arc::clone(&service).deliver_webhooks()),
    ];
    if let Some(operators) = operators {
        let listener = TcpListener::from_std(operators).map_err(say)?;
        let answers = axum::serve(listener, operators_router(Arc::clone(&service)));
        background.push(tokio::spawn(async { drop(answers.await) }));
    }
    accept(&service, listener, tls, end).await;
    background.iter().for_each(tokio::task::JoinHandle::abort);
    service.close().await;
    Ok(())
}

/// Takes connections until the end; then nobody new, and those under way for the farewell at most.
async fn accept(
    service: &Arc<Service>,
    listener: TcpListener,
    tls: Option<TlsAcceptor>,
    end: impl Future<Output = ()>,
) {
    let (farewell, leaving) = farewell();
    let patience = service.config.patience.clone();
    let connection = Connection { router: router(Arc::clone(service)), tls, patience, leaving };
    let door = Door { connection, places: Places::new(&service.config), refusals: Refusals::new() };
    tokio::pin!(end);
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            () = &mut end => break,
        };
        match accepted {
            Ok((stream, peer)) => door.let_in(stream, peer),
            Err(error) => {
                tracing::warn!(%error, "a connection could not be taken");
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
        }
    }
    drop((listener, door));
    let _ = tokio::time::timeout(service.config.patience.farewell(), farewell.say()).await;
}

/// Where connections come in.
struct Door {
    connection: Connection,
    places: Places,
    refusals: Refusals,
}

impl Door {
    /// Serves a connection that finds a place.
    fn let_in(&self, stream: TcpStream, peer: SocketAddr) {
        let peer = SocketAddr::new(peer.ip().to_canonical(), peer.port());
        match self.places.take(peer.ip()) {
            Some(place) => drop(tokio::spawn(self.connection.clone().serve(stream, peer, place))),
            None if self.connection.tls.is_none() => self.refusals.refuse(stream),
            None => {}
        }
    }
}
