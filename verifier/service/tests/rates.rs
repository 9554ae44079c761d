//! Whoever asks too often is told when to come back, and nobody pays for another.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

mod support;

use axum::body::Body;
use axum::http::Request;
use service::config::Config;
use std::time::Duration;
use support::{Answer, Desk};
use tokio::time::sleep;

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
