//! What a relay may take: time, room, sockets. Whatever it does, its session ends within a stated limit and leaves nothing.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

mod support;

use capture::relay::{Connection, ConnectionError, MAXIMUM_MESSAGE, Outcome, RelayError};
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
async fn a_server_that_ends_says_so_to_its_relays() {
    let mut served = Served::open().await;
    let (connection, _) = served.begun().await;
    served.end();
    assert_eq!(closed(connection).await, 1001);
}
