//! Evidence and results under an attacker's hands.

#![allow(clippy::unwrap_used, clippy::panic, reason = "these are tests")]

mod support;

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD as BASE64URL};
use std::fs;
use support::{AUDIENCE, NONCE, Office, Run, portrait, run};

fn controlled() -> Option<Office> {
    let (office, selfie) = (Office::open(&[])?, portrait("obama2.jpg")?);
    let check = office.check(&selfie, "out");
    assert_eq!(check.code, 0, "{}", check.out);
    Some(office)
}

fn verify_evidence(office: &Office, bundle: &str, more: &[&str]) -> Run {
    let mut arguments = vec!["evidence", "verify", "--json", bundle];
    arguments.extend(more);
    run(office.path(), &arguments)
}

#[test]
fn the_verdict_is_computed_again_and_bound_to_the_result() {
    let Some(office) = controlled() else { return };
    let alone = verify_evidence(&office, "out/evidence.idk", &[]);
    assert_eq!((alone.code, alone.verdict().as_str()), (0, "valid"), "{}", alone.out);
    assert_eq!(alone.json()["bound"], false);
    let legs = serde_json::json!({"passive": "replayed", "chip": "attested", "face": "replayed"});
    assert_eq!(alone.json()["legs"], legs);
    let bound = ["--result", "out/result.jws", "--keys", "out/jwks.json"];
    let bound = verify_evidence(&office, "out/evidence.idk", &bound);
    assert_eq!((bound.code, bound.json()["bound"].as_bool()), (0, Some(true)), "{}", bound.out);
    let own_trust = verify_evidence(&office, "out/evidence.idk", &["--trust", "trust"]);
    assert_eq!(own_trust.code, 0, "{}", own_trust.out);
}

#[test]
fn one_changed_byte_anywhere_is_refused() {
    let Some(office) = controlled() else { return };
    let bytes = fs::read(office.file("out/evidence.idk")).unwrap();
    for position in (0..bytes.len()).step_by(bytes.len() / 23).chain([0, 40, 94, bytes.len() - 1]) {
        let mut changed = bytes.clone();
        changed[position] ^= 0x01;
        fs::write(office.file("changed.idk"), changed).unwrap();
        let verified = verify_evidence(&office, "changed.idk", &[]);
        assert_eq!((verified.code, verified.reasons()), (1, vec!["altered".to_owned()]), "byte {position}");
    }
    let truncated = bytes.get(..bytes.len() / 2).unwrap();
    fs::write(office.file("changed.idk"), truncated).unwrap();
    assert_eq!(verify_evidence(&office, "changed.idk", &[]).code, 1);
    fs::write(office.file("text.idk"), "no bundle").unwrap();
    verify_evidence(&office, "text.idk", &[]).assert_could_not_run();
}

/// The attacker changes the content and the digest with it.
fn forge(office: &Office, change: impl Fn(&str) -> String) {
    let text = fs::read_to_string(office.file("out/evidence.idk")).unwrap();
    let json = change(text.split_once('\n').unwrap().1);
    let digest = hex::encode(ring::digest::digest(&ring::digest::SHA256, json.as_bytes()));
    fs::write(office.file("forged.idk"), format!("idkontroll-evidence/1 sha256:{digest}\n{json}")).unwrap();
}

#[test]
fn a_forged_content_with_a_right_digest_is_found_by_replay_and_by_the_result() {
    let Some(office) = controlled() else { return };
    forge(&office, |json| json.replacen("\"downgrade\":false", "\"downgrade\":true", 1));
    let replayed = verify_evidence(&office, "forged.idk", &[]);
    assert_eq!(replayed.code, 1);
    assert!(replayed.reasons().contains(&"legs_differ".to_owned()), "{:?}", replayed.reasons());
    forge(&office, |json| json.replacen("\"verdict\":\"accepted\"", "\"verdict\":\"refused\"", 1));
    let replayed = verify_evidence(&office, "forged.idk", &[]);
    assert_eq!((replayed.code, replayed.reasons()), (1, vec!["decision_differs".to_owned()]));
}

#[test]
fn nothing_stands_in_a_bundle_beside_what_is_judged() {
    let Some(office) = controlled() else { return };
    for (from, to) in [
        ("}\n", "} \n"),
        ("\"decision\":{", "\"approved_by\":\"minister\",\"decision\":{"),
        ("\"verdict\":\"accepted\"", "\"verdict\":\"refused\",\"verdict\":\"accepted\""),
        ("\"kty\":\"EC\"", "\"kty\":\"EC\",\"name\":\"Officer Jane\""),
        ("\"EF.DG1\":", "\"EF.DG1\":\"YQA=\",\"EF.DG1\":"),
    ] {
        forge(&office, |json| {
            let forged = json.replacen(from, to, 1);
            assert_ne!(forged, json, "{from}");
            forged
        });
        verify_evidence(&office, "forged.idk", &[]).assert_could_not_run();
    }
}

#[test]
fn kept_probes_cannot_be_dropped_nor_networks_left_out() {
    let Some(office) = controlled() else { return };
    forge(&office, |json| {
        let (head, tail) = json.split_once(",\"image\":\"").unwrap();
        format!("{head}{}", tail.split_once('"').unwrap().1)
    });
    let replayed = verify_evidence(&office, "forged.idk", &[]);
    assert_eq!((replayed.code, replayed.reasons()[0].as_str()), (1, "probes_missing"), "{}", replayed.out);
    forge(&office, |json| {
        let (head, tail) = json.split_once("\"networks\":[").unwrap();
        format!("{head}\"networks\":[{}", &tail[tail.find(']').unwrap()..])
    });
    assert_ne!(verify_evidence(&office, "forged.idk", &[]).code, 0);
}

#[test]
fn a_policy_that_drops_probes_leaves_the_face_attested() {
    let (Some(office), Some(selfie)) = (Office::open(&[]), portrait("obama2.jpg")) else { return };
    let text =
        include_str!("../../../assets/policy/demo.toml").replace("name = \"demo\"", "name = \"dropping\"");
    fs::write(office.file("dropping.toml"), text.replace("probes = true", "probes = false")).unwrap();
    let officer = ["--officer-key", "officer.pem", "--officers", "officer.pem.jwks.json"];
    let check = office.check_with(&selfie, "out", "dropping.toml", &officer);
    assert_eq!(check.code, 0, "{}{}", check.out, check.err);
    let bound = ["--result", "out/result.jws", "--keys", "out/jwks.json"];
    let replayed = verify_evidence(&office, "out/evidence.idk", &bound);
    assert_eq!((replayed.code, replayed.json()["bound"].as_bool()), (0, Some(true)), "{}", replayed.out);
    assert_eq!(replayed.json()["legs"]["face"], "attested");
    assert_eq!(replayed.json()["policy"]["built_in"], false);
    let score = format!("\"score\":{}", check.json()["face"]["score"]);
    forge(&office, |json| json.replacen(&score, "\"score\":0.1", 1));
    let replayed = verify_evidence(&office, "forged.idk", &[]);
    assert_eq!(replayed.code, 1, "{}", replayed.out);
}

#[test]
fn active_authentication_is_replayed_and_a_made_up_one_is_not() {
    let (office, selfie) = (Office::open(&["--chip", "active-authentication-ecdsa"]), portrait("obama2.jpg"));
    let (Some(office), Some(selfie)) = (office, selfie) else { return };
    assert_eq!(office.check(&selfie, "out").code, 0);
    assert_eq!(verify_evidence(&office, "out/evidence.idk", &[]).json()["legs"]["chip"], "replayed");
    let Some(office) = controlled() else { return };
    let made_up =
        "\"active_authentication\":{\"challenge\":\"AAAAAAAAAAA=\",\"signature\":\"AAAA\"},\"reading\":{";
    forge(&office, |json| {
        let forged = json.replacen("\"reading\":{", made_up, 1);
        assert_ne!(forged, json);
        forged
    });
    assert_eq!(verify_evidence(&office, "forged.idk", &[]).json()["legs"]["chip"], "attested");
}

#[test]
fn a_result_that_says_more_than_its_evidence_is_not_bound() {
    let Some(office) = controlled() else { return };
    let token = fs::read_to_string(office.file("out/result.jws")).unwrap();
    let payload = BASE64URL.decode(token.split('.').nth(1).unwrap()).unwrap();
    let payload = String::from_utf8(payload).unwrap();
    for (from, to) in [
        ("ERIKSSON", "MALLORY"),
        ("idkontroll_specimen", "eidas"),
        ("\"name\":\"demo\"", "\"name\":\"high\""),
    ] {
        let changed = payload.replacen(from, to, 1);
        assert_ne!(changed, payload, "{from}");
        fs::write(office.file("said.jws"), sign(&office, &changed)).unwrap();
        let arguments = ["--result", "said.jws", "--keys", "out/jwks.json"];
        let bound = verify_evidence(&office, "out/evidence.idk", &arguments);
        assert_eq!((bound.code, bound.reasons()), (1, vec!["result_of_other_evidence".to_owned()]), "{to}");
    }
}

/// Signs any payload with the verifier's key, as a corrupt operator could.
fn sign(office: &Office, payload: &str) -> String {
    let pem = fs::read(office.file("signing.pem")).unwrap();
    let key = emrtd::signing::PrivateKey::from_pem(&pem, None).unwrap();
    let key = verifier::jws::TokenKey::new(key).unwrap();
    let payload: serde_json::Value = serde_json::from_str(payload).unwrap();
    key.sign(&payload, verifier::result::RESULT_TYPE).unwrap()
}

#[test]
fn a_hollow_result_accepts_nobody() {
    let Some(office) = controlled() else { return };
    let token = fs::read_to_string(office.file("out/result.jws")).unwrap();
    let payload = BASE64URL.decode(token.split('.').nth(1).unwrap()).unwrap();
    let genuine: serde_json::Value = serde_json::from_slice(&payload).unwrap();
    let verify = |payload: &serde_json::Value| {
        fs::write(office.file("hollow.jws"), sign(&office, &payload.to_string())).unwrap();
        verify_result(&office, "hollow.jws", AUDIENCE, NONCE, &[])
    };
    assert_eq!(verify(&genuine).code, 0);
    let mut hollow = genuine.clone();
    hollow["verified_claims"] = serde_json::json!({});
    refused(&verify(&hollow), "not_a_result");
    let mut blamed = genuine.clone();
    blamed["reasons"] = serde_json::json!(["face_not_matched"]);
    refused(&verify(&blamed), "not_a_result");
    let mut lasting = genuine;
    lasting["exp"] = (lasting["exp"].as_i64().unwrap() + 90_000).into();
    refused(&verify(&lasting), "lifetime_too_long");
}

#[test]
fn anothers_approval_does_not_carry_over() {
    let Some(office) = controlled() else { return };
    let nonce = format!("\"nonce\":\"{NONCE}\"");
    forge(&office, |json| json.replacen(&nonce, "\"nonce\":\"another\"", 1));
    let replayed = verify_evidence(&office, "forged.idk", &[]);
    assert_eq!((replayed.code, replayed.reasons()), (1, vec!["decision_differs".to_owned()]));
}

fn verify_result(office: &Office, file: &str, audience: &str, nonce: &str, more: &[&str]) -> Run {
    let mut arguments = vec!["result", "verify", "--json", file, "--audience", audience, "--nonce", nonce];
    arguments.extend(if more.contains(&"--keys") { &[][..] } else { &["--keys", "out/jwks.json"] });
    arguments.extend(more);
    run(office.path(), &arguments)
}

fn refused(run: &Run, reason: &str) {
    assert_eq!((run.code, run.reasons()), (1, vec![reason.to_owned()]), "{}", run.out);
}

#[test]
fn a_result_is_worth_nothing_elsewhere_or_later() {
    let Some(office) = controlled() else { return };
    assert_eq!(verify_result(&office, "out/result.jws", AUDIENCE, NONCE, &[]).code, 0);
    refused(&verify_result(&office, "out/result.jws", "another", NONCE, &[]), "audience_mismatch");
    refused(&verify_result(&office, "out/result.jws", AUDIENCE, "another", &[]), "nonce_mismatch");
    let late = ["--at", "2100-01-01T00:00:00Z"];
    refused(&verify_result(&office, "out/result.jws", AUDIENCE, NONCE, &late), "expired");
    let early = ["--at", "2000-01-01T00:00:00Z"];
    refused(&verify_result(&office, "out/result.jws", AUDIENCE, NONCE, &early), "not_yet_valid");
    let keys = ["--keys", "officer.pem.jwks.json"];
    refused(&verify_result(&office, "out/result.jws", AUDIENCE, NONCE, &keys), "unknown_key");
}

#[test]
fn a_changed_or_unsigned_result_is_refused() {
    let Some(office) = controlled() else { return };
    let token = fs::read_to_string(office.file("out/result.jws")).unwrap();
    let parts: Vec<&str> = token.trim_end().split('.').collect();
    let payload = String::from_utf8(BASE64URL.decode(parts[1]).unwrap()).unwrap();
    let changed = BASE64URL.encode(payload.replace("ERIKSSON", "ERICSSON"));
    fs::write(office.file("changed.jws"), [parts[0], &changed, parts[2]].join(".")).unwrap();
    refused(&verify_result(&office, "changed.jws", AUDIENCE, NONCE, &[]), "signature_invalid");
    let header = String::from_utf8(BASE64URL.decode(parts[0]).unwrap()).unwrap();
    let none = BASE64URL.encode(header.replace("ES256", "none"));
    fs::write(office.file("none.jws"), format!("{none}.{}.", parts[1])).unwrap();
    refused(&verify_result(&office, "none.jws", AUDIENCE, NONCE, &[]), "algorithm_not_accepted");
    fs::write(office.file("text.jws"), "no token").unwrap();
    refused(&verify_result(&office, "text.jws", AUDIENCE, NONCE, &[]), "malformed");
}

#[test]
fn every_result_validates_against_openid_identity_assurance() {
    let (Some(office), Some(data)) = (controlled(), support::test_data()) else { return };
    let folder = data.join("oracles/json-schemas/ekyc-ida");
    let read = |name: &str| -> serde_json::Value {
        serde_json::from_slice(&fs::read(folder.join(name)).unwrap()).unwrap()
    };
    let mut registry = jsonschema::Registry::new();
    for name in ["claims_schema.json", "verified_claims_request.json"] {
        let schema = read(name);
        let id = schema["$id"].as_str().unwrap().to_owned();
        registry = registry.add(id, schema).unwrap();
    }
    let registry = registry.prepare().unwrap();
    let validator = jsonschema::options()
        .with_registry(&registry)
        .should_validate_formats(true)
        .build(&read("verified_claims.json"))
        .unwrap();
    let result = verify_result(&office, "out/result.jws", AUDIENCE, NONCE, &[]).json()["result"].clone();
    let errors: Vec<String> = validator.iter_errors(&result).map(|error| error.to_string()).collect();
    assert_eq!(errors, Vec::<String>::new());
    let mut twin = result;
    twin["verified_claims"]["verification"]["evidence"][0]["type"] = "passport".into();
    assert!(!validator.is_valid(&twin));
}
