//! Whole controls through the flow and the thread behind it: what is signed, filed and printed.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on fails")]

use kiosk::flow::{Ended, Event, State};
use kiosk::text::{Language, Texts};
use kiosk::work::StartError;
use std::fs;
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
fn a_refusal_by_an_officer_who_is_not_enrolled_refuses_nothing_and_is_told() {
    let Some(office) = Office::open() else { return };
    let mut kiosk = office.kiosk("stranger", &[]).unwrap();
    kiosk.review();
    kiosk.happen(Event::Decline);
    let ended = kiosk.ended();
    assert_eq!(ended.decision.verdict, Verdict::Inconclusive);
    assert_eq!(ended.decision.reasons, [Reason::OfficerNotEnrolled]);
    assert_eq!(result(&ended).provenance.officer, None);
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
