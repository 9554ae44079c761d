//! The server may end at any moment: a control goes on or ends with a reason, and its events stay in one chain.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod support;

use serde_json::json;
use service::control::ChipEnd;
use sqlx::Row;
use support::{Desk, Phone, RELAY_KEY, face_material, mrz, record, specimen, until, write_trust};

#[tokio::test]
async fn every_state_survives_a_restart() {
    let Some((portrait, networks)) = face_material("obama.jpg") else { return };
    let passport = specimen(Some(&portrait));
    let desk = Desk::open_with(|config| write_trust(&config.data, &passport), vec![networks]).await;
    let mut phone = Phone::new(desk.order("demo-unattended", "one").await);
    let desk = desk.restart(vec![]).await;
    assert_eq!(phone.claim(&desk).await.status, 201);
    let desk = desk.restart(vec![]).await;
    phone.give_access(&desk, &mrz(&passport)).await;
    let ticket = phone.draw_ticket(&desk).await;
    let grant = desk.service.begin_relay(&phone.control, &ticket, RELAY_KEY).await.unwrap();
    assert_eq!(desk.state(&phone.control).await, "chip_reading");
    let desk = desk.restart(vec![]).await;
    assert_eq!(desk.state(&phone.control).await, "access_given");
    assert!(desk.service.end_relay(grant, ChipEnd::Lost).await.is_err());
    desk.relay(&mut phone, ChipEnd::Read(Box::new(record(passport)))).await;
    let (_, networks) = face_material("obama.jpg").unwrap();
    let desk = desk.restart(vec![networks]).await;
    assert_eq!(phone.upload(&desk, &portrait).await.json()["advice"]["face"], "ok");
    let desk = desk.restart(vec![]).await;
    phone.send(&desk, "POST", "/conclude", None).await.assert_problem(503, "busy");
    assert_eq!(desk.state(&phone.control).await, "probe_received");
    let (_, networks) = face_material("obama.jpg").unwrap();
    let desk = desk.restart(vec![networks]).await;
    assert_eq!(phone.send(&desk, "POST", "/conclude", None).await.status, 202);
    let (_, networks) = face_material("obama.jpg").unwrap();
    let desk = desk.restart(vec![networks]).await;
    let id = phone.control.clone();
    until(async || desk.state(&id).await == "concluded").await;
    let redirect = phone.status(&desk).await["redirect"].clone();
    let desk = desk.restart(vec![]).await;
    assert_eq!(phone.status(&desk).await["redirect"], redirect, "one code, one result");
    assert_eq!(desk.service.check_chain().await.unwrap().broken_at, None);
}

#[tokio::test]
async fn deletion_destroys_the_data_and_leaves_the_chain() {
    let desk = Desk::open().await;
    let mut phone = Phone::new(desk.order("demo-unattended", "one").await);
    phone.claim(&desk).await;
    let path = format!("/v1/controls/{}", phone.control);
    assert_eq!(desk.issuer("POST", &format!("{path}/cancel"), None).await.json()["state"], "cancelled");
    assert_eq!(phone.status(&desk).await["reason"], "cancelled_by_issuer");
    let before = desk.service.check_chain().await.unwrap();
    assert_eq!(desk.issuer("DELETE", &path, None).await.status, 204);
    desk.issuer("GET", &path, None).await.assert_problem(404, "not_found");
    phone.send(&desk, "GET", "", None).await.assert_problem(404, "not_found");
    let after = desk.service.check_chain().await.unwrap();
    assert_eq!((after.events, after.broken_at), (before.events + 1, None));
}

#[tokio::test]
async fn what_is_deleted_is_not_in_the_write_ahead_log_either() {
    let desk = Desk::open().await;
    let log = || std::fs::metadata(desk.config().database().with_extension("db-wal")).unwrap().len();
    for number in 0..3 {
        let (id, _) = desk.order("demo-unattended", &number.to_string()).await;
        desk.issuer("POST", &format!("/v1/controls/{id}/cancel"), None).await;
        if number == 0 {
            assert!(log() > 0);
            assert_eq!(desk.issuer("DELETE", &format!("/v1/controls/{id}"), None).await.status, 204);
            assert_eq!(log(), 0, "at once");
        }
    }
    let pool = desk.database().await;
    sqlx::query("UPDATE control SET delete_at = 0").execute(&pool).await.unwrap();
    pool.close().await;
    assert!(log() > 0);
    desk.service.look_at_the_clock().await.unwrap();
    assert_eq!(log(), 0, "with the clock's round");
}

#[tokio::test]
async fn a_changed_event_breaks_the_chain() {
    let desk = Desk::open().await;
    for key in ["one", "two", "three"] {
        desk.order("demo-unattended", key).await;
    }
    assert_eq!(desk.service.check_chain().await.unwrap().events, 3);
    let database = desk.folder.path().join("data/idkontroll.db");
    let options = sqlx::sqlite::SqliteConnectOptions::new().filename(database);
    let intruder = sqlx::SqlitePool::connect_with(options).await.unwrap();
    assert!(sqlx::query("DELETE FROM event WHERE sequence = 2").execute(&intruder).await.is_err());
    sqlx::query("DROP TRIGGER event_is_never_changed").execute(&intruder).await.unwrap();
    sqlx::query("UPDATE event SET body = replace(body, 'created', 'expired') WHERE sequence = 2")
        .execute(&intruder)
        .await
        .unwrap();
    assert_eq!(desk.service.check_chain().await.unwrap().broken_at, Some(2));
    let row = sqlx::query("SELECT COUNT(*) FROM event").fetch_one(&intruder).await.unwrap();
    assert_eq!(row.try_get::<i64, _>(0).unwrap(), 3);
}

#[tokio::test]
async fn what_is_not_carried_out_in_time_expires() {
    let desk = Desk::open_with(|config| config.lifetimes.link_minutes = 0, vec![]).await;
    let (id, secret) = desk.order("demo-unattended", "one").await;
    desk.service.look_at_the_clock().await.unwrap();
    assert_eq!(desk.state(&id).await, "expired");
    Phone::new((id, secret)).claim(&desk).await.assert_problem(409, "wrong_state");
}

#[tokio::test]
async fn a_waiting_issuer_is_woken() {
    let desk = Desk::open().await;
    let (id, secret) = desk.order("demo-unattended", "one").await;
    let mut phone = Phone::new((id.clone(), secret));
    let path = format!("/v1/controls/{id}?after=1");
    let (woken, _) = tokio::join!(desk.issuer("GET", &path, None), phone.claim(&desk));
    assert_eq!((&woken.json()["state"], &woken.json()["version"]), (&json!("claimed"), &json!(2)));
    desk.issuer("GET", &format!("/v1/controls/{id}?after=x"), None).await.assert_problem(400, "after");
}
