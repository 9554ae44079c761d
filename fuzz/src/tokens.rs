//! Signed tokens and the keys that they are believed under.

use ring::rand::SystemRandom;
use std::sync::OnceLock;
use time::OffsetDateTime;
use verifier::jws::{KeySet, TokenKey, claimed_type};
use verifier::officer::{self, OfficerDecision, STATEMENT_TYPE, Statement};
use verifier::result::{REFUSAL_TYPE, RESULT_TYPE, verify, verify_any};

/// A key that signs what the targets make up.
fn key() -> Option<&'static TokenKey> {
    static KEY: OnceLock<Option<TokenKey>> = OnceLock::new();
    let made = || TokenKey::from_pkcs8(&TokenKey::generate(&SystemRandom::new()).ok()?).ok();
    KEY.get_or_init(made).as_ref()
}

/// The payload in a token of this type, signed rightly.
fn signed(payload: &[u8], kind: &str) -> Option<(String, KeySet)> {
    let payload: serde_json::Value = serde_json::from_slice(payload).ok()?;
    Some((key()?.sign(&payload, kind).ok()?, key()?.key_set()))
}

/// A JSON Web Key Set: what is read is written and read the same.
pub fn key_set(bytes: &[u8]) {
    let Ok(set) = KeySet::parse(bytes) else { return };
    let written = serde_json::to_vec(&set).unwrap_or_default();
    assert!(KeySet::parse(&written).is_ok_and(|again| again == set));
}

/// A result, as a token and as the payload of a signed one: what an audience may rely on stands before an auditor too, and
/// a refusal never does.
pub fn result_token(bytes: &[u8]) {
    if let Ok(token) = str::from_utf8(bytes) {
        let _ = (claimed_type(token), verify_any(token, &KeySet::default()));
    }
    let at = OffsetDateTime::UNIX_EPOCH;
    for kind in [RESULT_TYPE, REFUSAL_TYPE] {
        let Some((token, keys)) = signed(bytes, kind) else { return };
        let any = verify_any(&token, &keys);
        let relied = verify(&token, &keys, "https://bank.example", "nonce", at);
        assert!(relied.is_err() || (any.is_ok() && kind == RESULT_TYPE));
    }
}

/// An officer's statement, as a token and as the payload of a signed one: only the case that was asked about counts.
pub fn officer_statement(bytes: &[u8]) {
    let text = || String::from("0");
    let approval = Statement { case: text(), decision: OfficerDecision::Accept, aud: text(), nonce: text() };
    if let Ok(token) = str::from_utf8(bytes) {
        assert!(officer::verify(token, &KeySet::default(), &approval).is_err());
    }
    if let Some((token, keys)) = signed(bytes, STATEMENT_TYPE)
        && officer::verify(&token, &keys, &approval).is_ok()
    {
        let statement = serde_json::from_slice::<Statement>(bytes);
        assert!(statement.is_ok_and(|said| Statement { decision: approval.decision, ..said } == approval));
    }
}
