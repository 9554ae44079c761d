//! The report of passive authentication: the same members whether it proved or refused.

use super::AuthenticKeys;
use crate::{reason::Reason, trust::Revocation};
use emrtd::file::DataGroup;
use emrtd::quirk::Quirk;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use thiserror::Error;
use time::OffsetDateTime;

/// The outcome.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PassiveVerdict {
    /// Everything that was given is what the issuing state signed.
    Authentic,
    /// At least one reason stands against it.
    Refused,
}

/// What passive authentication found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PassiveReport {
    /// The outcome.
    pub verdict: PassiveVerdict,
    /// Everything that stands against the document.
    pub reasons: BTreeSet<Reason>,
    /// The issuing state that the document signer's certificate names, two letters.
    pub issuing_state: Option<String>,
    /// Who signed.
    pub document_signer: Option<DocumentSignerReport>,
    /// Which trusted CSCA certifies the document signer.
    pub csca: Option<CscaReport>,
    /// How it was signed.
    pub algorithms: SignatureReport,
    /// Each data group that EF.SOD lists or that was given.
    pub data_groups: BTreeMap<DataGroup, DataGroupStatus>,
    /// Whether the document signer was revoked.
    pub revocation: RevocationStatus,
    /// What only a policy can judge.
    pub warnings: BTreeSet<Reason>,
    /// In what the proven files depart from their standards.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub quirks: BTreeSet<Quirk>,
    /// The document stands under a specimen trust anchor.
    pub specimen: bool,
}

/// The document signer's certificate.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DocumentSignerReport {
    /// Its subject.
    pub subject: String,
    /// Its serial number in hexadecimal.
    pub serial: String,
    /// The last moment of its validity.
    #[serde(with = "time::serde::rfc3339")]
    pub not_after: OffsetDateTime,
}

/// The CSCA's certificate.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CscaReport {
    /// Its subject.
    pub subject: String,
    /// Its subject key identifier in hexadecimal.
    pub ski: Option<String>,
}

/// The algorithms; `unknown` where EF.SOD could not be read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignatureReport {
    /// The document signer's signature, for example `ecdsa-sha256`.
    pub signature: String,
    /// The document signer's key, for example `brainpoolP256r1` or `rsa-2048`.
    pub key: String,
    /// The digest of the data groups, for example `sha256`.
    pub digest: String,
    /// The CSCA's signature over the document signer's certificate.
    pub certificate_signature: String,
}

/// What a data group's digest shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DataGroupStatus {
    /// It is the one EF.SOD was signed over.
    Match,
    /// It is another one.
    Mismatch,
    /// EF.SOD lists it, but it was not given.
    NotGiven,
    /// It was given, but EF.SOD does not list it.
    NotInSod,
}

/// What the revocation lists say about the document signer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RevocationStatus {
    /// Not revoked, by a current list.
    Good,
    /// Revoked.
    Revoked,
    /// No list of the issuing state is at hand.
    Unknown,
    /// Not revoked, by a list that is overdue.
    Stale,
}

impl From<Revocation> for RevocationStatus {
    fn from(revocation: Revocation) -> Self {
        match revocation {
            Revocation::Good => Self::Good,
            Revocation::Revoked => Self::Revoked,
            Revocation::Unknown => Self::Unknown,
            Revocation::Stale => Self::Stale,
        }
    }
}

impl PassiveReport {
    /// The report before anything is known.
    pub(super) fn empty() -> Self {
        let unknown = || "unknown".to_owned();
        Self {
            verdict: PassiveVerdict::Refused,
            reasons: BTreeSet::new(),
            issuing_state: None,
            document_signer: None,
            csca: None,
            algorithms: SignatureReport {
                signature: unknown(),
                key: unknown(),
                digest: unknown(),
                certificate_signature: unknown(),
            },
            data_groups: BTreeMap::new(),
            revocation: RevocationStatus::Unknown,
            warnings: BTreeSet::new(),
            quirks: BTreeSet::new(),
            specimen: false,
        }
    }
}

/// The document is not proven; the report says why.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("passive authentication refused the document")]
pub struct PassiveRefusal {
    report: Box<PassiveReport>,
    keys: Option<Box<AuthenticKeys>>,
}

impl PassiveRefusal {
    pub(super) fn new(report: PassiveReport) -> Self {
        Self { report: Box::new(report), keys: None }
    }

    /// The same, though the chip's keys are proven.
    pub(super) fn with_keys(self, keys: Option<AuthenticKeys>) -> Self {
        Self { keys: keys.map(Box::new), ..self }
    }

    /// What passive authentication found.
    pub fn report(&self) -> &PassiveReport {
        &self.report
    }

    /// The chip's keys, where EF.SOD holds and only what was read beside it does not.
    pub fn keys(&self) -> Option<&AuthenticKeys> {
        self.keys.as_deref()
    }
}
