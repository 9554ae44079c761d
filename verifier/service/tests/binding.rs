//! Who may do what: one phone, one key, one tenant; proofs once; tickets once.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod support;

use axum::body::Body;
use axum::http::Request;
use serde_json::json;
use service::control::{ChipEnd, ControlError};
use support::{Desk, Phone, RELAY_KEY, mrz, record, specimen};

#[tokio::test]
async fn looking_never_claims_and_a_second_claim_is_refused() {
    let desk = Desk::open().await;
    let (id, secret) = desk.order("demo-unattended", "one").await;
    let page = desk.get(&format!("/c/{id}")).await;
    assert_eq!(page.status, 200);
    assert!(page.header("content-security-policy").contains("default-src 'none'"));
    let mut first = Phone::new((id.clone(), secret.clone()));
    let told = first.send(&desk, "POST", "/introduction", Some(json!({"secret": secret}))).await.json();
    assert_eq!((&told["issuer"], &told["purpose"]), (&json!("eid-issuer"), &json!("An eID of Example Bank")));
    assert_eq!(desk.state(&id).await, "created");
    assert_eq!(first.claim(&desk).await.status, 201);
    let mut second = Phone::new((id.clone(), secret));
    second.claim(&desk).await.assert_problem(409, "already_claimed");
    second.send(&desk, "GET", "", None).await.assert_problem(403, "forbidden");
    assert_eq!(first.status(&desk).await["step"], "access");
}

#[tokio::test]
async fn a_claim_needs_the_secret_and_consent() {
    let desk = Desk::open().await;
    let (id, secret) = desk.order("demo-unattended", "one").await;
    Phone::new((id.clone(), "guessed".into())).claim(&desk).await.assert_problem(403, "forbidden");
    let mut phone = Phone::new((id.clone(), secret.clone()));
    let without = json!({"secret": secret, "consent": false, "language": "nb"});
    phone.send(&desk, "POST", "/claim", Some(without)).await.assert_problem(422, "consent_needed");
    assert_eq!(desk.state(&id).await, "created");
}

#[tokio::test]
async fn a_proof_is_good_once_and_for_its_request() {
    let desk = Desk::open().await;
    let mut phone = Phone::new(desk.order("demo-unattended", "one").await);
    phone.claim(&desk).await;
    let path = phone.path("");
    let nonce = phone.nonce.clone();
    let send = async |proof: Option<&str>| {
        let mut request = Request::get(&path);
        if let Some(proof) = proof {
            request = request.header("dpop", proof);
        }
        desk.send(request.body(Body::empty()).unwrap()).await
    };
    let proof = phone.proof("GET", &path, nonce.as_deref());
    assert_eq!(send(Some(&proof)).await.status, 200);
    send(Some(&proof)).await.assert_problem(401, "invalid_dpop_proof");
    send(None).await.assert_problem(401, "dpop_missing");
    send(Some(&phone.proof("POST", &path, nonce.as_deref()))).await.assert_problem(401, "invalid_dpop_proof");
    send(Some(&phone.proof("GET", "/v1/phone/x", nonce.as_deref())))
        .await
        .assert_problem(401, "invalid_dpop_proof");
    for stale in [None, Some("stale")] {
        let answer = send(Some(&phone.proof("GET", &path, stale))).await;
        answer.assert_problem(401, "use_dpop_nonce");
        assert!(!answer.header("dpop-nonce").is_empty());
        assert!(answer.header("www-authenticate").contains("use_dpop_nonce"));
    }
}

#[tokio::test]
async fn tenants_never_see_each_other() {
    let desk = Desk::open().await;
    let (id, _) = desk.order("demo-unattended", "one").await;
    let other = support::add_tenant(&desk.service).await;
    let path = format!("/v1/controls/{id}");
    let unknown = format!("/v1/controls/{}", "0".repeat(32));
    for (method, rest, body) in [
        ("GET", "", None),
        ("DELETE", "", None),
        ("POST", "/cancel", None),
        ("POST", "/result", Some(json!({"code": "x"}))),
    ] {
        let theirs =
            desk.issuer_with(&other.api_key, method, &format!("{path}{rest}"), body.clone(), "x").await;
        let none = desk.issuer_with(&other.api_key, method, &format!("{unknown}{rest}"), body, "x").await;
        theirs.assert_problem(404, "not_found");
        assert_eq!(theirs.text, none.text, "a strange control looks like none");
    }
    desk.issuer_with("idk_wrong", "GET", &path, None, "x").await.assert_problem(401, "unauthorized");
    assert_eq!(desk.state(&id).await, "created");
}

#[tokio::test]
async fn a_ticket_is_good_once_and_cuts_what_was_under_way() {
    let desk = Desk::open().await;
    let passport = specimen(None);
    let mut phone = Phone::new(desk.order("demo-unattended", "one").await);
    phone.claim(&desk).await;
    phone.give_access(&desk, &mrz(&passport)).await;
    let ticket = phone.draw_ticket(&desk).await;
    let begin = async |ticket: &str| desk.service.begin_relay(&phone.control, ticket, RELAY_KEY).await;
    assert!(matches!(begin("guessed").await, Err(ControlError::Forbidden)));
    let grant = begin(&ticket).await.unwrap();
    assert!(matches!(begin(&ticket).await, Err(ControlError::Forbidden)));
    assert!(desk.service.is_current(&grant).await);
    let ticket = phone.draw_ticket(&desk).await;
    assert!(!desk.service.is_current(&grant).await);
    let record = Box::new(record(passport));
    let late = desk.service.end_relay(grant, ChipEnd::Read(record.clone())).await;
    assert!(late.is_err(), "the cut session brings nothing in");
    let grant = desk.service.begin_relay(&phone.control, &ticket, RELAY_KEY).await.unwrap();
    desk.service.end_relay(grant, ChipEnd::Read(record)).await.unwrap();
    assert_eq!(phone.status(&desk).await["state"], "chip_read");
}

#[tokio::test]
async fn the_same_order_is_one_control() {
    let desk = Desk::open().await;
    let first = desk.issuer("POST", "/v1/controls", Some(support::order("demo-unattended"))).await;
    let again = desk.issuer("POST", "/v1/controls", Some(support::order("demo-unattended"))).await;
    assert_eq!((first.status, &first.text), (again.status, &again.text));
    let other = desk.issuer("POST", "/v1/controls", Some(support::order("high-unattended"))).await;
    other.assert_problem(409, "idempotency_key_reused");
    let stranger = support::add_tenant(&desk.service).await;
    let theirs = desk
        .issuer_with(
            &stranger.api_key,
            "POST",
            "/v1/controls",
            Some(support::order("demo-unattended")),
            "key-1",
        )
        .await;
    assert_ne!(theirs.json()["id"], first.json()["id"]);
}
