//! A connection's bytes: it ends when the other side takes nothing for too long, and keeps its place until then,
//! also as a WebSocket.

use super::farewell::part;
use super::place::Place;
use std::io::{self, ErrorKind, IoSlice};
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio::runtime::Handle;
use tokio::time::{Sleep, sleep};

/// A connection that does not wait for ever.
#[derive(Debug)]
pub(super) struct Stream {
    /// Only taken out when this is dropped.
    open: Option<(TcpStream, Place)>,
    patience: Duration,
    stuck: Option<Pin<Box<Sleep>>>,
    closing: bool,
}

impl Stream {
    /// The other side may take nothing for so long.
    pub(super) fn new(stream: TcpStream, patience: Duration, place: Place) -> Self {
        Self { open: Some((stream, place)), patience, stuck: None, closing: false }
    }

    fn stream(&mut self) -> io::Result<Pin<&mut TcpStream>> {
        let open = self.open.as_mut().ok_or(ErrorKind::NotConnected)?;
        Ok(Pin::new(&mut open.0))
    }

    fn hurry<T>(&mut self, context: &mut Context<'_>, taken: Poll<io::Result<T>>) -> Poll<io::Result<T>> {
        if taken.is_ready() {
            self.stuck = None;
            return taken;
        }
        let patience = self.patience;
        let stuck = self.stuck.get_or_insert_with(|| Box::pin(sleep(patience)));
        stuck.as_mut().poll(context).map(|()| Err(ErrorKind::TimedOut.into()))
    }
}

impl AsyncRead for Stream {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        self.stream()?.poll_read(context, buffer)
    }
}

impl AsyncWrite for Stream {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let taken = self.stream()?.poll_write(context, bytes);
        self.hurry(context, taken)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        pieces: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let taken = self.stream()?.poll_write_vectored(context, pieces);
        self.hurry(context, taken)
    }

    fn is_write_vectored(&self) -> bool {
        true
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.stream()?.poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.closing = true;
        self.stream()?.poll_shutdown(context)
    }
}

impl Drop for Stream {
    fn drop(&mut self) {
        if let (true, Some((stream, place)), Ok(runtime)) =
            (self.closing, self.open.take(), Handle::try_current())
        {
            runtime.spawn(async move {
                part(stream).await;
                drop(place);
            });
        }
    }
}
