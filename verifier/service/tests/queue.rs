//! A full queue before the workers turns away and loses nothing.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

mod support;

use serde_json::json;
use service::control::ChipEnd;
use std::sync::Arc;
use std::time::Duration;
use support::{Answer, Desk, Phone, face_material, mrz, record, specimen};
use tokio::time::sleep;

/// A control whose picture is uploaded but for its last piece.
struct AlmostThere {
    phone: Phone,
    path: String,
    offset: usize,
}

impl AlmostThere {
    async fn bring(desk: &Desk, number: usize, passport: &emrtd_simulator::Specimen, picture: &[u8]) -> Self {
        let mut phone = Phone::new(desk.order("demo-unattended", &format!("control-{number}")).await);
        phone.claim(desk).await;
        phone.give_access(desk, &mrz(passport)).await;
        desk.relay(&mut phone, ChipEnd::Read(Box::new(record(passport.clone())))).await;
        let sha256 = hex::encode(ring::digest::digest(&ring::digest::SHA256, picture));
        let new = json!({"bytes": picture.len(), "sha256": sha256});
        let begun = phone.send(desk, "POST", "/probes", Some(new)).await.json();
        let path = format!("/probes/{}", begun["probe"].as_str().unwrap());
        let mut offset = 0;
        let (most, _) = picture.split_at(picture.len() - 1);
        for piece in most.chunks(200_000) {
            let at = offset.to_string();
            let kept =
                phone.send_bytes(desk, "PATCH", &path, Some(piece.to_vec()), &[("upload-offset", &at)]).await;
            assert_eq!(kept.status, 200, "{}", kept.text);
            offset += piece.len();
        }
        Self { phone, path, offset }
    }

    /// Sends the last piece until it is taken: how often it was turned away.
    async fn finish_upload(&mut self, desk: &Desk, picture: &[u8]) -> usize {
        for turned_away in 0..600 {
            let (piece, at) = (vec![picture[self.offset]], self.offset.to_string());
            let headers = [("upload-offset", at.as_str())];
            let answer = self.phone.send_bytes(desk, "PATCH", &self.path, Some(piece), &headers).await;
            if answer.status == 200 {
                assert_eq!(answer.json()["advice"]["face"], "ok");
                return turned_away;
            }
            assert_busy(&answer);
            let stands = self.phone.send(desk, "GET", &self.path, None).await.json();
            assert_eq!(stands["offset"], self.offset, "nothing was taken");
            sleep(Duration::from_millis(50)).await;
        }
        panic!("it was never taken");
    }

    /// Asks for the verdict until it is taken: how often it was turned away.
    async fn conclude(&mut self, desk: &Desk) -> usize {
        for turned_away in 0..600 {
            let answer = self.phone.send(desk, "POST", "/conclude", None).await;
            if answer.status == 202 {
                return turned_away;
            }
            assert_busy(&answer);
            assert_eq!(self.phone.status(desk).await["state"], "probe_received", "nothing has happened");
            sleep(Duration::from_millis(50)).await;
        }
        panic!("it was never taken");
    }
}

fn assert_busy(answer: &Answer) {
    answer.assert_problem(503, "busy");
    assert_eq!(answer.header("retry-after"), "2");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_full_queue_turns_away_and_loses_nothing() {
    let Some((picture, networks)) = face_material("obama2.jpg") else { return };
    let desk = Desk::open_with(|config| config.limits.waiting = 0, vec![networks]).await;
    let passport = specimen(None);
    let mut controls = vec![];
    for number in 0..6 {
        controls.push(AlmostThere::bring(&desk, number, &passport, &picture).await);
    }
    let desk = Arc::new(desk);
    let picture = Arc::new(picture);
    let tasks: Vec<_> = controls
        .into_iter()
        .map(|mut control| {
            let (desk, picture) = (Arc::clone(&desk), Arc::clone(&picture));
            tokio::spawn(async move {
                let turned_away =
                    control.finish_upload(&desk, &picture).await + control.conclude(&desk).await;
                (control.phone.control, turned_away)
            })
        })
        .collect();
    let mut turned_away = 0;
    for task in tasks {
        let (control, times) = task.await.unwrap();
        turned_away += times;
        support::until(async || desk.state(&control).await == "concluded").await;
    }
    assert!(turned_away > 0, "six at once are too many for one worker and no queue");
}
