//! What callers should not send, and what nobody should find.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod support;

use axum::body::Body;
use axum::http::Request;
use serde_json::{Value, json};
use service::control::ChipEnd;
use support::{Desk, Phone, mrz, order, record, specimen};

async fn ordered(desk: &Desk, change: impl FnOnce(&mut Value)) -> support::Answer {
    let mut order = order("demo-unattended");
    change(&mut order);
    desk.issuer("POST", "/v1/controls", Some(order)).await
}

#[tokio::test]
async fn orders_that_are_not_allowed() {
    let desk = Desk::open().await;
    for (member, value, code) in [
        ("redirect", "https://evil.example/", "redirect"),
        ("redirect", "https://issuer.example/return?x", "redirect"),
        ("policy", "high", "policy"),
        ("policy", "../../etc/passwd", "policy"),
        ("nonce", "short", "nonce"),
        ("nonce", &"n".repeat(129), "nonce"),
        ("state", "with a space", "state"),
        ("purpose", "", "purpose"),
        ("webhook", "http://127.0.0.1/", "webhook"),
        ("webhook", "https://169.254.169.254/", "webhook"),
        ("unknown", "x", "unexpected_form"),
    ] {
        ordered(&desk, |order| order[member] = value.into()).await.assert_problem(422, code);
    }
}

#[tokio::test]
async fn bodies_that_are_not_allowed() {
    let desk = Desk::open().await;
    let send = async |kind: &str, body: Vec<u8>| {
        let request = Request::post("/v1/controls")
            .header("authorization", format!("Bearer {}", desk.tenant.api_key))
            .header("idempotency-key", "k")
            .header("content-type", kind);
        desk.send(request.body(Body::from(body)).unwrap()).await
    };
    send("application/json", vec![b' '; 17 << 10]).await.assert_problem(413, "too_large");
    send("application/json", b"{".to_vec()).await.assert_problem(400, "not_json");
    send("text/plain", b"{}".to_vec()).await.assert_problem(415, "not_json");
    send("application/json", b"[]".to_vec()).await.assert_problem(422, "unexpected_form");
}

#[tokio::test]
async fn paths_lead_nowhere_else() {
    let desk = Desk::open().await;
    for path in [
        "/assets/../Cargo.toml",
        "/assets/..%2f..%2fCargo.toml",
        "/assets//etc/passwd",
        "/assets/index.html",
        "/nothing",
        "/v1/controls/..%2f..",
        "/v1/phone/x/introduction/y",
    ] {
        let answer = desk.get(path).await;
        assert!(answer.status == 404 || answer.status == 401, "{path}: {}", answer.status);
        assert_eq!(answer.header("content-type"), "application/problem+json", "{path}");
    }
    desk.send(Request::put("/healthz").body(Body::empty()).unwrap())
        .await
        .assert_problem(405, "method_not_allowed");
}

#[tokio::test]
async fn uploads_keep_to_their_order_and_size() {
    let desk = Desk::open().await;
    let passport = specimen(None);
    let mut phone = Phone::new(desk.order("demo-unattended", "one").await);
    phone.claim(&desk).await;
    let new = |bytes: u64| Some(json!({"bytes": bytes, "sha256": "0".repeat(64)}));
    phone.send(&desk, "POST", "/probes", new(10)).await.assert_problem(409, "wrong_state");
    phone.give_access(&desk, &mrz(&passport)).await;
    desk.relay(&mut phone, ChipEnd::Read(Box::new(record(passport)))).await;
    phone.send(&desk, "POST", "/probes", new(9 << 20)).await.assert_problem(422, "bytes");
    phone.send(&desk, "POST", "/probes", new(0)).await.assert_problem(422, "bytes");
    let begun = phone.send(&desk, "POST", "/probes", new(1 << 20)).await.json();
    let path = format!("/probes/{}", begun["probe"].as_str().unwrap());
    let mut patch = async |offset: &str, length: usize| {
        phone.send_bytes(&desk, "PATCH", &path, Some(vec![1; length]), &[("upload-offset", offset)]).await
    };
    assert_eq!(patch("0", 1000).await.json()["offset"], 1000);
    patch("0", 1000).await.assert_problem(409, "upload_offset");
    patch("2000", 1000).await.assert_problem(409, "upload_offset");
    patch("x", 1000).await.assert_problem(400, "upload_offset");
    patch("1000", (256 << 10) + 1).await.assert_problem(413, "too_large");
    assert_eq!(phone.send(&desk, "GET", &path, None).await.json()["offset"], 1000);
    let strange = format!("/probes/{}", "0".repeat(32));
    phone.send(&desk, "GET", &strange, None).await.assert_problem(404, "not_found");
}

#[tokio::test]
async fn too_many_requests_are_turned_away() {
    let desk = Desk::open_with(|config| config.limits.requests_per_address = 2, vec![]).await;
    let mut refused = None;
    for _ in 0..12 {
        let answer = desk.get("/healthz").await;
        if answer.status != 200 {
            refused = Some(answer);
            break;
        }
    }
    let refused = refused.unwrap();
    refused.assert_problem(429, "too_many_requests");
    assert_eq!(refused.header("retry-after"), "1");
}

#[tokio::test]
async fn nothing_personal_is_left_in_the_clear() {
    let desk = Desk::open().await;
    let passport = specimen(None);
    let zone = mrz(&passport);
    let mut phone = Phone::new(desk.order("demo-unattended", "one").await);
    phone.claim(&desk).await;
    let wrong = phone.send(&desk, "POST", "/access", Some(json!({"mrz": zone.replace('3', "4")}))).await;
    wrong.assert_problem(422, "check_digit");
    phone.give_access(&desk, &zone).await;
    desk.relay(&mut phone, ChipEnd::Read(Box::new(record(passport)))).await;
    let metrics = desk.get("/metrics").await.text;
    assert!(metrics.contains("idkontroll_controls_chip_read 1"), "{metrics}");
    let mut canaries: Vec<Vec<u8>> =
        ["ERIKSSON", "L898902C", "740812", "An eID of Example Bank", "nonce-4711", "state-4711"]
            .iter()
            .map(|text| text.as_bytes().to_vec())
            .collect();
    canaries.push(phone.secret.clone().into_bytes());
    canaries.push(desk.tenant.api_key.clone().into_bytes());
    canaries.push(desk.tenant.webhook_secret.clone().into_bytes());
    let mut places = desk.data_files();
    assert!(places.iter().any(|(path, _)| path.ends_with("idkontroll.db")));
    places.push(("metrics".into(), metrics.into_bytes()));
    places.push(("error".into(), wrong.text.into_bytes()));
    for (path, bytes) in places {
        for canary in &canaries {
            let found = bytes.windows(canary.len()).any(|window| window == canary.as_slice());
            assert!(!found, "{} in {}", String::from_utf8_lossy(canary), path.display());
        }
    }
}

#[tokio::test]
async fn busy_is_said_before_anything_happens() {
    let desk = Desk::open().await;
    let answer = desk.get("/readyz").await;
    answer.assert_problem(503, "not_ready");
    assert_eq!(answer.header("retry-after"), "5");
}
