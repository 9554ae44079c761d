//! What operators see and others do not, and what they can show about the events.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

mod support;

use service::verify_events;
use std::net::{SocketAddr, TcpListener};
use std::time::Duration;
use support::{Desk, Phone, Served, order, served_with};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// The status of a request with these headers.
async fn status(address: &str, path: &str, headers: &str) -> u16 {
    let mut stream = TcpStream::connect(address).await.unwrap();
    let request = format!("GET {path} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n{headers}\r\n");
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    answer.split(' ').nth(1).unwrap().parse().unwrap()
}

fn address(desk: &Desk) -> String {
    desk.service.public_url().strip_prefix("http://").unwrap().to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn counters_are_read_on_this_machine_alone() {
    let desk = served_with(|_| {}).await;
    let phones = address(&desk);
    assert_eq!(status(&phones, "/metrics", "").await, 200);
    for forwarded in ["X-Forwarded-For: 203.0.113.9\r\n", "Forwarded: for=203.0.113.9\r\n"] {
        assert_eq!(status(&phones, "/metrics", forwarded).await, 404, "not through a proxy");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn or_at_an_address_of_the_operators_own() {
    let free = TcpListener::bind("127.0.0.1:0").unwrap();
    let own: SocketAddr = free.local_addr().unwrap();
    drop(free);
    let desk = served_with(|config| config.metrics_listen = Some(own)).await;
    assert_eq!(status(&address(&desk), "/metrics", "").await, 404);
    assert_eq!(status(&own.to_string(), "/metrics", "").await, 200);
    assert_eq!(status(&own.to_string(), "/v1/controls/x", "").await, 404);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_caller_who_hangs_up_is_not_waited_with() {
    let desk = served_with(|config| config.patience.farewell_seconds = 5).await;
    let (id, _) = desk.order("demo-unattended", "one").await;
    let mut stream = TcpStream::connect(address(&desk)).await.unwrap();
    let key = &desk.tenant.api_key;
    let poll =
        format!("GET /v1/controls/{id}?after=1 HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer {key}\r\n\r\n");
    stream.write_all(poll.as_bytes()).await.unwrap();
    tokio::time::sleep(Duration::from_millis(300)).await;
    drop(stream);
    // An answer is counted when it is given: long before the 25 seconds of the wait are over.
    let counted = support::until(async || {
        desk.get("/metrics").await.text.contains("route=\"/v1/controls/{id}\",status=\"200\"")
    });
    assert!(tokio::time::timeout(Duration::from_secs(10), counted).await.is_ok());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_caller_who_waits_is_answered_when_the_server_ends() {
    let served = Served::open().await;
    let (address, control) = (address(&served.desk), served.phone.control.clone());
    let (key, version) = (&served.desk.tenant.api_key, 3);
    let poll = format!(
        "GET /v1/controls/{control}?after={version} HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer {key}\r\n\r\n"
    );
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream.write_all(poll.as_bytes()).await.unwrap();
    let mut answer = String::new();
    let waits = tokio::time::timeout(Duration::from_millis(300), stream.read_to_string(&mut answer)).await;
    assert!(waits.is_err(), "{answer}");
    served.end();
    let answered = tokio::time::timeout(Duration::from_secs(5), stream.read_to_string(&mut answer)).await;
    answered.expect("long before the farewell is over").unwrap();
    assert!(answer.starts_with("HTTP/1.1 200") && answer.contains("\"access_given\""), "{answer}");
}

#[tokio::test]
async fn the_same_order_made_again_is_counted_once_and_says_where_it_stands() {
    let desk = Desk::open().await;
    let first = desk.issuer("POST", "/v1/controls", Some(order("demo-unattended"))).await.json();
    let path = format!("/v1/controls/{}/cancel", first["id"].as_str().unwrap());
    desk.issuer("POST", &path, None).await;
    let again = desk.issuer("POST", "/v1/controls", Some(order("demo-unattended"))).await.json();
    assert_eq!((&again["id"], &again["link"]), (&first["id"], &first["link"]));
    assert_eq!((first["state"].as_str(), again["state"].as_str()), (Some("created"), Some("cancelled")));
    let metrics = desk.get("/metrics").await.text;
    assert!(metrics.contains("idkontroll_controls_created_total 1\n"), "{metrics}");
}

#[tokio::test]
async fn events_that_were_changed_moved_or_cut_off_are_found() {
    let desk = Desk::open().await;
    let mut phone = Phone::new(desk.order("demo-unattended", "one").await);
    phone.claim(&desk).await;
    desk.order("demo-unattended", "two").await;
    let config = desk.config();
    let found = verify_events(&config, None).await.unwrap();
    assert_eq!((found.events, found.broken_at, found.witnessed), (3, None, None));
    let head = found.head;
    desk.order("demo-unattended", "three").await;
    assert_eq!(verify_events(&config, Some(&head)).await.unwrap().witnessed, Some(true));
    assert_eq!(verify_events(&config, Some("00")).await.unwrap().witnessed, Some(false));

    let pool = desk.database().await;
    for trigger in ["event_is_never_deleted", "event_is_never_changed"] {
        let drop = format!("DROP TRIGGER {trigger}");
        sqlx::query(sqlx::AssertSqlSafe(drop)).execute(&pool).await.unwrap();
    }
    sqlx::query("DELETE FROM event WHERE sequence > 2").execute(&pool).await.unwrap();
    let cut = verify_events(&config, Some(&head)).await.unwrap();
    assert_eq!((cut.broken_at, cut.witnessed), (None, Some(false)), "only the witness tells");
    sqlx::query("UPDATE event SET control = 'another' WHERE sequence = 1").execute(&pool).await.unwrap();
    assert_eq!(verify_events(&config, None).await.unwrap().broken_at, Some(1));
    desk.service.close().await;
    assert_eq!(verify_events(&config, None).await.unwrap().broken_at, Some(1), "also when nothing serves");
}
