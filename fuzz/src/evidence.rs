//! What is kept for years: evidence, chip records, policies.

use emrtd::record::ChipRecord;
use ring::digest::{SHA256, digest};
use verifier::evidence::EvidenceBundle;
use verifier::policy::Policy;

/// An evidence bundle as it stands, then its JSON under a right digest: what opens is sealed again the same.
pub fn evidence_bundle(bytes: &[u8]) {
    let _ = EvidenceBundle::open(bytes);
    let json =
        bytes.iter().position(|byte| *byte == b'\n').and_then(|end| bytes.get(end.saturating_add(1)..));
    let json = json.unwrap_or(bytes);
    let header = format!("idkontroll-evidence/1 sha256:{}\n", hex::encode(digest(&SHA256, json)));
    let sealed = [header.as_bytes(), json].concat();
    if let Ok(bundle) = EvidenceBundle::open(&sealed) {
        assert!(bundle.seal().is_ok_and(|again| again.bytes == sealed));
    }
}

/// A chip record as JSON: what is read is written and read the same.
pub fn chip_record(bytes: &[u8]) {
    let Ok(record) = serde_json::from_slice::<ChipRecord>(bytes) else { return };
    let written = serde_json::to_vec(&record).unwrap_or_default();
    assert!(serde_json::from_slice::<ChipRecord>(&written).is_ok_and(|again| again == record));
}

/// A policy as TOML; one of an owner's own never passes for a built-in one.
pub fn policy(bytes: &[u8]) {
    let Ok(text) = str::from_utf8(bytes) else { return };
    if let Ok(policy) = Policy::parse_own(text) {
        assert!(policy.text() == text && Policy::parse(text).is_ok());
    }
}
