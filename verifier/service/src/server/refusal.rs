//! What a connection for which there is no place hears: 503, at once.

use std::sync::Arc;
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::sync::Semaphore;
use tokio::time::timeout;

/// So many are told why; those beyond are only closed.
const TOLD: usize = 64;
/// How long one that is told may take to hear it.
const LINGER: Duration = Duration::from_secs(1);

const BODY: &str = r#"{"type":"urn:idkontroll:problem:busy","title":"Service Unavailable","status":503,"detail":"Too many connections; try again later.","code":"busy"}"#;

/// Turns connections away.
pub(super) struct Refusals(Arc<Semaphore>);

impl Refusals {
    pub(super) fn new() -> Self {
        Self(Arc::new(Semaphore::new(TOLD)))
    }

    /// Turns this one away.
    pub(super) fn refuse(&self, mut stream: TcpStream) {
        let Ok(permit) = Arc::clone(&self.0).try_acquire_owned() else { return };
        tokio::spawn(async move {
            let _ = timeout(LINGER, say(&mut stream)).await;
            drop(permit);
        });
    }
}

/// What was sent is read away: otherwise the answer would be lost with it.
async fn say(stream: &mut TcpStream) -> std::io::Result<()> {
    let head = format!(
        "HTTP/1.1 503 Service Unavailable\r\nContent-Type: application/problem+json\r\nRetry-After: 1\r\n\
         Cache-Control: no-store\r\nConnection: close\r\nContent-Length: {}\r\n\r\n",
        BODY.len()
    );
    stream.write_all(head.as_bytes()).await?;
    stream.write_all(BODY.as_bytes()).await?;
    stream.shutdown().await?;
    let mut unread = [0; 1024];
    while stream.read(&mut unread).await? > 0 {}
    Ok(())
}
