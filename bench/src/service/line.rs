//! HTTP over loopback, on connections that are kept.

use super::Failure;
use http_body_util::{BodyExt, Full};
use hyper::Request;
use hyper::body::Bytes;
use hyper::client::conn::http1::{SendRequest, handshake};
use hyper_util::rt::TokioIo;
use serde_json::Value;
use std::net::SocketAddr;
use std::sync::{Mutex, PoisonError};
use tokio::net::TcpStream;

/// An answer.
pub struct Answer {
    /// The status.
    pub status: u16,
    /// The nonce for the next proof.
    pub nonce: Option<String>,
    /// The body.
    pub json: Value,
}

impl Answer {
    /// The answer, when its status is this.
    pub fn expect(self, status: u16) -> Result<Self, Failure> {
        if self.status == status { Ok(self) } else { Err(format!("{}: {}", self.status, self.json).into()) }
    }

    /// A member of the body that is a text.
    pub fn text(&self, name: &str) -> Result<&str, Failure> {
        self.json[name].as_str().ok_or_else(|| format!("no {name}: {}", self.json).into())
    }
}

/// Connections to the service.
pub struct Line {
    address: SocketAddr,
    idle: Mutex<Vec<SendRequest<Full<Bytes>>>>,
}

impl Line {
    /// No connection yet.
    pub fn new(address: SocketAddr) -> Self {
        Self { address, idle: Mutex::new(vec![]) }
    }

    /// Sends a request.
    pub async fn send(
        &self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: Vec<u8>,
    ) -> Result<Answer, Failure> {
        let mut request = Request::builder().method(method).uri(path).header("host", "localhost");
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let mut connection = self.connection().await?;
        let answer = connection.send_request(request.body(Full::new(body.into()))?).await?;
        let (status, nonce) = (answer.status().as_u16(), answer.headers().get("dpop-nonce"));
        let nonce = nonce.and_then(|nonce| Some(nonce.to_str().ok()?.to_owned()));
        let bytes = answer.into_body().collect().await?.to_bytes();
        self.idle.lock().unwrap_or_else(PoisonError::into_inner).push(connection);
        Ok(Answer { status, nonce, json: serde_json::from_slice(&bytes).unwrap_or_default() })
    }

    async fn connection(&self) -> Result<SendRequest<Full<Bytes>>, Failure> {
        loop {
            let kept = self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
            let Some(mut kept) = kept else { break };
            if kept.ready().await.is_ok() {
                return Ok(kept);
            }
        }
        let stream = TcpStream::connect(self.address).await?;
        stream.set_nodelay(true)?;
        let (connection, driver) = handshake(TokioIo::new(stream)).await?;
        tokio::spawn(driver);
        Ok(connection)
    }
}
