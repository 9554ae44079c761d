//! Frames that no relay writes: whatever they are, the session ends within its limit and leaves nothing.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

mod support;

use capture::relay::{RelayKey, SessionUrl};
use std::time::{Duration, Instant};
use support::Served;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::{sleep, timeout};

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
    let mut served = Served::open_with(|config| config.relay.silence_seconds = 1).await;
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
