//! What a relay may take: time, room, sockets. Whatever it does, its session ends within a stated limit and leaves nothing.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

mod support;

use capture::relay::{
    Connection, ConnectionError, MAXIMUM_MESSAGE, Outcome, RelayError, RelayKey, SessionUrl,
};
use capture::transport::SimulatedCard;
use capture::{Card, CardError};
use service::config::Config;
use std::time::{Duration, Instant};
use support::{Served, relay};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::task::spawn_blocking;
use tokio::time::{sleep, timeout};

/// A card that takes its time.
struct Slow(SimulatedCard, Duration);

impl Card for Slow {
    fn transmit(&mut self, command: &[u8]) -> Result<Vec<u8>, CardError> {
        std::thread::sleep(self.1);
        self.0.transmit(command)
    }

    fn maximum_response(&self) -> u32 {
        emrtd::session::ReadPlan::LONGEST_RESPONSE
    }
}

fn seconds(ticket: u64, silence: u64, session: u64) -> impl FnOnce(&mut Config) {
    move |config| {
        let relay = &mut config.relay;
        (relay.ticket_seconds, relay.silence_seconds, relay.session_seconds) = (ticket, silence, session);
    }
}

fn refused(end: &Result<capture::relay::End, RelayError>) -> bool {
    matches!(end, Err(RelayError::Connection(ConnectionError::Refused { status: 403, .. })))
}

/// The code with which the server closes a session, within some seconds.
async fn closed(mut connection: Connection) -> u16 {
    let closing = spawn_blocking(move || {
        loop {
            if let Err(error) = connection.receive() {
                return error;
            }
        }
    });
    match timeout(Duration::from_secs(20), closing).await.unwrap().unwrap() {
        ConnectionError::Closed(code) => code,
        other => panic!("{other:?}"),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_ticket_holds_for_a_while_and_no_longer() {
    let mut served = Served::open_with(seconds(1, 60, 300)).await;
    let url = served.session().await;
    sleep(Duration::from_millis(1200)).await;
    let (end, _) = relay(SimulatedCard::new(served.specimen.clone()), url, true).await;
    assert!(refused(&end), "{end:?}");
    let url = served.session().await;
    let (end, _) = relay(SimulatedCard::new(served.specimen.clone()), url, true).await;
    assert_eq!(end.unwrap().outcome, Outcome::Read);
}

#[tokio::test(flavor = "multi_thread")]
async fn of_many_who_come_with_one_ticket_one_gets_in() {
    let mut served = Served::open().await;
    let url = served.session().await;
    let all: Vec<_> = (0..8)
        .map(|_| {
            let url = url.clone();
            spawn_blocking(move || Connection::open(&url))
        })
        .collect();
    let mut open = vec![];
    for one in all {
        match one.await.unwrap() {
            Ok(connection) => open.push(connection),
            Err(ConnectionError::Refused { status: 403, .. }) => {}
            Err(other) => panic!("{other:?}"),
        }
    }
    assert_eq!(open.len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_silent_relay_is_ended_and_a_slow_one_is_not() {
    let mut served = Served::open_with(seconds(120, 3, 300)).await;
    let (connection, _) = served.begun().await;
    let begun = Instant::now();
    assert_eq!(closed(connection).await, 4408);
    assert!(begun.elapsed() < Duration::from_secs(12));
    served.until("access_given").await;
    let url = served.session().await;
    let card = Slow(SimulatedCard::new(served.specimen.clone()), Duration::from_millis(180));
    let begun = Instant::now();
    let (end, _) = relay(card, url, true).await;
    assert_eq!(end.unwrap().outcome, Outcome::Read);
    assert!(begun.elapsed() > Duration::from_secs(3), "it took longer than one silence may");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_ends_however_busy_it_is() {
    let mut served = Served::open_with(seconds(120, 60, 4)).await;
    let url = served.session().await;
    let card = Slow(SimulatedCard::new(served.specimen.clone()), Duration::from_millis(400));
    let begun = Instant::now();
    let (end, _) = relay(card, url, true).await;
    assert!(matches!(end, Err(RelayError::Connection(ConnectionError::Closed(4408)))), "{end:?}");
    assert!(begun.elapsed() < Duration::from_secs(12));
    served.until("access_given").await;
    let url = served.session().await;
    let (end, _) = relay(SimulatedCard::new(served.specimen.clone()), url, true).await;
    assert_eq!(end.unwrap().outcome, Outcome::Read, "a quick one is within the time");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_longest_message_is_read_and_a_longer_one_is_not() {
    let consent = r#"{"n":1,"type":"consent"}"#;
    for (length, read) in [(MAXIMUM_MESSAGE, true), (MAXIMUM_MESSAGE + 1, false)] {
        let mut served = Served::open().await;
        let url = served.session().await;
        let next = spawn_blocking(move || {
            let mut connection = Connection::open(&url).unwrap();
            connection.receive().unwrap();
            let _ = connection.send(format!("{consent}{}", " ".repeat(length - consent.len())));
            connection.receive()
        });
        let next = timeout(Duration::from_secs(20), next).await.unwrap().unwrap();
        assert_eq!(next.as_ref().is_ok_and(|text| text.contains("progress")), read, "{next:?}");
        if !read {
            served.until("access_given").await;
        }
    }
}

/// A session whose frames are written by hand, behind the introduction.
async fn raw(url: &SessionUrl) -> TcpStream {
    let now = u64::try_from(time::OffsetDateTime::now_utc().unix_timestamp()).unwrap();
    let proof = RelayKey::generate().unwrap().proof(&url.target(), url.ticket(), now).unwrap();
    let path = url.target().replace(&format!("http://{}:{}", url.host(), url.port()), "");
    let request = format!(
        "GET {path} HTTP/1.1\r\nHost: {}\r\nConnection: upgrade\r\nUpgrade: websocket\r\n\
         Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\
         Sec-WebSocket-Protocol: idkontroll-relay.v1\r\nAuthorization: Ticket {}\r\nDPoP: {proof}\r\n\r\n",
        url.host(),
        url.ticket()
    );
    let mut stream = TcpStream::connect((url.host(), url.port())).await.unwrap();
    stream.write_all(request.as_bytes()).await.unwrap();
    stream
}

/// A frame with this first byte (FIN and opcode), masked with zeros.
fn frame(first: u8, payload: &[u8]) -> Vec<u8> {
    let length = u16::try_from(payload.len()).unwrap().to_be_bytes();
    [&[first, 0x80 | 126][..], &length, &[0; 4], payload].concat()
}

/// Writes a frame again and again until the connection ends: how long that took.
async fn again_and_again(stream: TcpStream, first: Vec<u8>, then: Vec<u8>, pause: Duration) -> Duration {
    let begun = Instant::now();
    let (mut reader, mut writer) = stream.into_split();
    let writing = tokio::spawn(async move {
        let mut next = &first;
        while writer.write_all(next).await.is_ok() {
            next = &then;
            sleep(pause).await;
        }
    });
    let mut taken = vec![];
    let _ = timeout(Duration::from_secs(20), reader.read_to_end(&mut taken))
        .await
        .expect("the server must close");
    writing.abort();
    begun.elapsed()
}

#[tokio::test(flavor = "multi_thread")]
async fn neither_pings_nor_pieces_keep_a_session_alive() {
    const TEXT: u8 = 0x01;
    const CONTINUATION: u8 = 0x00;
    const PING: u8 = 0x89;
    let mut served = Served::open_with(seconds(120, 1, 300)).await;
    let pause = Duration::from_millis(100);
    for (first, then) in [(PING, PING), (TEXT, CONTINUATION)] {
        let stream = raw(&served.session().await).await;
        let time = again_and_again(stream, frame(first, b"x"), frame(then, b"x"), pause).await;
        assert!(time < Duration::from_secs(12), "{time:?}");
        served.until("access_given").await;
    }
    // Pieces that together are longer than a message may be: ended at once, whatever the time.
    let mut served = Served::open().await;
    let (stream, piece) = (raw(&served.session().await).await, vec![b' '; 60_000]);
    let pieces = (frame(TEXT, &piece), frame(CONTINUATION, &piece));
    let time = again_and_again(stream, pieces.0, pieces.1, Duration::ZERO).await;
    assert!(time < Duration::from_secs(12), "{time:?}");
    served.until("access_given").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn frames_that_a_client_may_not_send_end_the_session() {
    let unmasked = vec![0x81, 0x02, b'{', b'}'];
    let reserved = [&[0x83, 0x80][..], &[0; 4]].concat();
    let endless = [&[0x81, 0x80 | 127][..], &u64::MAX.to_be_bytes(), &[0; 4]].concat();
    let mut served = Served::open().await;
    for bad in
        [unmasked, reserved, frame(0x82, b"binary"), frame(0x89, &[0; 200]), frame(0x81, &[0xFF]), endless]
    {
        let stream = raw(&served.session().await).await;
        let time = again_and_again(stream, bad.clone(), vec![], Duration::from_secs(30)).await;
        assert!(time < Duration::from_secs(12), "{bad:?} {time:?}");
        served.until("access_given").await;
    }
    let mut stream = raw(&served.session().await).await;
    stream.write_all(&frame(0x81, br#"{"n":1,"type":"consent"}"#)).await.unwrap();
    let mut text = String::new();
    while !text.contains("transmit") {
        let mut bytes = vec![0; 4096];
        let read = timeout(Duration::from_secs(5), stream.read(&mut bytes)).await.unwrap().unwrap();
        assert!(read > 0, "the right frame goes on: {text}");
        text.push_str(&String::from_utf8_lossy(&bytes[..read]));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_relay_takes_a_place_until_it_leaves() {
    let mut served = Served::open_with(|config| config.limits.connections = 1).await;
    let address = served.desk.service.public_url().trim_start_matches("http://").to_owned();
    let status = async || {
        let mut stream = TcpStream::connect(&address).await.unwrap();
        let request = "GET /healthz HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";
        stream.write_all(request.as_bytes()).await.unwrap();
        let mut answer = vec![];
        let _ = timeout(Duration::from_secs(5), stream.read_to_end(&mut answer)).await.unwrap();
        String::from_utf8(answer).unwrap().split(' ').nth(1).unwrap_or_default().to_owned()
    };
    let (connection, _) = served.begun().await;
    for _ in 0..3 {
        assert_eq!(status().await, "503");
        sleep(Duration::from_millis(300)).await;
    }
    assert_eq!(served.state().await, "chip_reading", "the session goes on");
    drop(connection);
    support::until(async || status().await == "200").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_ticket_leaves_one_socket_a_control() {
    let mut served = Served::open_with(|config| config.limits.connections = 3).await;
    let (mut last, _) = served.begun().await;
    for _ in 0..5 {
        let (next, _) = served.begun().await;
        assert_eq!(closed(std::mem::replace(&mut last, next)).await, 4409);
    }
    assert_eq!(served.state().await, "chip_reading", "the last session is the control's");
    drop(last);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_phone_sees_how_far_the_chip_is_and_nothing_of_a_cut_session() {
    let mut served = Served::open().await;
    let (connection, _) = served.begun().await;
    let status = served.phone.status(&served.desk).await;
    assert_eq!(
        (&status["state"], &status["chip"]["stage"]),
        (&"chip_reading".into(), &"access".into()),
        "{status}"
    );
    assert!(status["chip"]["percent"].as_u64().is_some_and(|percent| percent <= 100));
    served.session().await;
    let status = served.phone.status(&served.desk).await;
    assert!(status["chip"].is_null(), "{status}");
    drop(connection);
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_hangs_up_at_the_door_leaves_no_session() {
    let mut served = Served::open().await;
    for wait in [0, 1, 5, 20] {
        let stream = raw(&served.session().await).await;
        sleep(Duration::from_millis(wait)).await;
        drop(stream);
        sleep(Duration::from_millis(200)).await;
        served.until("access_given").await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_ends_says_so_to_its_relays() {
    let mut served = Served::open().await;
    let (connection, _) = served.begun().await;
    served.end();
    assert_eq!(closed(connection).await, 1001);
}
