//! Every member that the JSON contract names stands in every answer, also where there was nothing to say.

#![allow(clippy::unwrap_used, clippy::panic, reason = "these are tests")]

mod support;

use serde_json::{Value, json};
use support::{AUDIENCE, NONCE, Office, Run, portrait, run};

const ANOTHER: [&str; 6] = ["--document-number", "X98902C36", "--birth", "740812", "--expiry", "300101"];

/// The names of all members, those of objects within included.
fn members(value: &Value) -> Vec<String> {
    let Value::Object(object) = value else { return vec![] };
    object.keys().cloned().collect()
}

#[test]
fn a_denied_chip_leaves_no_member_out() {
    let Some(office) = Office::open(&[]) else { return };
    let read = |access: &[&str], out: &str| {
        let mut arguments = vec!["chip", "read", "--json", "--reader", "sim:passport", "--out", out];
        arguments.extend(access);
        run(office.path(), &arguments)
    };
    let (open, denied) = (read(&["--mrz", &office.mrz], "open"), read(&ANOTHER, "denied"));
    assert_eq!((open.code, denied.code, denied.reasons()), (0, 1, vec!["access_denied".to_owned()]));
    assert_eq!(members(&denied.json()), members(&open.json()));
    assert_eq!(denied.json()["chip"]["verdict"], "not_checked");
}

fn check(office: &Office, access: &[&str], out: &str) -> Option<Run> {
    let selfie = portrait("obama2.jpg")?;
    let mut arguments = vec!["check", "--json", "--reader", "sim:passport", "--policy", "demo-unattended"];
    arguments.extend(["--audience", AUDIENCE, "--nonce", NONCE, "--signing-key", "signing.pem"]);
    arguments.extend(["--trust", "trust", "--out", out, "--selfie", selfie.to_str().unwrap()]);
    arguments.extend(access);
    Some(run(office.path(), &arguments))
}

#[test]
fn a_denied_control_leaves_no_member_out() {
    let Some(office) = Office::open(&[]) else { return };
    let Some(accepted) = check(&office, &["--mrz", &office.mrz], "accepted") else { return };
    let Some(denied) = check(&office, &ANOTHER, "denied") else { return };
    assert_eq!((accepted.code, denied.code), (0, 1), "{}{}", accepted.out, denied.out);
    let (accepted, denied) = (accepted.json(), denied.json());
    assert_eq!(members(&denied), members(&accepted));
    for leg in ["chip", "document", "face", "presentation_attack", "quality"] {
        assert_eq!(members(&denied[leg]), members(&accepted[leg]), "{leg}");
    }
    assert_eq!((&denied["passive"], &denied["access"]), (&Value::Null, &Value::Null));
    assert_eq!(denied["chip"]["verdict"], "not_checked");
    for leg in ["face", "presentation_attack", "quality"] {
        assert_eq!(denied[leg]["verdict"], "not_assessed", "{leg}");
    }
    assert_eq!(accepted["quality"], json!({"verdict": "not_assessed"}));
    let document = json!({"expired": false, "status": "not_assessed"});
    assert_eq!((&accepted["document"], &denied["document"]["expired"]), (&document, &Value::Null));
}
