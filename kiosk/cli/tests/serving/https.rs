//! A client of HTTPS that believes one authority and speaks the versions it is told.

use super::Identity;
use openssl::ssl::{SslConnector, SslMethod, SslStream, SslVersion};
use serde_json::Value;
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

pub struct Client {
    connector: SslConnector,
    address: SocketAddr,
}

/// An answer.
pub struct Reply {
    pub status: u16,
    pub head: String,
    pub body: String,
}

impl Reply {
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|_| panic!("not JSON: {}", self.body))
    }

    pub fn header(&self, name: &str) -> Option<String> {
        let mut lines = self.head.lines().filter_map(|line| line.split_once(": "));
        lines.find(|(header, _)| header.eq_ignore_ascii_case(name)).map(|(_, value)| value.to_owned())
    }
}

impl Client {
    /// A client that speaks one version, or any; old ones are spoken only when this is forced.
    pub fn new(identity: &Identity, address: SocketAddr, version: Option<SslVersion>) -> Self {
        let mut builder = SslConnector::builder(SslMethod::tls_client()).unwrap();
        builder.cert_store_mut().add_cert(identity.authority.clone()).unwrap();
        builder.set_min_proto_version(version).unwrap();
        builder.set_max_proto_version(version).unwrap();
        builder.set_cipher_list("ALL:@SECLEVEL=0").unwrap();
        Self { connector: builder.build(), address }
    }

    /// A connection, or why there is none.
    pub fn connect(&self) -> Result<SslStream<TcpStream>, String> {
        let stream = TcpStream::connect(self.address).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(30))).unwrap();
        self.connector.connect("127.0.0.1", stream).map_err(|error| error.to_string())
    }

    /// One request over a connection of its own.
    pub fn send(&self, method: &str, path: &str, headers: &[(&str, &str)], body: &str) -> Reply {
        let mut stream = self.connect().unwrap();
        let headers: String = headers.iter().map(|(name, value)| format!("{name}: {value}\r\n")).collect();
        let head = format!("{method} {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n{headers}");
        write!(
            stream,
            "{head}Content-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
            body.len()
        )
        .unwrap();
        let mut answer = vec![];
        let _ = stream.read_to_end(&mut answer);
        let answer = String::from_utf8(answer).unwrap();
        let (head, body) = answer.split_once("\r\n\r\n").unwrap();
        let status = head.split(' ').nth(1).unwrap().parse().unwrap();
        Reply { status, head: head.to_owned(), body: body.to_owned() }
    }
}
