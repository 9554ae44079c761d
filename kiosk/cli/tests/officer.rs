//! An officer who refuses: on the command line, in the result, and in evidence under an attacker's hands.

#![allow(clippy::unwrap_used, clippy::panic, reason = "these are tests")]

mod support;

use std::fs;
use support::{Office, portrait, run};

const REFUSES: [&str; 5] =
    ["--officer-refuses", "--officer-key", "officer.pem", "--officers", "officer.pem.jwks.json"];

#[test]
fn an_enrolled_officers_refusal_outranks_everything_and_a_strangers_is_none() {
    let (Some(office), Some(selfie)) = (Office::open(&[]), portrait("obama2.jpg")) else { return };
    for (policy, out) in [("demo", "attended"), ("demo-unattended", "unattended")] {
        let check = office.check_with(&selfie, out, policy, &REFUSES);
        assert_eq!((check.code, check.verdict().as_str()), (1, "refused"), "{}{}", check.out, check.err);
        assert_eq!(check.reasons(), ["officer_refused"]);
        let (bundle, result) = (format!("{out}/evidence.idk"), format!("{out}/result.jws"));
        let keys = format!("{out}/jwks.json");
        let replay = ["evidence", "verify", "--json", &bundle, "--result", &result, "--keys", &keys];
        let replay = run(office.path(), &replay);
        assert_eq!((replay.code, replay.verdict().as_str()), (0, "valid"), "{}{}", replay.out, replay.err);
        assert_eq!(replay.json()["bound"], true);
    }
    let stranger = [&REFUSES[..4], &["signing.pem.jwks.json"]].concat();
    let check = office.check_with(&selfie, "stranger", "demo", &stranger);
    assert_eq!((check.code, check.verdict().as_str()), (1, "inconclusive"));
    assert_eq!(check.reasons(), ["officer_not_enrolled"]);
    office.check_with(&selfie, "nobody", "demo", &["--officer-refuses"]).assert_could_not_run();
}

#[test]
fn a_refusal_cannot_be_taken_out_of_the_evidence_nor_be_made_an_approval() {
    let (Some(office), Some(selfie)) = (Office::open(&[]), portrait("obama2.jpg")) else { return };
    assert_eq!(office.check_with(&selfie, "out", "demo-unattended", &REFUSES).code, 1);
    let evidence = fs::read_to_string(office.file("out/evidence.idk")).unwrap();
    let json = evidence.split_once('\n').unwrap().1;
    let (before, officer) = json.split_once(",\"officer\":").unwrap();
    let (_, decision) = officer.split_once(",\"decision\":").unwrap();
    let verify = |json: &str| {
        let digest = hex::encode(ring::digest::digest(&ring::digest::SHA256, json.as_bytes()));
        fs::write(office.file("forged.idk"), format!("idkontroll-evidence/1 sha256:{digest}\n{json}"))
            .unwrap();
        let keys = ["--result", "out/result.jws", "--keys", "out/jwks.json"];
        let verified =
            run(office.path(), &[&["evidence", "verify", "--json", "forged.idk"], &keys[..]].concat());
        (verified.code, verified.reasons())
    };
    assert_eq!(verify(json), (0, vec![]));
    let (code, reasons) = verify(&format!("{before},\"decision\":{decision}"));
    assert_eq!(code, 1);
    assert!(reasons.contains(&"decision_differs".to_owned()), "{reasons:?}");
    let (code, reasons) = verify(&json.replace("\"verdict\":\"refused\"", "\"verdict\":\"accepted\""));
    assert_eq!(code, 1);
    assert!(reasons.contains(&"decision_differs".to_owned()), "{reasons:?}");
}
