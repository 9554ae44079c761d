//! Callers who are slow, long-winded or too many are ended or turned away within a stated limit, and the others are served.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

mod support;

use serde_json::{Value, json};
use service::config::Config;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};
use support::Desk;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpSocket, TcpStream};
use tokio::time::{sleep, timeout};

const GET: &str = "GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n";
const GET_AND_CLOSE: &str = "GET /healthz HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";

/// A desk that is served at this address, with limits of one second.
async fn serve(change: impl FnOnce(&mut Config)) -> (Desk, SocketAddr) {
    let slot = Arc::new(Mutex::new(None));
    let keep = Arc::clone(&slot);
    let open = move |config: &mut Config| {
        let patience = &mut config.patience;
        (patience.head_seconds, patience.body_seconds, patience.answer_seconds) = (1, 1, 1);
        config.listen.set_port(0);
        change(config);
        let listening = service::listen(config).unwrap();
        *keep.lock().unwrap() = Some((listening, config.listen));
    };
    let desk = Desk::open_with(open, vec![]).await;
    let (listening, address) = slot.lock().unwrap().take().unwrap();
    tokio::spawn(service::serve(Arc::clone(&desk.service), listening, std::future::pending()));
    (desk, address)
}

async fn connect(address: SocketAddr, text: &str) -> TcpStream {
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream.write_all(text.as_bytes()).await.unwrap();
    stream
}

/// What comes until the server closes, which it must do within some seconds.
async fn rest(mut stream: TcpStream) -> String {
    let mut bytes = vec![];
    let read = timeout(Duration::from_secs(20), stream.read_to_end(&mut bytes)).await;
    let _ = read.expect("the server must close");
    String::from_utf8(bytes).unwrap()
}

/// The head of an answer on a connection that stays.
async fn answer(stream: &mut TcpStream) -> String {
    let mut bytes = vec![0; 4096];
    let read = timeout(Duration::from_secs(5), stream.read(&mut bytes)).await.unwrap().unwrap();
    String::from_utf8(bytes[..read].to_vec()).unwrap()
}

async fn is_served(address: SocketAddr) -> bool {
    rest(connect(address, GET_AND_CLOSE).await).await.starts_with("HTTP/1.1 200")
}

/// Sends a byte of the text now and then until the connection ends: how long that took, and what came.
async fn trickle(address: SocketAddr, begin: &str) -> (Duration, String) {
    let begun = Instant::now();
    let (mut reader, mut writer) = connect(address, begin).await.into_split();
    let writing = tokio::spawn(async move {
        while writer.write_all(b"x").await.is_ok() {
            sleep(Duration::from_millis(100)).await;
        }
    });
    let mut bytes = vec![];
    let _ = timeout(Duration::from_secs(20), reader.read_to_end(&mut bytes)).await.unwrap();
    writing.abort();
    (begun.elapsed(), String::from_utf8_lossy(&bytes).into_owned())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_head_that_trickles_is_not_waited_for() {
    let (_desk, address) = serve(|config| config.patience.head_seconds = 4).await;
    let slow: Vec<_> = (0..50)
        .map(|_| {
            tokio::spawn(
                async move { trickle(address, "GET /healthz HTTP/1.1\r\nHost: a\r\nX-Slow: ").await },
            )
        })
        .collect();
    let begun = Instant::now();
    assert!(is_served(address).await);
    assert!(begun.elapsed() < Duration::from_secs(4), "the slow ones hold nobody up");
    for slow in slow {
        let (time, answer) = slow.await.unwrap();
        assert!(time < Duration::from_secs(12) && !answer.contains("200"), "{time:?} {answer}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_body_that_trickles_is_not_waited_for_and_a_timely_one_is() {
    let (desk, address) = serve(|config| config.patience.body_seconds = 3).await;
    let post = |length: usize| {
        format!(
            "POST /v1/controls HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer {}\r\nIdempotency-Key: k\r\n\
             Content-Type: application/json\r\nContent-Length: {length}\r\n\r\n",
            desk.tenant.api_key
        )
    };
    let begin = post(1000);
    let (slow, served) = tokio::join!(trickle(address, &begin), is_served(address));
    assert!(served);
    assert!(slow.0 < Duration::from_secs(12), "{:?}", slow.0);
    assert!(slow.1.starts_with("HTTP/1.1 4"), "{}", slow.1);
    let order = support::order("demo-unattended").to_string();
    let (first, second) = order.split_at(20);
    let mut timely = connect(address, &format!("{}{first}", post(order.len()))).await;
    sleep(Duration::from_millis(500)).await;
    timely.write_all(second.as_bytes()).await.unwrap();
    assert!(answer(&mut timely).await.starts_with("HTTP/1.1 201"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_connection_that_asks_nothing_more_is_closed() {
    let (_desk, address) = serve(|config| config.patience.head_seconds = 3).await;
    let silent = rest(connect(address, "").await).await;
    assert_eq!(silent, "");
    let mut kept = connect(address, GET).await;
    assert!(answer(&mut kept).await.starts_with("HTTP/1.1 200"));
    sleep(Duration::from_millis(300)).await;
    kept.write_all(GET.as_bytes()).await.unwrap();
    assert!(answer(&mut kept).await.starts_with("HTTP/1.1 200"), "a short pause is no silence");
    assert_eq!(rest(kept).await, "");
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_does_not_take_the_answer_is_let_go() {
    let (_desk, address) = serve(|config| config.limits.connections = 1).await;
    let socket = TcpSocket::new_v4().unwrap();
    socket.set_recv_buffer_size(4096).unwrap();
    let mut deaf = socket.connect(address).await.unwrap();
    let request = "GET /openapi.json HTTP/1.1\r\nHost: a\r\n\r\n";
    // Asks more than the system's buffers hold, and reads nothing.
    let asking = async {
        while deaf.write_all(request.as_bytes()).await.is_ok() {
            tokio::task::yield_now().await;
        }
    };
    let ended = timeout(Duration::from_secs(20), asking).await;
    assert!(ended.is_ok(), "the server must let go");
    support::until(async || is_served(address).await).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn one_connection_too_many_hears_503_at_once_and_is_served_when_one_leaves() {
    let change = |config: &mut Config| {
        config.limits.connections = 2;
        config.patience.head_seconds = 30;
    };
    let (_desk, address) = serve(change).await;
    let mut kept = [connect(address, GET).await, connect(address, GET).await];
    for stream in &mut kept {
        assert!(answer(stream).await.starts_with("HTTP/1.1 200"));
    }
    for _ in 0..3 {
        let begun = Instant::now();
        let refused = rest(connect(address, GET).await).await;
        assert!(begun.elapsed() < Duration::from_secs(5));
        let (head, body) = refused.split_once("\r\n\r\n").unwrap();
        assert!(head.starts_with("HTTP/1.1 503") && head.contains("\r\nRetry-After: 1\r\n"), "{head}");
        let body: Value = serde_json::from_str(body).unwrap();
        assert_eq!((&body["code"], &body["status"]), (&json!("busy"), &json!(503)));
    }
    for stream in &mut kept {
        stream.write_all(GET.as_bytes()).await.unwrap();
        assert!(answer(stream).await.starts_with("HTTP/1.1 200"), "those who have a place keep it");
    }
    let [first, _second] = kept;
    drop(first);
    support::until(async || is_served(address).await).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_full_server_still_ends_when_asked() {
    let folder = tempfile::TempDir::new().unwrap();
    let mut config = Config { data: folder.path().join("data"), ..Config::default() };
    config.listen.set_port(0);
    config.limits.connections = 1;
    config.patience.farewell_seconds = 1;
    let listening = service::listen(&mut config).unwrap();
    let address = config.listen;
    let service = service::Service::open(config, vec![]).await.unwrap();
    let (end, over) = tokio::sync::oneshot::channel::<()>();
    let task = tokio::spawn(service::serve(service, listening, async {
        let _ = over.await;
    }));
    let mut kept = connect(address, GET).await;
    assert!(answer(&mut kept).await.starts_with("HTTP/1.1 200"));
    end.send(()).unwrap();
    timeout(Duration::from_secs(5), task).await.unwrap().unwrap().unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn one_address_may_not_take_every_place() {
    let change = |config: &mut Config| {
        config.limits.connections_per_address = 1;
        config.listen = "[::]:0".parse().unwrap();
        config.public_url = Some("http://127.0.0.1:1".into());
    };
    let (_desk, address) = serve(change).await;
    let (four, six) = ("127.0.0.1".parse().unwrap(), "::1".parse().unwrap());
    let at = |ip| SocketAddr::new(ip, address.port());
    let mut kept = connect(at(four), GET).await;
    assert!(answer(&mut kept).await.starts_with("HTTP/1.1 200"));
    assert!(rest(connect(at(four), GET).await).await.starts_with("HTTP/1.1 503"));
    assert!(is_served(at(six)).await, "another address is served");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_body_that_is_too_long_is_refused_in_words_though_nobody_reads_it() {
    let (desk, address) = serve(|_| {}).await;
    let post = format!(
        "POST /v1/controls HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer {}\r\nIdempotency-Key: k\r\n\
         Content-Type: application/json\r\nContent-Length: 900000\r\n\r\n{}",
        desk.tenant.api_key,
        " ".repeat(900_000)
    );
    let refused = rest(connect(address, &post).await).await;
    assert!(refused.starts_with("HTTP/1.1 413") && refused.contains("too_large"), "{refused}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_head_may_be_so_long_and_no_longer() {
    let (_desk, address) = serve(|_| {}).await;
    let head = |path: &str, length: usize| {
        let filler = "x".repeat(length);
        format!("GET {path} HTTP/1.1\r\nHost: a\r\nConnection: close\r\nX-Filler: {filler}\r\n\r\n")
    };
    assert!(rest(connect(address, &head("/healthz", 8 << 10)).await).await.starts_with("HTTP/1.1 200"));
    let long = rest(connect(address, &head("/healthz", 256 << 10)).await).await;
    assert!(long.starts_with("HTTP/1.1 431"), "{long}");
    let path = format!("/{}", "x".repeat(256 << 10));
    assert!(rest(connect(address, &head(&path, 1)).await).await.starts_with("HTTP/1.1 4"));
    let many: String = (0..200).map(|number| format!("X-{number}: x\r\n")).collect();
    let many = format!("GET /healthz HTTP/1.1\r\nHost: a\r\n{many}\r\n");
    assert!(rest(connect(address, &many).await).await.starts_with("HTTP/1.1 431"));
}
