//! The server as it listens: webhooks, an orderly end.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod support;

use ring::hmac;
use serde_json::{Value, json};
use service::Service;
use service::config::Config;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;
use support::REDIRECT;
use tempfile::TempDir;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

struct Served {
    service: Arc<Service>,
    address: SocketAddr,
    end: oneshot::Sender<()>,
    task: JoinHandle<()>,
    _folder: TempDir,
}

async fn serve(change: impl FnOnce(&mut Config)) -> Served {
    let folder = TempDir::new().unwrap();
    let mut config = Config {
        data: folder.path().join("data"),
        listen: "127.0.0.1:0".parse().unwrap(),
        ..Config::default()
    };
    change(&mut config);
    let listener = service::listen(&mut config).unwrap();
    let address = config.listen;
    let service = Service::open(config, vec![]).await.unwrap();
    let (end, over) = oneshot::channel();
    let serving = service::serve(Arc::clone(&service), listener, async {
        let _ = over.await;
    });
    let task = tokio::spawn(async { serving.await.unwrap() });
    Served { service, address, end, task, _folder: folder }
}

/// One request over a connection of its own: the whole answer.
async fn request(address: SocketAddr, text: &str) -> String {
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream.write_all(text.as_bytes()).await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    answer
}

/// Takes one webhook and answers with this status: its signature and its body.
async fn take_webhook(receiver: &TcpListener, status: &str) -> (String, String) {
    let (mut stream, _) = receiver.accept().await.unwrap();
    let mut bytes = Vec::new();
    let text = loop {
        let mut piece = [0u8; 1024];
        let read = stream.read(&mut piece).await.unwrap();
        bytes.extend_from_slice(&piece[..read]);
        let text = String::from_utf8(bytes.clone()).unwrap();
        if read == 0 || text.ends_with('}') {
            break text;
        }
    };
    let answer = format!("HTTP/1.1 {status}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
    stream.write_all(answer.as_bytes()).await.unwrap();
    let (head, body) = text.split_once("\r\n\r\n").unwrap();
    let line = head.lines().find(|line| line.to_lowercase().starts_with("idkontroll-signature:")).unwrap();
    (line.split_once(": ").unwrap().1.to_owned(), body.to_owned())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_webhook_is_signed_and_tried_again() {
    let served = serve(|config| config.webhooks.allow_private = vec!["127.0.0.0/8".into()]).await;
    let receiver = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let tenant = support::add_tenant(&served.service).await;
    let order = json!({
        "policy": "demo-unattended", "purpose": "test", "nonce": "nonce-4711", "state": "state-4711",
        "redirect": REDIRECT, "webhook": format!("http://{}/hook", receiver.local_addr().unwrap()),
    });
    let post = |path: &str, body: &str| {
        format!(
            "POST {path} HTTP/1.1\r\nHost: a\r\nConnection: close\r\nAuthorization: Bearer {}\r\nIdempotency-Key: k\r\n\
             Content-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
            tenant.api_key,
            body.len()
        )
    };
    let created = request(served.address, &post("/v1/controls", &order.to_string())).await;
    assert!(created.starts_with("HTTP/1.1 201"), "{created}");
    let created: Value = serde_json::from_str(created.split_once("\r\n\r\n").unwrap().1).unwrap();
    let id = created["id"].as_str().unwrap();
    let cancelled = request(served.address, &post(&format!("/v1/controls/{id}/cancel"), "")).await;
    assert!(cancelled.starts_with("HTTP/1.1 200"), "{cancelled}");

    let (_, first) = take_webhook(&receiver, "500 Internal Server Error").await;
    let (signature, body) = take_webhook(&receiver, "204 No Content").await;
    assert_eq!(first, body, "the same again");
    assert_eq!(
        serde_json::from_str::<Value>(&body).unwrap(),
        json!({"id": id, "state": "cancelled", "version": 2})
    );
    let (time, tag) = signature.strip_prefix("t=").unwrap().split_once(",v1=").unwrap();
    let key = hmac::Key::new(hmac::HMAC_SHA256, tenant.webhook_secret.as_bytes());
    hmac::verify(&key, format!("{time}.{body}").as_bytes(), &hex::decode(tag).unwrap()).unwrap();
    let third = tokio::time::timeout(Duration::from_secs(3), receiver.accept()).await;
    assert!(third.is_err(), "delivered once is enough");
}

#[tokio::test(flavor = "multi_thread")]
async fn it_ends_when_asked_and_lets_go_of_its_port() {
    let served = serve(|_| {}).await;
    let idle = TcpStream::connect(served.address).await.unwrap();
    served.end.send(()).unwrap();
    tokio::time::timeout(Duration::from_secs(15), served.task).await.unwrap().unwrap();
    drop(idle);
    assert!(TcpStream::connect(served.address).await.is_err());
}
