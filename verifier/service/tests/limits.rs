//! Callers who are slow, many or too busy are ended or turned away within a stated limit, and the others are served.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

mod support;

use axum::body::Body;
use axum::http::Request;
use serde_json::{Value, json};
use service::config::Config;
use service::control::ChipEnd;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};
use support::{Answer, Desk, Phone, face_material, mrz, record, specimen};
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
    let read = timeout(Duration::from_secs(8), stream.read_to_end(&mut bytes)).await;
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
    let _ = timeout(Duration::from_secs(8), reader.read_to_end(&mut bytes)).await.unwrap();
    writing.abort();
    (begun.elapsed(), String::from_utf8_lossy(&bytes).into_owned())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_head_that_trickles_is_not_waited_for() {
    let (_desk, address) = serve(|_| {}).await;
    let slow: Vec<_> = (0..50)
        .map(|_| {
            tokio::spawn(
                async move { trickle(address, "GET /healthz HTTP/1.1\r\nHost: a\r\nX-Slow: ").await },
            )
        })
        .collect();
    let begun = Instant::now();
    assert!(is_served(address).await);
    assert!(begun.elapsed() < Duration::from_millis(900), "the slow ones hold nobody up");
    for slow in slow {
        let (time, answer) = slow.await.unwrap();
        assert!(time < Duration::from_secs(4) && !answer.contains("200"), "{time:?} {answer}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_body_that_trickles_is_not_waited_for_and_a_timely_one_is() {
    let (desk, address) = serve(|_| {}).await;
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
    assert!(slow.0 < Duration::from_secs(4), "{:?}", slow.0);
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
    let (_desk, address) = serve(|_| {}).await;
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
        assert!(begun.elapsed() < Duration::from_secs(1));
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

/// The status of a request that says it comes from there, through the proxy.
async fn forwarded(desk: &Desk, from: &[&str]) -> Answer {
    let request =
        from.iter().fold(Request::get("/healthz"), |request, from| request.header("x-forwarded-for", *from));
    desk.send(request.body(Body::empty()).unwrap()).await
}

/// How many of some requests are served.
async fn served(desk: &Desk, from: impl Fn(usize) -> Vec<String>) -> usize {
    let mut served = 0;
    for number in 0..30 {
        let from = from(number);
        let answer = forwarded(desk, &from.iter().map(String::as_str).collect::<Vec<_>>()).await;
        if answer.status == 200 {
            served += 1;
        } else {
            answer.assert_problem(429, "too_many_requests");
            assert_eq!(answer.header("retry-after"), "1");
        }
    }
    served
}

#[tokio::test]
async fn a_forged_address_gives_no_new_bucket() {
    let open = async |behind_proxy| {
        let change = move |config: &mut Config| {
            config.behind_proxy = behind_proxy;
            config.limits.requests_per_address = 1;
        };
        Desk::open_with(change, vec![]).await
    };
    let every = |number: usize| vec![format!("192.0.2.{number}")];
    let first = |number: usize| vec![format!("192.0.2.{number}, 198.51.100.1")];
    let header_before = |number: usize| vec![format!("192.0.2.{number}"), "198.51.100.1".to_owned()];
    let alone = open(false).await;
    assert!(served(&alone, every).await < 8, "without a proxy nobody says where they come from");
    let behind = open(true).await;
    assert_eq!(served(&behind, every).await, 30, "the proxy does");
    assert!(served(&behind, first).await < 8, "what the caller told the proxy is not believed");
    sleep(Duration::from_secs(5)).await;
    assert!(served(&behind, header_before).await < 8, "nor in a header of its own");
}

#[tokio::test]
async fn a_tenant_may_ask_so_often_and_no_tenant_pays_for_another() {
    let desk = Desk::open_with(|config| config.limits.requests_per_tenant = 1, vec![]).await;
    let other = support::add_tenant(&desk.service).await;
    let path = format!("/v1/controls/{}", "0".repeat(32));
    let mut refused = None;
    for _ in 0..8 {
        let answer = desk.issuer("GET", &path, None).await;
        refused = (answer.status != 404).then_some(answer).or(refused);
    }
    let refused = refused.unwrap();
    refused.assert_problem(429, "too_many_requests");
    assert_eq!(refused.header("retry-after"), "1");
    assert_eq!(desk.issuer_with(&other.api_key, "GET", &path, None, "k").await.status, 404);
    sleep(Duration::from_millis(1100)).await;
    assert_eq!(desk.issuer("GET", &path, None).await.status, 404, "a second later there is one more");
}

/// A control whose picture is uploaded but for its last piece.
struct AlmostThere {
    phone: Phone,
    path: String,
    offset: usize,
}

impl AlmostThere {
    async fn bring(desk: &Desk, number: usize, passport: &emrtd_simulator::Specimen, picture: &[u8]) -> Self {
        let mut phone = Phone::new(desk.order("demo-unattended", &format!("control-{number}")).await);
        phone.claim(desk).await;
        phone.give_access(desk, &mrz(passport)).await;
        desk.relay(&mut phone, ChipEnd::Read(Box::new(record(passport.clone())))).await;
        let sha256 = hex::encode(ring::digest::digest(&ring::digest::SHA256, picture));
        let new = json!({"bytes": picture.len(), "sha256": sha256});
        let begun = phone.send(desk, "POST", "/probes", Some(new)).await.json();
        let path = format!("/probes/{}", begun["probe"].as_str().unwrap());
        let mut offset = 0;
        let (most, _) = picture.split_at(picture.len() - 1);
        for piece in most.chunks(200_000) {
            let at = offset.to_string();
            let kept =
                phone.send_bytes(desk, "PATCH", &path, Some(piece.to_vec()), &[("upload-offset", &at)]).await;
            assert_eq!(kept.status, 200, "{}", kept.text);
            offset += piece.len();
        }
        Self { phone, path, offset }
    }

    /// Sends the last piece until it is taken: how often it was turned away.
    async fn finish_upload(&mut self, desk: &Desk, picture: &[u8]) -> usize {
        for turned_away in 0..600 {
            let (piece, at) = (vec![picture[self.offset]], self.offset.to_string());
            let headers = [("upload-offset", at.as_str())];
            let answer = self.phone.send_bytes(desk, "PATCH", &self.path, Some(piece), &headers).await;
            if answer.status == 200 {
                assert_eq!(answer.json()["advice"]["face"], "ok");
                return turned_away;
            }
            assert_busy(&answer);
            let stands = self.phone.send(desk, "GET", &self.path, None).await.json();
            assert_eq!(stands["offset"], self.offset, "nothing was taken");
            sleep(Duration::from_millis(50)).await;
        }
        panic!("it was never taken");
    }

    /// Asks for the verdict until it is taken: how often it was turned away.
    async fn conclude(&mut self, desk: &Desk) -> usize {
        for turned_away in 0..600 {
            let answer = self.phone.send(desk, "POST", "/conclude", None).await;
            if answer.status == 202 {
                return turned_away;
            }
            assert_busy(&answer);
            assert_eq!(self.phone.status(desk).await["state"], "probe_received", "nothing has happened");
            sleep(Duration::from_millis(50)).await;
        }
        panic!("it was never taken");
    }
}

fn assert_busy(answer: &Answer) {
    answer.assert_problem(503, "busy");
    assert_eq!(answer.header("retry-after"), "2");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_full_queue_turns_away_and_loses_nothing() {
    let Some((picture, networks)) = face_material("obama2.jpg") else { return };
    let desk = Desk::open_with(|config| config.limits.waiting = 0, vec![networks]).await;
    let passport = specimen(None);
    let mut controls = vec![];
    for number in 0..6 {
        controls.push(AlmostThere::bring(&desk, number, &passport, &picture).await);
    }
    let desk = Arc::new(desk);
    let picture = Arc::new(picture);
    let tasks: Vec<_> = controls
        .into_iter()
        .map(|mut control| {
            let (desk, picture) = (Arc::clone(&desk), Arc::clone(&picture));
            tokio::spawn(async move {
                let turned_away =
                    control.finish_upload(&desk, &picture).await + control.conclude(&desk).await;
                (control.phone.control, turned_away)
            })
        })
        .collect();
    let mut turned_away = 0;
    for task in tasks {
        let (control, times) = task.await.unwrap();
        turned_away += times;
        support::until(async || desk.state(&control).await == "concluded").await;
    }
    assert!(turned_away > 0, "six at once are too many for one worker and no queue");
}
