//! The end of a connection that the server closes: what was sent and not read would take the last answer with it.

use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::timeout;

/// How long the other side may take to hear the end.
const LINGER: Duration = Duration::from_secs(1);
/// How much is read away for it.
const MOST: u64 = 1 << 20;

/// Closes a connection; what still comes is read away for a moment.
pub(super) async fn part(stream: TcpStream) {
    let _ = timeout(LINGER, read_away(stream)).await;
}

async fn read_away(mut stream: TcpStream) -> std::io::Result<()> {
    stream.shutdown().await?;
    tokio::io::copy(&mut stream.take(MOST), &mut tokio::io::sink()).await.map(drop)
}
