//! What `trust import` and `trust list` report.

use super::TrustStore;
use serde::Serialize;
use std::collections::BTreeMap;
use time::OffsetDateTime;

/// What became of one file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ImportReport {
    /// What the file was.
    pub source: ImportSource,
    /// What became of each certificate or revocation list in it.
    pub entries: Vec<ImportEntry>,
}

impl ImportReport {
    /// How many entries ended with this status.
    pub fn count(&self, status: ImportStatus) -> usize {
        self.entries.iter().filter(|entry| entry.status == status).count()
    }
}

/// What a file was.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ImportSource {
    /// A CSCA master list.
    MasterList,
    /// One certificate.
    Certificate,
    /// One revocation list.
    RevocationList,
    /// Certificates and revocation lists as text.
    Pem,
    /// The entries of a directory.
    Ldif,
}

/// What became of one certificate or revocation list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ImportEntry {
    /// The certificate's subject or the list's issuer.
    pub subject: String,
    /// The certificate's serial number in hexadecimal.
    #[serde(rename = "serial", skip_serializing_if = "Option::is_none")]
    pub serial_number: Option<String>,
    /// What became of it.
    pub status: ImportStatus,
    /// Why it was refused.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub problem: Option<String>,
    /// Documents under it are specimens.
    pub specimen: bool,
}

impl ImportEntry {
    pub(super) fn refused(subject: String, serial_number: Option<String>, problem: String) -> Self {
        let status = ImportStatus::Refused;
        Self { subject, serial_number, status, problem: Some(problem), specimen: false }
    }
}

/// What became of one certificate or revocation list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ImportStatus {
    /// It is new in the store.
    Added,
    /// It was there.
    Present,
    /// It was there and now bears the specimen mark.
    Marked,
    /// A newer revocation list is there.
    Superseded,
    /// It is not believed.
    Refused,
    /// A certificate beside the master lists of a directory, which makes no anchor.
    NotACsca,
}

/// A trust store for people: `trust list`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TrustListing {
    /// The identifier of the store's content.
    pub id: String,
    /// How many certificates each state has.
    pub states: BTreeMap<String, usize>,
    /// The trusted certificates.
    pub anchors: Vec<AnchorListing>,
    /// The revocation lists.
    pub revocation_lists: Vec<RevocationListing>,
}

/// One trusted certificate for people.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct AnchorListing {
    /// The issuing state, two letters.
    pub issuing_state: Option<String>,
    /// The subject.
    pub subject: String,
    /// The subject key identifier in hexadecimal.
    pub ski: Option<String>,
    /// The key, for example `brainpoolP384r1`.
    pub key: Option<String>,
    /// The last moment of its validity.
    #[serde(with = "time::serde::rfc3339")]
    pub not_after: OffsetDateTime,
    /// Documents under it are specimens.
    pub specimen: bool,
}

/// One revocation list for people.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RevocationListing {
    /// The issuer.
    pub issuer: String,
    /// When it was issued.
    #[serde(with = "time::serde::rfc3339")]
    pub this_update: OffsetDateTime,
    /// When the next one is due.
    #[serde(with = "time::serde::rfc3339::option")]
    pub next_update: Option<OffsetDateTime>,
    /// How many certificates it revokes.
    pub revoked: usize,
}

impl TrustStore {
    /// The store's content for people.
    pub fn listing(&self) -> TrustListing {
        let mut states = BTreeMap::new();
        for anchor in self.anchors() {
            *states.entry(anchor.country().unwrap_or("?").to_owned()).or_default() += 1;
        }
        let anchors = self.anchors().map(|anchor| AnchorListing {
            issuing_state: anchor.country().map(str::to_owned),
            subject: anchor.subject().to_owned(),
            ski: anchor.subject_key_identifier().map(hex::encode),
            key: anchor.public_key().ok().map(ToString::to_string),
            not_after: anchor.not_after(),
            specimen: anchor.is_specimen(),
        });
        let lists = self.revocation_lists().map(|list| RevocationListing {
            issuer: list.issuer().to_owned(),
            this_update: list.this_update(),
            next_update: list.next_update(),
            revoked: list.len(),
        });
        let (id, anchors, revocation_lists) = (self.id(), anchors.collect(), lists.collect());
        TrustListing { id, states, anchors, revocation_lists }
    }
}
