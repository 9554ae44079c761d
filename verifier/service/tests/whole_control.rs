//! Whole controls over HTTP, from the issuer's order to the redeemed result, on a simulated chip.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod support;

use http_body_util::BodyExt;
use ring::digest::{SHA256, digest};
use serde_json::json;
use service::control::ChipEnd;
use std::sync::Arc;
use support::{AUDIENCE, Desk, Phone, REDIRECT, face_material, mrz, record, specimen, until, write_trust};
use time::{Duration, OffsetDateTime, format_description::well_known::Rfc3339};
use tower::ServiceExt;
use verifier::evidence::{EvidenceBundle, Replay, Replayer};
use verifier::jws::KeySet;
use verifier::reason::Reason;
use verifier::result::{ControlResult, REFUSAL_TYPE, RESULT_TYPE};

/// The evidence bundle, over HTTP as it is served.
async fn evidence(desk: &Desk, key: &str, id: &str, code: &str) -> (axum::http::StatusCode, Vec<u8>) {
    let request = axum::http::Request::post(format!("/v1/controls/{id}/evidence"))
        .header("authorization", format!("Bearer {key}"))
        .header("content-type", "application/json")
        .body(axum::body::Body::from(json!({"code": code}).to_string()))
        .unwrap();
    let answer = service::router(Arc::clone(&desk.service)).oneshot(request).await.unwrap();
    let status = answer.status();
    (status, answer.into_body().collect().await.unwrap().to_bytes().to_vec())
}

/// Bytes of pictures that the service holds in memory.
async fn held(desk: &Desk) -> u64 {
    let metrics = desk.get("/metrics").await.text;
    let line = metrics.lines().find_map(|line| line.strip_prefix("idkontroll_held_picture_bytes "));
    line.unwrap().parse().unwrap()
}

/// A control up to the redirect: the desk, the control's name, and the code.
async fn carry_out(policy: &str, selfie: &str) -> Option<(Desk, String, String)> {
    let (portrait, networks) = face_material("obama.jpg")?;
    let (picture, _) = face_material(selfie)?;
    let passport = specimen(Some(&portrait));
    let desk = Desk::open_with(|config| write_trust(&config.data, &passport), vec![networks]).await;
    let mut phone = Phone::new(desk.order(policy, "one").await);
    assert_eq!(phone.claim(&desk).await.status, 201);
    phone.give_access(&desk, &mrz(&passport)).await;
    desk.relay(&mut phone, ChipEnd::Read(Box::new(record(passport)))).await;
    assert_eq!(phone.status(&desk).await["step"], "probe");
    let advice = phone.upload(&desk, &picture).await.json()["advice"].clone();
    assert_eq!(advice, json!({"face": "ok", "attack": "bona_fide"}));
    assert!(held(&desk).await > 0);
    assert_eq!(phone.send(&desk, "POST", "/conclude", None).await.status, 202);
    let id = phone.control.clone();
    until(async || desk.state(&id).await == "concluded").await;
    assert_eq!(held(&desk).await, 0);
    let status = phone.status(&desk).await;
    let good_until = OffsetDateTime::parse(status["result_until"].as_str().unwrap(), &Rfc3339).unwrap();
    assert!((good_until - OffsetDateTime::now_utc() - Duration::minutes(15)).abs() < Duration::minutes(1));
    let redirect = status["redirect"].as_str().unwrap().to_owned();
    let code = redirect.strip_prefix(&format!("{REDIRECT}?state=state-4711&code=")).unwrap().to_owned();
    Some((desk, id, code))
}

async fn redeem(desk: &Desk, id: &str, code: &str) -> support::Answer {
    desk.issuer("POST", &format!("/v1/controls/{id}/result"), Some(json!({"code": code}))).await
}

async fn result(desk: &Desk, id: &str, code: &str, kind: &str) -> ControlResult {
    let answer = redeem(desk, id, code).await.json();
    let keys = KeySet::parse(desk.get("/.well-known/jwks.json").await.text.as_bytes()).unwrap();
    keys.verify::<ControlResult>(answer["result"].as_str().unwrap(), kind).unwrap().payload().clone()
}

#[tokio::test]
async fn accepted_under_the_demonstration_policy() {
    let Some((desk, id, code)) = carry_out("demo-unattended", "obama2.jpg").await else { return };
    redeem(&desk, &id, "wrong").await.assert_problem(403, "wrong_code");
    let first = redeem(&desk, &id, &code).await;
    assert_eq!(first.status, 200);
    assert_eq!(first.text, redeem(&desk, &id, &code).await.text, "the same code gives the same bytes");
    let result = result(&desk, &id, &code, RESULT_TYPE).await;
    assert_eq!(
        (result.aud.as_str(), result.nonce.as_str(), result.jti.as_str()),
        (AUDIENCE, "nonce-4711", id.as_str())
    );
    let claims = result.verified_claims.unwrap();
    let checks = claims["verification"]["evidence"][0]["check_details"].as_array().unwrap();
    let methods: Vec<_> = checks.iter().map(|check| check["check_method"].as_str().unwrap()).collect();
    assert_eq!(methods, ["vcrypt", "bvr"]);

    let desk = desk.restart(vec![]).await;
    assert_eq!(first.text, redeem(&desk, &id, &code).await.text, "also after a restart");
    let other = support::add_tenant(&desk.service).await;
    let path = format!("/v1/controls/{id}/result");
    let stolen = desk.issuer_with(&other.api_key, "POST", &path, Some(json!({"code": code})), "x").await;
    stolen.assert_problem(404, "not_found");
    assert_eq!(desk.issuer("DELETE", &format!("/v1/controls/{id}"), None).await.status, 204);
    redeem(&desk, &id, &code).await.assert_problem(404, "not_found");
    assert_eq!(desk.service.check_chain().await.unwrap().broken_at, None);
}

#[tokio::test]
async fn the_evidence_is_what_the_result_rests_on() {
    let Some((desk, id, code)) = carry_out("demo-unattended", "obama2.jpg").await else { return };
    let key = desk.tenant.api_key.clone();
    let (status, bundle) = evidence(&desk, &key, &id, &code).await;
    assert_eq!(status, 200);
    assert_eq!(bundle, evidence(&desk, &key, &id, &code).await.1, "the same bytes");
    let token = redeem(&desk, &id, &code).await.json()["result"].as_str().unwrap().to_owned();
    let keys = KeySet::parse(desk.get("/.well-known/jwks.json").await.text.as_bytes()).unwrap();
    let result = verifier::result::verify_any(&token, &keys).unwrap();
    let replayed = replay(&bundle).unwrap();
    assert!(replayed.findings.is_empty(), "{:?}", replayed.findings);
    assert!(replayed.supports(&result, &hex::encode(digest(&SHA256, &bundle))), "bound to the result");
    let mut altered = bundle.clone();
    altered[bundle.len() / 2] ^= 1;
    assert!(replay(&altered).is_none(), "every byte is covered by a digest");
}

/// The verdict computed again, as `idkontroll evidence verify` does; `None` when a byte was changed.
fn replay(bytes: &[u8]) -> Option<Replay> {
    let (_, mut networks) = face_material("obama.jpg")?;
    let bundle = EvidenceBundle::open(bytes).ok()?;
    Replayer { trust: None, networks: &mut networks }.replay(bundle).ok()
}

#[tokio::test]
async fn the_evidence_is_for_its_tenant_and_code_alone() {
    let Some((desk, id, code)) = carry_out("demo-unattended", "obama2.jpg").await else { return };
    let path = format!("/v1/controls/{id}/evidence");
    let wrong_codes = async || {
        let metrics = desk.get("/metrics").await.text;
        let line = metrics.lines().find(|line| line.starts_with("idkontroll_wrong_codes")).map(str::to_owned);
        line.map_or(0, |line| line.rsplit_once(' ').unwrap().1.parse::<u32>().unwrap())
    };
    let before = wrong_codes().await;
    desk.issuer("POST", &path, Some(json!({"code": "wrong"}))).await.assert_problem(403, "wrong_code");
    assert_eq!(wrong_codes().await, before + 1, "counted as for results");
    let other = support::add_tenant(&desk.service).await;
    let stolen = desk.issuer_with(&other.api_key, "POST", &path, Some(json!({"code": code})), "x").await;
    stolen.assert_problem(404, "not_found");
    assert_eq!(desk.issuer("DELETE", &format!("/v1/controls/{id}"), None).await.status, 204);
    let late = desk.issuer("POST", &path, Some(json!({"code": code}))).await;
    late.assert_problem(404, "not_found");
}

#[tokio::test]
async fn high_is_refused_without_what_it_demands() {
    let Some((desk, id, code)) = carry_out("high-unattended", "obama2.jpg").await else { return };
    let result = result(&desk, &id, &code, REFUSAL_TYPE).await;
    assert!(result.reasons.contains(&Reason::AssuranceNotMet), "{:?}", result.reasons);
    assert!(result.verified_claims.is_none());
    let unmet = serde_json::to_value(&result.unmet).unwrap();
    for demand in ["specimen_anchor", "active_liveness", "certified_attack_detection"] {
        assert!(unmet.as_array().unwrap().contains(&json!(demand)), "{unmet}");
    }
}

#[tokio::test]
async fn an_impostor_is_refused() {
    let Some((desk, id, code)) = carry_out("demo-unattended", "biden.jpg").await else { return };
    let result = result(&desk, &id, &code, REFUSAL_TYPE).await;
    assert!(result.reasons.contains(&Reason::FaceNotMatched), "{:?}", result.reasons);
}

#[tokio::test]
async fn a_picture_without_a_face_is_discarded_with_advice() {
    let Some((portrait, networks)) = face_material("obama.jpg") else { return };
    let passport = specimen(Some(&portrait));
    let desk = Desk::open_with(|config| write_trust(&config.data, &passport), vec![networks]).await;
    let mut phone = Phone::new(desk.order("demo-unattended", "one").await);
    phone.claim(&desk).await;
    phone.give_access(&desk, &mrz(&passport)).await;
    desk.relay(&mut phone, ChipEnd::Read(Box::new(record(passport)))).await;
    assert_eq!(phone.upload(&desk, b"no picture at all").await.json()["advice"]["face"], "no_picture");
    let status = phone.status(&desk).await;
    assert_eq!((&status["state"], &status["attack_hint"]), (&json!("chip_read"), &json!("no_picture")));
    phone.send(&desk, "POST", "/conclude", None).await.assert_problem(409, "wrong_state");
    for _ in 0..3 {
        assert_eq!(phone.upload(&desk, &portrait).await.json()["advice"]["face"], "ok");
    }
    let another = json!({"bytes": 10, "sha256": "0".repeat(64)});
    phone.send(&desk, "POST", "/probes", Some(another)).await.assert_problem(409, "no_attempts_left");
}

#[tokio::test]
async fn a_chip_that_refuses_to_the_last_is_a_signed_refusal() {
    let desk = Desk::open().await;
    let passport = specimen(None);
    let mut phone = Phone::new(desk.order("demo-unattended", "one").await);
    phone.claim(&desk).await;
    for attempt in 1..=5 {
        phone.give_access(&desk, &mrz(&passport)).await;
        desk.relay(&mut phone, ChipEnd::Refused(Reason::AccessDenied)).await;
        if attempt < 5 {
            let status = phone.status(&desk).await;
            assert_eq!(
                (&status["state"], &status["attack_hint"]),
                (&json!("claimed"), &json!("access_denied"))
            );
        }
    }
    let id = phone.control.clone();
    until(async || desk.state(&id).await == "concluded").await;
    let redirect = phone.status(&desk).await["redirect"].as_str().unwrap().to_owned();
    let code = redirect.rsplit_once("code=").unwrap().1.to_owned();
    let result = result(&desk, &id, &code, REFUSAL_TYPE).await;
    assert_eq!(result.reasons, [Reason::AccessDenied]);
    let path = format!("/v1/controls/{id}/evidence");
    desk.issuer("POST", &path, Some(json!({"code": code}))).await.assert_problem(404, "no_evidence");
}
