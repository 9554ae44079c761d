//! What the person is told before the first step, and where the browser goes after the last.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod support;

use serde_json::{Value, json};
use service::control::ChipEnd;
use support::{Desk, Phone, REDIRECT, RELAY_KEY, face_material, mrz, record, specimen, until, write_trust};

fn way_back(error: &str) -> Value {
    Value::from(format!("{REDIRECT}?state=state-4711&error={error}"))
}

#[tokio::test]
async fn the_browser_finds_its_way_back_from_every_end() {
    let desk = Desk::open().await;
    let mut phone = Phone::new(desk.order("demo-unattended", "one").await);
    assert_eq!(phone.claim(&desk).await.json()["redirect"], Value::Null, "not before the end");
    phone.send(&desk, "POST", "/cancel", None).await;
    assert_eq!(phone.status(&desk).await["redirect"], way_back("cancelled"));
    Phone::new((phone.control.clone(), phone.secret.clone()))
        .send(&desk, "GET", "", None)
        .await
        .assert_problem(403, "forbidden");

    let pool = desk.database().await;
    for (number, (state, error)) in [("failed", "failed"), ("claimed", "expired")].into_iter().enumerate() {
        let mut phone = Phone::new(desk.order("demo-unattended", &number.to_string()).await);
        phone.claim(&desk).await;
        let query = "UPDATE control SET state = ?, expires_at = 0 WHERE id = ?";
        sqlx::query(query).bind(state).bind(&phone.control).execute(&pool).await.unwrap();
        desk.service.look_at_the_clock().await.unwrap();
        let status = phone.status(&desk).await;
        assert_eq!((&status["redirect"], &status["step"]), (&way_back(error), &json!("done")));
    }
}

#[tokio::test]
async fn the_person_is_told_how_long_what_is_kept() {
    let desk = Desk::open().await;
    for (policy, kept) in [
        ("demo-unattended", json!({"days": 30, "pictures": true})),
        ("high-unattended", json!({"days": 3650, "pictures": false})),
    ] {
        let mut phone = Phone::new(desk.order(policy, policy).await);
        let body = json!({"secret": phone.secret});
        let told = phone.send(&desk, "POST", "/introduction", Some(body)).await.json();
        assert_eq!(told["retention"], kept, "{policy}");
    }
}

/// A control whose chip was read so many seconds ago.
async fn read_before(seconds: i64) -> Option<(Desk, Phone, Vec<u8>)> {
    let (portrait, networks) = face_material("obama.jpg")?;
    let passport = specimen(Some(&portrait));
    let desk = Desk::open_with(|config| write_trust(&config.data, &passport), vec![networks]).await;
    let mut phone = Phone::new(desk.order("demo-unattended", "one").await);
    phone.claim(&desk).await;
    phone.give_access(&desk, &mrz(&passport)).await;
    let record = Box::new(record(passport));
    desk.relay(&mut phone, ChipEnd::Read(record.clone())).await;
    let query = "UPDATE control SET chip_read_at = chip_read_at - ?";
    sqlx::query(query).bind(seconds * 1000).execute(&desk.database().await).await.unwrap();
    let begin = json!({"bytes": portrait.len(), "sha256": "0".repeat(64)});
    if seconds > 600 {
        let late = phone.send(&desk, "POST", "/probes", Some(begin)).await;
        late.assert_problem(409, "session_over");
        let status = phone.status(&desk).await;
        assert_eq!(
            (&status["state"], &status["step"], &status["attack_hint"]),
            (&json!("access_given"), &json!("chip"), &json!("session_over"))
        );
        desk.relay(&mut phone, ChipEnd::Read(record)).await;
    }
    Some((desk, phone, portrait))
}

#[tokio::test]
async fn what_opens_the_chip_and_is_gone_is_asked_for_again() {
    let (desk, passport) = (Desk::open().await, specimen(None));
    let mut phone = Phone::new(desk.order("demo-unattended", "one").await);
    phone.claim(&desk).await;
    phone.give_access(&desk, &mrz(&passport)).await;
    let (pool, ticket) = (desk.database().await, phone.draw_ticket(&desk).await);
    let rename = async |from, to| {
        let query = "UPDATE sealed SET name = ? WHERE name = ?";
        sqlx::query(query).bind(to).bind(from).execute(&pool).await.unwrap();
    };
    rename("access", "elsewhere").await;
    assert!(desk.service.begin_relay(&phone.control, &ticket, RELAY_KEY).await.is_err());
    assert_eq!(desk.state(&phone.control).await, "access_given", "nothing has happened");
    rename("elsewhere", "access").await;
    let grant = desk.service.begin_relay(&phone.control, &ticket, RELAY_KEY).await.unwrap();
    desk.service.end_relay(grant, ChipEnd::Read(Box::new(record(passport)))).await.unwrap();
    sqlx::query("UPDATE control SET chip_read_at = 0").execute(&pool).await.unwrap();
    rename("access", "elsewhere").await;
    let begin = json!({"bytes": 1, "sha256": "0".repeat(64)});
    phone.send(&desk, "POST", "/probes", Some(begin)).await.assert_problem(409, "session_over");
    let status = phone.status(&desk).await;
    assert_eq!((&status["state"], &status["step"]), (&json!("claimed"), &json!("access")));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_picture_that_comes_late_has_the_chip_read_anew() {
    for seconds in [540, 610] {
        let Some((desk, mut phone, picture)) = read_before(seconds).await else { return };
        assert_eq!(phone.upload(&desk, &picture).await.json()["advice"]["face"], "ok");
        phone.send(&desk, "POST", "/conclude", None).await;
        let id = phone.control.clone();
        until(async || desk.state(&id).await == "concluded").await;
        assert_eq!(phone.status(&desk).await["verdict"], "accepted");
    }
}
