//! Whole controls: one honest, and the frauds, each refused for its own reason.

#![allow(clippy::unwrap_used, clippy::panic, reason = "these are tests")]

mod support;

use std::fs;
use support::{Office, check_arguments, portrait, run};

#[test]
fn an_honest_control_is_accepted_and_its_result_verifies() {
    let (Some(office), Some(selfie)) = (Office::open(&[]), portrait("obama2.jpg")) else { return };
    let check = office.check(&selfie, "out");
    assert_eq!((check.code, check.verdict().as_str()), (0, "accepted"), "{}", check.out);
    let json = check.json();
    assert_eq!(json["assurance_level"], "high");
    assert_eq!(json["trust_framework"], "idkontroll_specimen");
    assert_eq!(json["passive"]["verdict"], "authentic");
    assert_eq!(json["chip"]["protocols"][0], "chip_authentication");
    assert!(json["access"]["used"].as_str().unwrap().starts_with("pace-ecdh-gm-"));
    assert_eq!(json["presentation_attack"]["certified"], false);
    assert_eq!(json["document"]["status"], "not_assessed");
    let result = office.verify_result("out");
    assert_eq!((result.code, result.verdict().as_str()), (0, "valid"));
    let claims = &result.json()["result"]["verified_claims"];
    assert_eq!(claims["claims"]["family_name"], "ERIKSSON");
    assert_eq!(claims["claims"]["birthdate"], "1974-08-12");
}

#[test]
fn another_persons_face_is_not_matched() {
    let (Some(office), Some(selfie)) = (Office::open(&[]), portrait("biden.jpg")) else { return };
    let check = office.check(&selfie, "out");
    assert_eq!((check.code, check.verdict().as_str()), (1, "refused"));
    assert_eq!(check.reasons(), ["face_not_matched"]);
    let refusal = office.verify_result("out");
    assert_eq!((refusal.code, refusal.reasons()), (1, vec!["not_a_result".to_owned()]));
}

#[test]
fn a_changed_portrait_is_a_hash_mismatch() {
    let (Some(office), Some(selfie)) = (Office::open(&[]), portrait("obama2.jpg")) else { return };
    office.flip("passport/EF_DG2.bin", |length| length - 100);
    let check = office.check(&selfie, "out");
    assert_eq!((check.code, check.reasons()), (1, vec!["data_group_hash_mismatch".to_owned()]));
    assert_eq!(check.json()["face"]["score"], serde_json::Value::Null);
}

#[test]
fn a_clone_without_the_key_is_not_genuine() {
    let (Some(office), Some(selfie)) = (Office::open(&[]), portrait("obama2.jpg")) else { return };
    fs::remove_file(office.file("passport/chip_authentication.pem")).unwrap();
    let check = office.check(&selfie, "out");
    assert_eq!((check.code, check.reasons()), (1, vec!["chip_not_genuine".to_owned()]));
}

#[test]
fn a_clone_that_hides_its_security_data_group_is_not_genuine() {
    let (Some(office), Some(selfie)) = (Office::open(&[]), portrait("obama2.jpg")) else { return };
    fs::remove_file(office.file("passport/EF_DG14.bin")).unwrap();
    let check = office.check(&selfie, "out");
    assert_eq!(check.code, 1);
    assert!(check.reasons().contains(&"chip_not_genuine".to_owned()), "{:?}", check.reasons());
}

#[test]
fn an_active_authentication_clone_is_not_genuine() {
    for chip in ["active-authentication-rsa", "active-authentication-ecdsa", "both"] {
        let (Some(office), Some(selfie)) = (Office::open(&["--chip", chip]), portrait("obama2.jpg")) else {
            return;
        };
        let check = office.check(&selfie, "honest");
        assert_eq!(check.code, 0, "{chip}: {}", check.out);
        fs::remove_file(office.file("passport/active_authentication.pem")).unwrap();
        let check = office.check(&selfie, "clone");
        assert_eq!((check.code, check.reasons()), (1, vec!["chip_not_genuine".to_owned()]), "{chip}");
    }
}

#[test]
fn a_chip_that_cannot_prove_itself_is_never_enough() {
    let (Some(office), Some(selfie)) = (Office::open(&["--chip", "none"]), portrait("obama2.jpg")) else {
        return;
    };
    let check = office.check(&selfie, "out");
    assert_eq!((check.code, check.verdict().as_str()), (1, "inconclusive"));
    assert_eq!(check.reasons(), ["chip_authentication_not_offered"]);
}

#[test]
fn policy_high_refuses_stills_and_specimens() {
    let (Some(office), Some(selfie)) = (Office::open(&[]), portrait("obama2.jpg")) else { return };
    let officer = ["--officer-key", "officer.pem", "--officers", "officer.pem.jwks.json"];
    let check = office.check_with(&selfie, "out", "high", &officer);
    assert_eq!((check.code, check.verdict().as_str()), (1, "refused"));
    assert_eq!(check.reasons(), ["assurance_not_met"]);
    assert_eq!(check.json()["unmet"], serde_json::json!(["specimen_anchor", "still_file"]));
    let check = office.check_with(&selfie, "unattended", "high-unattended", &[]);
    assert_eq!((check.code, check.verdict().as_str()), (1, "refused"));
}

#[test]
fn the_officer_must_be_there_and_enrolled() {
    let (Some(office), Some(selfie)) = (Office::open(&[]), portrait("obama2.jpg")) else { return };
    let check = office.check_with(&selfie, "alone", "demo", &[]);
    assert_eq!((check.code, check.verdict().as_str()), (1, "inconclusive"));
    assert_eq!(check.json()["unmet"], serde_json::json!(["officer_approval"]));
    let stranger = ["--officer-key", "officer.pem", "--officers", "signing.pem.jwks.json"];
    let check = office.check_with(&selfie, "stranger", "demo", &stranger);
    assert_eq!((check.code, check.reasons()), (1, vec!["officer_not_enrolled".to_owned()]));
    let check = office.check_with(&selfie, "unattended", "demo-unattended", &[]);
    assert_eq!((check.code, check.verdict().as_str()), (0, "accepted"), "{}", check.out);
}

#[test]
fn an_officer_neither_approves_a_fraud_nor_signs_with_the_verifiers_key() {
    let (Some(office), Some(impostor)) = (Office::open(&[]), portrait("biden.jpg")) else { return };
    assert_eq!(office.check(&impostor, "fraud").code, 1);
    let evidence = fs::read_to_string(office.file("fraud/evidence.idk")).unwrap();
    assert!(!evidence.contains("\"officer\":{"));
    let same = ["--officer-key", "signing.pem", "--officers", "signing.pem.jwks.json"];
    office.check_with(&impostor, "same", "demo", &same).assert_could_not_run();
}

#[test]
fn a_chip_cannot_turn_its_refusal_into_a_failure_to_run() {
    let (Some(office), Some(selfie)) = (Office::open(&[]), portrait("obama2.jpg")) else { return };
    let path = office.file("passport/EF_CardAccess.bin");
    let genuine = fs::read(&path).unwrap();
    for place in 0..genuine.len() {
        let mut changed = genuine.clone();
        changed[place] ^= 0x80;
        fs::write(&path, changed).unwrap();
        let check = office.check(&selfie, &format!("access-{place}"));
        assert_eq!(check.code, 1, "byte {place}: {}", check.err);
        assert_ne!(check.verdict(), "accepted", "byte {place}");
        assert!(office.file(&format!("access-{place}/result.jws")).exists());
    }
}

#[test]
fn an_expired_document_is_refused() {
    let dates = ["--issued", "2010-01-01", "--expires", "2020-01-01"];
    let (Some(office), Some(selfie)) = (Office::open(&dates), portrait("obama2.jpg")) else { return };
    let check = office.check(&selfie, "out");
    assert_eq!(check.code, 1);
    assert!(check.reasons().contains(&"document_expired".to_owned()), "{:?}", check.reasons());
    assert_eq!(check.json()["document"]["expired"], true);
}

#[test]
fn the_attackers_own_state_is_not_trusted() {
    let (Some(office), Some(other)) = (Office::open(&[]), Office::open(&[])) else { return };
    let Some(selfie) = portrait("obama2.jpg") else { return };
    fs::copy(other.file("trust/trust.store"), office.file("trust/trust.store")).unwrap();
    let check = office.check(&selfie, "out");
    assert_eq!(check.code, 1);
    let reasons = check.reasons();
    assert!(
        reasons.iter().any(|reason| reason == "csca_not_found" || reason == "certificate_signature_invalid"),
        "{reasons:?}"
    );
}

#[test]
fn a_wrong_mrz_is_denied_and_leaves_no_evidence() {
    let (Some(office), Some(selfie)) = (Office::open(&[]), portrait("obama2.jpg")) else { return };
    let access = ["--document-number", "X98902C36", "--birth", "740812", "--expiry", "300101"];
    let mut arguments = vec!["chip", "read", "--json", "--reader", "sim:passport", "--out", "read"];
    arguments.extend(access);
    let read = run(office.path(), &arguments);
    assert_eq!((read.code, read.reasons()), (1, vec!["access_denied".to_owned()]));
    assert!(!office.file("read").exists());
    let mut arguments = check_arguments(&selfie, "out", "demo");
    arguments.extend(access);
    let check = run(office.path(), &arguments);
    assert_eq!((check.code, check.reasons()), (1, vec!["access_denied".to_owned()]));
    assert!(!office.file("out/evidence.idk").exists());
    assert!(office.file("out/result.jws").exists());
}

#[test]
fn earlier_results_are_never_overwritten() {
    let (Some(office), Some(selfie)) = (Office::open(&[]), portrait("obama2.jpg")) else { return };
    assert_eq!(office.check(&selfie, "out").code, 0);
    let before = fs::read(office.file("out/result.jws")).unwrap();
    office.check(&selfie, "out").assert_could_not_run();
    assert_eq!(fs::read(office.file("out/result.jws")).unwrap(), before);
}

#[test]
fn an_open_chip_is_refused_unless_the_policy_names_it() {
    let (Some(office), Some(selfie)) = (Office::open(&["--access", "none"]), portrait("obama2.jpg")) else {
        return;
    };
    let check = office.check(&selfie, "out");
    assert_eq!((check.code, check.reasons()), (1, vec!["open_chip".to_owned()]), "{}", check.out);
    let text = include_str!("../../../assets/policy/demo.toml").replace("name = \"demo\"", "name = \"open\"");
    let text = text.replace("refuse_downgrade = true", "refuse_downgrade = true\naccept_open = true");
    fs::write(office.file("open.toml"), text).unwrap();
    let officer = ["--officer-key", "officer.pem", "--officers", "officer.pem.jwks.json"];
    let check = office.check_with(&selfie, "named", "open.toml", &officer);
    assert_eq!((check.code, check.verdict().as_str()), (0, "accepted"), "{}", check.out);
}
