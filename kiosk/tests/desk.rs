//! Whole controls through the flow and the thread behind it: what is signed, filed and printed.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on fails")]

use kiosk::flow::{Advice, Ended, Event, Printing, State};
use kiosk::text::{Language, Texts};
use kiosk::work::StartError;
use serde_json::Value;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use verifier::assurance::Verdict;
use verifier::evidence::{EvidenceBundle, Replayer};
use verifier::face_networks::FaceNetworks;
use verifier::jws::KeySet;
use verifier::reason::Reason;
use verifier::result::{ControlResult, verify_any};

mod counter;
use counter::Office;

/// The result that was filed, whose signature holds.
fn result(ended: &Ended) -> ControlResult {
    let keys = KeySet::parse(&fs::read(ended.folder.join("jwks.json")).unwrap()).unwrap();
    let token = fs::read_to_string(ended.folder.join("result.jws")).unwrap();
    verify_any(token.trim(), &keys).unwrap()
}

/// True when the evidence, computed again, says just what the result says.
fn evidence_supports(ended: &Ended) -> bool {
    let bytes = fs::read(ended.folder.join("evidence.idk")).unwrap();
    let bundle = EvidenceBundle::open(&bytes).unwrap();
    let sealed = bundle.seal().unwrap();
    let networks = models::Networks::open(&models::Cache::open(None).unwrap()).unwrap();
    let mut networks = FaceNetworks::open(&networks).unwrap();
    let replay = Replayer { trust: None, networks: &mut networks }.replay(bundle).unwrap();
    replay.findings.is_empty() && replay.supports(&result(ended), &sealed.sha256)
}

#[test]
fn an_approved_and_a_declined_case_each_have_their_own_nonce_and_verdict() {
    let Some(office) = Office::open() else { return };
    let mut kiosk = office.kiosk("officer", &[]).unwrap();
    kiosk.review();
    kiosk.happen(Event::Approve);
    let approved = kiosk.ended();
    assert_eq!(approved.decision.verdict, Verdict::Accepted);
    kiosk.happen(Event::Continue);
    kiosk.review();
    kiosk.happen(Event::Decline);
    let declined = kiosk.ended();
    assert_eq!(declined.decision.verdict, Verdict::Refused);
    assert_eq!(declined.decision.reasons, [Reason::OfficerRefused]);
    let (one, other) = (result(&approved), result(&declined));
    assert_ne!(one.nonce, other.nonce);
    assert_eq!((one.nonce.len(), other.nonce.len()), (32, 32));
    assert!(other.provenance.officer.is_some() && other.verified_claims.is_none());
    assert!(evidence_supports(&approved) && evidence_supports(&declined));
}

#[test]
fn what_is_filed_is_nobody_elses_and_has_an_end_and_every_attempt() {
    let Some(office) = Office::open() else { return };
    let mut kiosk = office.kiosk("officer", &[]).unwrap();
    kiosk.review();
    kiosk.happen(Event::Decline);
    let ended = kiosk.ended();
    let mode = |path: &Path| path.metadata().unwrap().permissions().mode() & 0o777;
    assert_eq!((mode(&office.path("out")), mode(&ended.folder)), (0o700, 0o700));
    let mut files = 0;
    for file in fs::read_dir(&ended.folder).unwrap() {
        let path = file.unwrap().path();
        assert_eq!(mode(&path), 0o600, "{}", path.display());
        files += 1;
    }
    assert_eq!(files, 5, "the result, its key, the evidence, the record and the receipt");
    let record = ended.folder.join("record.json");
    let mut kept: Value = serde_json::from_slice(&fs::read(&record).unwrap()).unwrap();
    assert_eq!(kept["attempts"].as_array().map(Vec::len), Some(1));
    assert!(kept["attempts"][0]["face_score"].as_f64().is_some_and(|score| score > 0.4));
    assert_eq!(kept["number"], Value::from(ended.number.clone()));
    drop(kiosk);
    let mut again = office.kiosk("officer", &[]).unwrap();
    again.wait(|flow| flow.document() == Some(true));
    assert!(ended.folder.exists(), "its time is not over");
    kept["keep_until"] = "2020-01-01T00:00:00Z".into();
    fs::write(&record, kept.to_string()).unwrap();
    let mut last = office.kiosk("officer", &[]).unwrap();
    last.wait(|flow| flow.document() == Some(true));
    assert!(!ended.folder.exists(), "a kiosk that starts keeps nothing too long");
}

#[test]
fn what_an_earlier_picture_brought_is_kept_and_shown() {
    let Some(office) = Office::open() else { return };
    let cameras = office.path("camera");
    fs::create_dir(&cameras).unwrap();
    let stranger = models::Cache::open(None).unwrap().portrait("biden.jpg");
    fs::copy(stranger, cameras.join("1.jpg")).unwrap();
    let camera = format!("dir:{}", cameras.display());
    let mut kiosk = office.kiosk("officer", &["--camera", &camera]).unwrap();
    kiosk.review();
    kiosk.happen(Event::Retake);
    kiosk.wait(|flow| matches!(flow.state(), State::Face(step, _) if step.advice == Advice::Hold));
    kiosk.happen(Event::TakePicture);
    kiosk.wait_for("review");
    match kiosk.flow.state() {
        State::Review(findings, 2, _) => {
            let [first] = findings.earlier.as_slice() else { panic!("{:?}", findings.earlier) };
            assert!(first.reasons.contains(&Reason::FaceNotMatched));
        }
        state => panic!("{}", state.name()),
    }
    kiosk.happen(Event::Continue);
    let ended = kiosk.ended();
    let record: Value = serde_json::from_slice(&fs::read(ended.folder.join("record.json")).unwrap()).unwrap();
    assert_eq!(record["attempts"].as_array().map(Vec::len), Some(2));
    assert_eq!(record["attempts"][0]["reasons"][0], "face_not_matched");
}

#[test]
fn a_reader_and_a_camera_that_cannot_be_are_told_before_the_window_opens() {
    let Some(office) = Office::open() else { return };
    for reader in ["pcsc:no reader has this name", "nfc:pn532_uart:/no/such/reader", "a-reader", "sim:"] {
        let told = office.closed("officer", &["--reader", reader]).err();
        let told = told.unwrap_or_else(|| panic!("{reader}"));
        assert!(matches!(told, StartError::Reader(_)) && !told.to_string().contains('\n'), "{reader}");
    }
    let told = office.closed("officer", &["--camera", "a-camera"]).err();
    assert!(matches!(told, Some(StartError::Camera(_))));
}

#[test]
fn an_ordered_nonce_is_for_one_case_in_this_run_and_the_next() {
    let Some(office) = Office::open() else { return };
    let mut kiosk = office.kiosk("officer", &["--nonce", "4711"]).unwrap();
    kiosk.review();
    kiosk.happen(Event::Cancel);
    kiosk.wait_for("idle");
    kiosk.review();
    let mut second = office.kiosk("officer", &["--nonce", "4711"]).unwrap();
    second.review();
    kiosk.happen(Event::Approve);
    let ended = kiosk.ended();
    assert_eq!(result(&ended).nonce, "4711");
    kiosk.happen(Event::Continue);
    kiosk.wait_for("done");
    second.happen(Event::Approve);
    second.wait_for("out-of-service");
    let results = fs::read_dir(office.path("out"))
        .unwrap()
        .filter(|entry| entry.as_ref().is_ok_and(|entry| entry.path().join("result.jws").exists()));
    assert_eq!(results.count(), 1);
    let again = office.kiosk("officer", &["--nonce", "4711"]).err();
    assert!(matches!(again, Some(StartError::NonceSpent)));
}

#[test]
fn a_document_that_is_taken_away_while_it_is_read_is_asked_for_again() {
    let Some(office) = Office::open() else { return };
    let mut kiosk = office.kiosk("officer", &["--latency", "20"]).unwrap();
    kiosk.wait(|flow| flow.document() == Some(true));
    kiosk.read();
    kiosk.wait(|flow| matches!(flow.state(), State::Reading(progress, _) if progress.part > 0.2));
    fs::rename(office.path("passport"), office.path("taken")).unwrap();
    kiosk.wait_for("access");
    kiosk.wait(|flow| flow.document() == Some(false));
    fs::rename(office.path("taken"), office.path("passport")).unwrap();
    kiosk.wait(|flow| flow.document() == Some(true));
    kiosk.happen(Event::Cancel);
    assert!(kiosk.flow.document_is_to_be_taken());
}

#[test]
fn the_receipt_says_how_it_ended_in_the_holders_language_and_nothing_of_the_person() {
    let Some(office) = Office::open() else { return };
    let mut kiosk = office.kiosk("officer", &[]).unwrap();
    kiosk.review();
    kiosk.happen(Event::ReceiptLanguage(Language::NorthernSami));
    kiosk.happen(Event::Decline);
    let ended = kiosk.ended();
    let page = fs::read_to_string(ended.receipt.clone().unwrap()).unwrap();
    let texts = Texts::new(Language::NorthernSami).unwrap();
    for told in ["common-refused", "reason-officer_refused", "kiosk-receipt-note"] {
        assert!(page.contains(&texts.say(told)), "{told}");
    }
    assert!(page.contains("lang=\"se\"") && page.contains(&ended.number));
    let nonce = result(&ended).nonce;
    for personal in ["ERIKSSON", "Eriksson", "ANNA", "L898902C", "1974", "740812", "<img", "data:", &nonce] {
        assert!(!page.contains(personal), "{personal}");
    }
}

#[test]
fn a_receipt_is_printed_where_there_is_a_printer_and_a_broken_one_is_told() {
    let Some(office) = Office::open() else { return };
    let printer = |name: &str, script: &str| {
        let path = office.path(name);
        fs::write(&path, format!("#!/bin/sh\n{script}\n")).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o700)).unwrap();
        path.display().to_string()
    };
    let printed = office.path("printed.html").display().to_string();
    let works = printer("printer", &format!("cp \"$1\" '{printed}'"));
    let broken = printer("broken", "exit 1");
    for (program, expected) in [(works, Printing::Done), (broken, Printing::Failed)] {
        let mut kiosk = office.kiosk("officer", &["--print", &program]).unwrap();
        kiosk.review();
        kiosk.happen(Event::Decline);
        let ended = kiosk.ended();
        kiosk.happen(Event::PrintReceipt);
        kiosk.wait(|flow| matches!(flow.state(), State::Ended(ended) if ended.printing == expected));
        if expected == Printing::Done {
            assert_eq!(fs::read(&printed).unwrap(), fs::read(ended.receipt.unwrap()).unwrap());
        }
    }
}
