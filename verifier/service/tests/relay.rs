//! The relay from end to end: its client on a simulated chip against the served WebSocket, and whoever plays it.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod support;

use capture::relay::{ConnectionError, End, MAXIMUM_MESSAGE, Outcome, RelayError, RelayKey, SessionUrl};
use capture::transport::SimulatedCard;
use capture::{Card, CardError};
use emrtd::session::ReadPlan;
use emrtd_simulator::IssueOptions;
use serde_json::{Value, json};
use support::{Served, relay};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::task::spawn_blocking;

#[tokio::test(flavor = "multi_thread")]
async fn a_chip_is_read_through_the_relay() {
    let mut served = Served::open().await;
    let url = served.session().await;
    let (end, shown) = relay(SimulatedCard::new(served.specimen.clone()), url.clone(), true).await;
    assert_eq!(end.unwrap(), End { outcome: Outcome::Read, reason: None });
    assert_eq!(shown[0], "eid-issuer An eID of Example Bank");
    assert_eq!((shown[1].as_str(), shown.last().unwrap().as_str()), ("access 5", "files 70"));
    let percents = shown[1..].iter().map(|line| line.rsplit(' ').next().unwrap().parse::<u8>().unwrap());
    assert!(percents.is_sorted(), "{shown:?}");
    assert_eq!(served.state().await, "chip_read");
    // The ticket was for once.
    let (again, _) = relay(SimulatedCard::new(served.specimen.clone()), url, true).await;
    assert!(
        matches!(again, Err(RelayError::Connection(ConnectionError::Refused { status: 403, .. }))),
        "{again:?}"
    );
    assert_eq!(served.state().await, "chip_read");
}

#[tokio::test(flavor = "multi_thread")]
async fn without_consent_nothing_is_read() {
    let mut served = Served::open().await;
    let url = served.session().await;
    let (end, _) = relay(SimulatedCard::new(served.specimen.clone()), url, false).await;
    assert!(matches!(end, Err(RelayError::Declined)));
    served.until("access_given").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn another_documents_chip_is_refused_and_access_asked_again() {
    let mut served = Served::open().await;
    let options = IssueOptions { document_number: "X00000001".into(), ..IssueOptions::default() };
    let other = emrtd_simulator::issue(&options, &mut capture::SystemRandomness::new()).unwrap();
    let url = served.session().await;
    let (end, _) = relay(SimulatedCard::new(other), url, true).await;
    assert_eq!(end.unwrap(), End { outcome: Outcome::Refused, reason: Some("access_denied".into()) });
    assert_eq!(served.state().await, "claimed");
}

/// A card that is taken away after some commands.
struct TakenAway(SimulatedCard, usize);

impl Card for TakenAway {
    fn transmit(&mut self, command: &[u8]) -> Result<Vec<u8>, CardError> {
        self.1 = self.1.checked_sub(1).ok_or(CardError::Lost)?;
        self.0.transmit(command)
    }

    fn maximum_response(&self) -> u32 {
        ReadPlan::LONGEST_RESPONSE
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_cut_midway_is_read_anew_with_a_new_ticket() {
    let mut served = Served::open().await;
    for commands in [0, 3, 8, 15] {
        let url = served.session().await;
        let card = TakenAway(SimulatedCard::new(served.specimen.clone()), commands);
        let (end, _) = relay(card, url, true).await;
        assert!(matches!(end, Err(RelayError::Card(_))), "{end:?}");
        served.until("access_given").await;
    }
    let (connection, _) = served.begun().await;
    assert_eq!(served.state().await, "chip_reading");
    drop(connection);
    served.until("access_given").await;
    let url = served.session().await;
    let (end, shown) = relay(SimulatedCard::new(served.specimen.clone()), url, true).await;
    assert_eq!((end.unwrap().outcome, shown[1].as_str()), (Outcome::Read, "access 5"));
    assert_eq!(served.state().await, "chip_read");
}

/// A card that answers nonsense after some commands.
struct Misbehaving(SimulatedCard, usize, &'static [u8]);

impl Card for Misbehaving {
    fn transmit(&mut self, command: &[u8]) -> Result<Vec<u8>, CardError> {
        match self.1.checked_sub(1) {
            Some(left) => self.1 = left,
            None => return Ok(self.2.to_vec()),
        }
        self.0.transmit(command)
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_chip_that_answers_nonsense_is_refused_for_it() {
    let mut served = Served::open().await;
    let endless = &[1, 0x61, 0x00][..];
    for (commands, nonsense) in [(0, &[0x90][..]), (0, endless), (8, &[]), (8, &[0x90]), (8, endless)] {
        let url = served.session().await;
        let card = Misbehaving(SimulatedCard::new(served.specimen.clone()), commands, nonsense);
        let (end, _) = relay(card, url, true).await;
        let reason = if nonsense == endless { "answer_endless" } else { "answer_malformed" };
        assert_eq!(end.unwrap(), End { outcome: Outcome::Refused, reason: Some(reason.into()) });
    }
    // Each was an attempt that counts, and there are no more.
    served.until("concluded").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_ticket_cuts_the_session_under_way() {
    let mut served = Served::open().await;
    let (mut connection, _) = served.begun().await;
    let url = served.session().await;
    let closed = spawn_blocking(move || connection.receive()).await.unwrap();
    assert!(matches!(closed, Err(ConnectionError::Closed(4409))), "{closed:?}");
    let (end, _) = relay(SimulatedCard::new(served.specimen.clone()), url, true).await;
    assert_eq!(end.unwrap().outcome, Outcome::Read);
}

/// The message with which a session is broken off when it takes the place of the answers.
async fn broken_by(message: String) -> Option<u16> {
    let mut served = Served::open().await;
    let (mut connection, commands) = served.begun().await;
    let commands: Value = serde_json::from_str(&commands).unwrap();
    assert!(commands["commands"].as_array().unwrap().len() > 1);
    let ended = spawn_blocking(move || {
        let _ = connection.send(message);
        connection.receive()
    })
    .await
    .unwrap();
    served.until("access_given").await;
    match ended {
        Err(ConnectionError::Closed(code)) => Some(code),
        Err(ConnectionError::Broken) => None,
        other => panic!("{other:?}"),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn any_message_but_the_next_ends_the_session() {
    let answers =
        |n: u64, answers: &[&str]| json!({"n": n, "type": "answers", "answers": answers}).to_string();
    let unexpected = [
        ("replayed", r#"{"n":1,"type":"consent"}"#.to_owned()),
        ("out of order", answers(3, &["9000", "6A82"])),
        ("out of place", r#"{"n":2,"type":"consent"}"#.to_owned()),
        ("of the server", r#"{"n":2,"type":"end","outcome":"read"}"#.to_owned()),
        ("no answer", answers(2, &[])),
        ("an answer missing", answers(2, &["9000"])),
        ("an answer after a refusal", answers(2, &["9000", "6A82", "9000", "9000"])),
        ("not an answer", answers(2, &["90"])),
        ("not JSON", "hello".to_owned()),
    ];
    for (name, message) in unexpected {
        assert_eq!(broken_by(message).await, Some(4400), "{name}");
    }
    let long = answers(2, &[&"00".repeat(MAXIMUM_MESSAGE / 2)]);
    assert!(matches!(broken_by(long).await, Some(4400) | None));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_ticket_that_comes_late_opens_nothing() {
    let mut served = Served::open().await;
    let url = served.session().await;
    let files = served.desk.data_files();
    let (database, _) =
        files.iter().find(|(path, _)| path.extension().is_some_and(|kind| kind == "db")).unwrap();
    let pool = sqlx::SqlitePool::connect(&format!("sqlite:{}", database.display())).await.unwrap();
    let late = "UPDATE control SET ticket_expires_at = ticket_expires_at - 120000";
    sqlx::query(late).execute(&pool).await.unwrap();
    let (end, _) = relay(SimulatedCard::new(served.specimen.clone()), url, true).await;
    assert!(
        matches!(end, Err(RelayError::Connection(ConnectionError::Refused { status: 403, .. }))),
        "{end:?}"
    );
    assert_eq!(served.state().await, "access_given");
}

/// The status and the problem's code with which an upgrade with these headers is answered.
async fn upgrade(url: &SessionUrl, headers: &[(&str, String)]) -> (u16, String) {
    let headers: String = headers.iter().map(|(name, value)| format!("{name}: {value}\r\n")).collect();
    let path = url.target().replace(&format!("http://{}:{}", url.host(), url.port()), "");
    let request = format!(
        "GET {path} HTTP/1.1\r\nHost: {}\r\nConnection: upgrade\r\nUpgrade: websocket\r\n\
         Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n{headers}\r\n",
        url.host()
    );
    let mut stream = tokio::net::TcpStream::connect((url.host(), url.port())).await.unwrap();
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = vec![0; 4096];
    let length = stream.read(&mut answer).await.unwrap();
    let answer = String::from_utf8_lossy(&answer[..length]).into_owned();
    let status = answer.split(' ').nth(1).unwrap().parse().unwrap();
    let body = answer.split_once("\r\n\r\n").unwrap().1;
    let problem: Option<Value> = serde_json::from_str(body).ok();
    (status, problem.map_or(String::new(), |problem| problem["code"].as_str().unwrap().to_owned()))
}

#[tokio::test(flavor = "multi_thread")]
async fn an_upgrade_needs_protocol_ticket_and_proof_and_a_wrong_one_uses_no_ticket() {
    let mut served = Served::open().await;
    let url = served.session().await;
    let now = u64::try_from(time::OffsetDateTime::now_utc().unix_timestamp()).unwrap();
    let key = RelayKey::generate().unwrap();
    let proof = |target: &str, ticket: &str, at| ("DPoP", key.proof(target, ticket, at).unwrap());
    let protocol = || ("Sec-WebSocket-Protocol", "idkontroll-relay.v1".to_owned());
    let ticket = |ticket: &str| ("Authorization", format!("Ticket {ticket}"));
    let (target, own) = (url.target(), url.ticket());
    let guessed = "A".repeat(43);
    let refused = [
        (400, "relay_protocol", vec![ticket(own), proof(&target, own, now)]),
        (401, "ticket_missing", vec![protocol(), proof(&target, own, now)]),
        (401, "dpop_missing", vec![protocol(), ticket(own)]),
        (401, "invalid_dpop_proof", vec![protocol(), ticket(own), proof("http://127.0.0.1/x", own, now)]),
        (401, "invalid_dpop_proof", vec![protocol(), ticket(own), proof(&target, &guessed, now)]),
        (403, "forbidden", vec![protocol(), ticket(&guessed), proof(&target, &guessed, now)]),
    ];
    for (status, code, headers) in refused {
        assert_eq!(upgrade(&url, &headers).await, (status, code.to_owned()));
    }
    let right = [protocol(), ticket(own), proof(&target, own, now - 86_400)];
    assert_eq!(upgrade(&url, &right).await.0, 101, "the ticket stands for a clock that is off");
    assert_eq!(upgrade(&url, &right).await, (403, "forbidden".to_owned()), "but it is good once");
}
