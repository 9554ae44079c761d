//! What a connection for which there is no place hears: 503, at once.

use super::farewell::part;
use std::sync::Arc;
use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;
use tokio::sync::Semaphore;

/// So many are told why; those beyond are only closed.
const TOLD: usize = 64;

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
            // A new connection's buffer takes all of it at once.
            if stream.write_all(answer().as_bytes()).await.is_ok() {
                part(stream).await;
            }
            drop(permit);
        });
    }
}

fn answer() -> String {
    format!(
        "HTTP/1.1 503 Service Unavailable\r\nContent-Type: application/problem+json\r\nRetry-After: 1\r\n\
         Cache-Control: no-store\r\nConnection: close\r\nContent-Length: {}\r\n\r\n{BODY}",
        BODY.len()
    )
}
