//! What an attacker or an accident tried, each with the end it must have.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod support;

use axum::body::Body;
use axum::http::Request;
use ring::digest::{SHA256, digest};
use serde_json::{Value, json};
use service::control::ChipEnd;
use sqlx::Row;
use support::{Desk, Phone, face_material, mrz, record, specimen, until, write_trust};

/// A control whose chip is read, with networks to look at pictures; and a picture.
async fn chip_read() -> Option<(Desk, Phone, Vec<u8>)> {
    let (portrait, networks) = face_material("obama.jpg")?;
    let passport = specimen(Some(&portrait));
    let desk = Desk::open_with(|config| write_trust(&config.data, &passport), vec![networks]).await;
    let mut phone = Phone::new(desk.order("demo-unattended", "one").await);
    phone.claim(&desk).await;
    phone.give_access(&desk, &mrz(&passport)).await;
    desk.relay(&mut phone, ChipEnd::Read(Box::new(record(passport)))).await;
    Some((desk, phone, portrait))
}

/// An upload that is begun: its path.
async fn begun(desk: &Desk, phone: &mut Phone, picture: &[u8]) -> String {
    let sha256 = hex::encode(digest(&SHA256, picture));
    let body = json!({"bytes": picture.len(), "sha256": sha256});
    let begun = phone.send(desk, "POST", "/probes", Some(body)).await;
    assert_eq!(begun.status, 201, "{}", begun.text);
    format!("/probes/{}", begun.json()["probe"].as_str().unwrap())
}

/// All of it but the last byte is sent: the path, that byte, and its offset.
async fn held_back(desk: &Desk, phone: &mut Phone, path: String, picture: &[u8]) -> (String, u8, String) {
    let (last, most) = picture.split_last().unwrap();
    for (number, piece) in most.chunks(200_000).enumerate() {
        let offset = (number * 200_000).to_string();
        let headers = [("upload-offset", offset.as_str())];
        let sent = phone.send_bytes(desk, "PATCH", &path, Some(piece.to_vec()), &headers).await;
        assert_eq!(sent.status, 200, "{}", sent.text);
    }
    (path, *last, most.len().to_string())
}

fn last_piece(phone: &Phone, (path, byte, offset): &(String, u8, String)) -> Request<Body> {
    let path = phone.path(path);
    let proof = phone.proof("PATCH", &path, phone.nonce.as_deref());
    let request = Request::patch(&path).header("dpop", proof).header("upload-offset", offset);
    request.body(Body::from(vec![*byte])).unwrap()
}

async fn probes_kept(desk: &Desk) -> i64 {
    let pool = desk.database().await;
    let row = sqlx::query("SELECT probe_attempts FROM control").fetch_one(&pool).await.unwrap();
    row.try_get(0).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn pictures_sent_together_count_like_pictures_sent_in_turn() {
    let Some((desk, mut phone, picture)) = chip_read().await else { return };
    for _ in 0..2 {
        assert_eq!(phone.upload(&desk, &picture).await.json()["advice"]["face"], "ok");
    }
    let (mut paths, mut uploads) = (vec![], vec![]);
    for _ in 0..3 {
        paths.push(begun(&desk, &mut phone, &picture).await);
    }
    // As if none had taken another's place.
    sqlx::query("UPDATE upload SET dropped = 0").execute(&desk.database().await).await.unwrap();
    for path in paths {
        uploads.push(held_back(&desk, &mut phone, path, &picture).await);
    }
    let last = |number: usize| desk.send(last_piece(&phone, &uploads[number]));
    let (first, second, third) = tokio::join!(last(0), last(1), last(2));
    let mut statuses = [first, second, third].map(|answer| answer.status.as_u16());
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 503, 503], "one after the other");
    last(0).await.assert_problem(409, "no_attempts_left");
    assert_eq!(probes_kept(&desk).await, 3, "as many as the policy lets be taken");
}

#[tokio::test(flavor = "multi_thread")]
async fn one_picture_is_looked_at_once_however_often_it_is_asked_for() {
    let Some((desk, mut phone, picture)) = chip_read().await else { return };
    let path = begun(&desk, &mut phone, &picture).await;
    let upload = held_back(&desk, &mut phone, path, &picture).await;
    let path = phone.path(&upload.0);
    let ask = || {
        let proof = phone.proof("GET", &path, phone.nonce.as_deref());
        desk.send(Request::get(&path).header("dpop", proof).body(Body::empty()).unwrap())
    };
    let asked = async {
        let mut statuses = vec![];
        for _ in 0..12 {
            statuses.push(ask().await.status.as_u16());
        }
        statuses
    };
    let (last, asked) = tokio::join!(desk.send(last_piece(&phone, &upload)), asked);
    assert_eq!(last.status, 200, "{}", last.text);
    assert!(asked.iter().all(|status| matches!(status, 200 | 503)), "{asked:?}");
    assert_eq!(probes_kept(&desk).await, 1);
    assert_eq!(ask().await.json()["advice"]["face"], "ok");
}

#[tokio::test]
async fn an_upload_that_never_ends_makes_room_for_the_next() {
    let desk = Desk::open().await;
    let passport = specimen(None);
    let mut phone = Phone::new(desk.order("demo-unattended", "one").await);
    phone.claim(&desk).await;
    phone.give_access(&desk, &mrz(&passport)).await;
    desk.relay(&mut phone, ChipEnd::Read(Box::new(record(passport)))).await;
    let mut before = None;
    for number in 0..20u8 {
        let path = begun(&desk, &mut phone, &[number; 50_000]).await;
        let upload = held_back(&desk, &mut phone, path, &[number; 50_000]).await;
        if let Some(before) = before.replace(upload) {
            let late = desk.send(last_piece(&phone, &before)).await;
            late.assert_problem(404, "not_found");
        }
    }
    let query = "SELECT COUNT(*) FROM sealed WHERE name LIKE 'upload/%'";
    let row = sqlx::query(query).fetch_one(&desk.database().await).await.unwrap();
    assert_eq!(row.try_get::<i64, _>(0).unwrap(), 1, "only the last one's piece is kept");
    let another = json!({"bytes": 10, "sha256": "0".repeat(64)});
    phone.send(&desk, "POST", "/probes", Some(another)).await.assert_problem(409, "no_attempts_left");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_verdict_that_nobody_computes_is_taken_up_and_comes_to_an_end() {
    let Some((desk, mut phone, picture)) = chip_read().await else { return };
    phone.upload(&desk, &picture).await;
    let pool = desk.database().await;
    sqlx::query("UPDATE control SET policy = 'of yesterday'").execute(&pool).await.unwrap();
    assert_eq!(phone.send(&desk, "POST", "/conclude", None).await.status, 202);
    let id = phone.control.clone();
    until(async || {
        desk.service.look_at_the_clock().await.unwrap();
        desk.state(&id).await == "failed"
    })
    .await;
    assert_eq!(phone.status(&desk).await["reason"], "examination_failed");

    let mut phone = Phone::new(desk.order("demo-unattended", "two").await);
    phone.claim(&desk).await;
    let id = phone.control.clone();
    sqlx::query("UPDATE control SET state = 'judging' WHERE id = ?").bind(&id).execute(&pool).await.unwrap();
    until(async || {
        desk.service.look_at_the_clock().await.unwrap();
        desk.state(&id).await != "judging"
    })
    .await;
}

#[tokio::test]
async fn deleting_what_is_under_way_cancels_it_with_everything_that_follows() {
    let desk = Desk::open().await;
    let mut phone = Phone::new(desk.order("demo-unattended", "one").await);
    phone.claim(&desk).await;
    phone.give_access(&desk, &mrz(&specimen(None))).await;
    let path = format!("/v1/controls/{}", phone.control);
    assert_eq!(desk.issuer("DELETE", &path, None).await.status, 204);
    let pool = desk.database().await;
    let row = sqlx::query("SELECT reason, delete_at FROM control").fetch_one(&pool).await.unwrap();
    assert_eq!(row.try_get::<String, _>("reason").unwrap(), "cancelled_by_issuer");
    assert!(row.try_get::<Option<i64>, _>("delete_at").unwrap().is_some());
    desk.issuer("DELETE", &path, None).await.assert_problem(404, "not_found");
}

#[tokio::test]
async fn what_an_end_removes_is_not_left_in_the_write_ahead_log() {
    let desk = Desk::open().await;
    let mut phone = Phone::new(desk.order("demo-unattended", "one").await);
    phone.claim(&desk).await;
    phone.give_access(&desk, &mrz(&specimen(None))).await;
    let pool = desk.database().await;
    let row = sqlx::query("SELECT bytes FROM sealed WHERE name = 'access'").fetch_one(&pool).await.unwrap();
    let sealed: Vec<u8> = row.try_get(0).unwrap();
    pool.close().await;
    let found = || {
        let files = desk.data_files();
        files.iter().filter(|(_, bytes)| bytes.windows(32).any(|window| window == &sealed[..32])).count()
    };
    assert!(found() > 0, "the test sees what is kept");
    phone.send(&desk, "POST", "/cancel", None).await;
    desk.service.look_at_the_clock().await.unwrap();
    assert_eq!(found(), 0);
}

#[tokio::test]
async fn a_phone_whose_clock_is_a_day_off_is_served() {
    let desk = Desk::open().await;
    let mut phone = Phone::new(desk.order("demo-unattended", "one").await);
    phone.clock = 86_400;
    let path = phone.path("/claim");
    let body = json!({"secret": phone.secret, "consent": true, "language": "nb"}).to_string();
    let proof = phone.proof("POST", &path, None);
    let request = Request::post(&path).header("dpop", proof).header("content-type", "application/json");
    let first = desk.send(request.body(Body::from(body)).unwrap()).await;
    first.assert_problem(401, "use_dpop_nonce");
    assert_eq!(phone.claim(&desk).await.status, 201, "with the nonce its clock does not matter");
    assert_eq!(phone.status(&desk).await["state"], Value::from("claimed"));
}
