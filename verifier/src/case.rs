//! The case: everything a decision rests on, as one digest that the officer signs and the evidence keeps.

use crate::{
    control::{Capture, Control},
    jws::KeySet,
    policy::{Policy, ProbeSource},
    report::LegReports,
};
use base64::{Engine, engine::general_purpose::STANDARD};
use emrtd::record::ChipRecord;
use ring::digest::{SHA256, digest};
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

/// A control with all that was captured and found, in the form the evidence bundle holds.
#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Case {
    /// The eID issuer the result is for.
    pub audience: String,
    /// The issuer's nonce.
    pub nonce: String,
    /// The clock of the verdict.
    #[serde(with = "time::serde::rfc3339")]
    pub at: OffsetDateTime,
    /// The policy's exact text.
    pub policy: String,
    /// The trust store the verdict was computed with: its identifier.
    pub trust_store: String,
    /// The part of it that this document's verdict depends on, base64.
    pub trust: String,
    /// The networks that were used.
    pub networks: Vec<NetworkIdentity>,
    /// The chip session.
    pub chip_record: ChipRecord,
    /// The probes.
    pub probes: Vec<RecordedProbe>,
    /// What the legs found.
    pub reports: LegReports,
    /// Which keys carried out the control, where a phone did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub binding: Option<Binding>,
}

/// Who carried out a control from afar, each key by its RFC 7638 thumbprint, and when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Binding {
    /// The key of the phone that claimed the control and took the probes.
    pub holder_key: String,
    /// The key of the relay that passed the chip's answers.
    pub relay_key: String,
    /// When the chip had been read.
    #[serde(default, with = "time::serde::rfc3339::option", skip_serializing_if = "Option::is_none")]
    pub chip_read_at: Option<OffsetDateTime>,
    /// When the last probe had come.
    #[serde(default, with = "time::serde::rfc3339::option", skip_serializing_if = "Option::is_none")]
    pub probe_received_at: Option<OffsetDateTime>,
}

/// A network by its name and the digest of its file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NetworkIdentity {
    /// Its name in models.toml.
    pub id: String,
    /// SHA-256 of the file that was run, in hex.
    pub sha256: String,
}

/// A probe as the evidence keeps it.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RecordedProbe {
    /// SHA-256 of the picture's bytes, in hex.
    pub sha256: String,
    /// Where it came from.
    pub source: ProbeSource,
    /// The picture, base64, where the policy keeps it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub image: Option<String>,
}

/// An officer's statement with the keys that were enrolled when it was judged.
#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OfficerStatement {
    /// The signed statement.
    pub statement: String,
    /// The enrolled officers' public keys.
    pub enrolled: KeySet,
}

impl Case {
    /// Puts together what was captured and found.
    pub fn new(
        control: &Control,
        policy: &Policy,
        (trust_store, trust): (String, &[u8]),
        networks: Vec<NetworkIdentity>,
        capture: &Capture,
        reports: &LegReports,
    ) -> Self {
        let keep = policy.demands().retention.probes;
        let probes = capture.probes.iter().map(|probe| RecordedProbe {
            sha256: probe.sha256().to_owned(),
            source: probe.source(),
            image: keep.then(|| STANDARD.encode(probe.image())),
        });
        Self {
            audience: control.audience.clone(),
            nonce: control.nonce.clone(),
            at: control.at,
            policy: policy.text().to_owned(),
            trust_store,
            trust: STANDARD.encode(trust),
            networks,
            chip_record: capture.record.for_control().into_owned(),
            probes: probes.collect(),
            reports: reports.clone(),
            binding: None,
        }
    }

    /// SHA-256 of the case as JSON, in hex: what the officer signs.
    pub fn sha256(&self) -> Result<String, serde_json::Error> {
        Ok(hex::encode(digest(&SHA256, &serde_json::to_vec(self)?)))
    }

    /// Where the probes came from.
    pub fn sources(&self) -> Vec<ProbeSource> {
        self.probes.iter().map(|probe| probe.source).collect()
    }

    /// The control this case belongs to.
    pub fn control(&self) -> Control {
        Control { audience: self.audience.clone(), nonce: self.nonce.clone(), at: self.at }
    }
}
