//! Chip genuineness, ICAO 9303-11 §6: the chip that answered is the one the issuing state wrote.
//!
//! What must be proven is read from the authenticated EF.SOD alone: a clone can hide DG14 and DG15, not their digests.

mod pace_cam;
mod terminal;

pub use terminal::TerminalAuthenticationReport;

use crate::{passive::AuthenticDocument, reason::Reason};
use emrtd::chip::{
    active_authentication, chip_authentication, chip_authentication::ChipAuthenticationChoice,
};
use emrtd::file::DataGroup;
use emrtd::quirk::Quirk;
use emrtd::record::ChipRecord;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// How a chip proves itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ChipProtocol {
    /// ICAO 9303-11 §6.2; its transcript convinces only the terminal.
    ChipAuthentication,
    /// ICAO 9303-11 §6.1; its signature convinces everybody.
    ActiveAuthentication,
    /// ICAO 9303-11 §4.4.3.5; its transcript convinces only the terminal.
    PaceChipAuthenticationMapping,
}

/// A chip that ran every protocol its document announces.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GenuineChip {
    protocols: BTreeSet<ChipProtocol>,
    quirks: BTreeSet<Quirk>,
}

impl GenuineChip {
    /// The protocols it ran, at least one.
    pub fn protocols(&self) -> &BTreeSet<ChipProtocol> {
        &self.protocols
    }
}

/// Whether the chip proved itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ChipVerdict {
    /// It did.
    Genuine(GenuineChip),
    /// The document announces no protocol.
    NotOffered,
    /// It did not, though the document announces how.
    Refused {
        /// The protocols that were proven nevertheless.
        proven: BTreeSet<ChipProtocol>,
        /// What stands against the chip.
        reasons: BTreeSet<Reason>,
    },
}

impl ChipVerdict {
    /// The verdict as a report.
    pub fn report(&self) -> ChipReport {
        match self {
            Self::Genuine(chip) => ChipReport {
                protocols: chip.protocols.clone(),
                quirks: chip.quirks.clone(),
                ..ChipReport::of(ChipOutcome::Genuine)
            },
            Self::NotOffered => ChipReport::of(ChipOutcome::NotOffered),
            Self::Refused { proven, reasons } => ChipReport {
                protocols: proven.clone(),
                reasons: reasons.clone(),
                ..ChipReport::of(ChipOutcome::Refused)
            },
        }
    }

    /// The proof, if it is one.
    pub fn into_genuine(self) -> Option<GenuineChip> {
        match self {
            Self::Genuine(chip) => Some(chip),
            _ => None,
        }
    }
}

/// The outcome in reports.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ChipOutcome {
    /// The chip proved itself.
    Genuine,
    /// It did not, though the document announces how.
    Refused,
    /// The document announces no protocol.
    NotOffered,
    /// Without an authentic document nothing can be concluded.
    NotChecked,
}

/// The report of chip genuineness.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ChipReport {
    /// The outcome.
    pub verdict: ChipOutcome,
    /// The protocols that were proven.
    pub protocols: BTreeSet<ChipProtocol>,
    /// What stands against the chip.
    pub reasons: BTreeSet<Reason>,
    /// In what the proof departs from its standard.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub quirks: BTreeSet<Quirk>,
    /// What became of Terminal Authentication, where it was asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub terminal_authentication: Option<TerminalAuthenticationReport>,
}

impl ChipReport {
    /// The report where the document itself is not proven.
    pub fn not_checked() -> Self {
        Self::of(ChipOutcome::NotChecked)
    }

    fn of(verdict: ChipOutcome) -> Self {
        let (protocols, reasons, quirks) = (BTreeSet::new(), BTreeSet::new(), BTreeSet::new());
        Self { verdict, protocols, reasons, quirks, terminal_authentication: None }
    }

    /// True where a part of a check was given up.
    pub fn is_loosened(&self) -> bool {
        self.quirks.iter().any(|quirk| quirk.loosens())
    }

    /// True when the document announces no protocol.
    pub fn is_not_offered(&self) -> bool {
        self.verdict == ChipOutcome::NotOffered
    }
}

/// What became of one protocol.
enum Attempt {
    NotAnnounced,
    Proven,
    /// Proven, though not quite as the standard says.
    ProvenOddly(Quirk),
    /// Announced, but not run or failed.
    Failed(Reason),
}

/// Judges the transcripts of the record by what the authentic document announces.
pub fn authenticate(document: &AuthenticDocument, record: &ChipRecord) -> ChipVerdict {
    let attempts = [
        (ChipProtocol::ChipAuthentication, chip_authentication(document, record)),
        (ChipProtocol::ActiveAuthentication, active_authentication(document, record)),
        (ChipProtocol::PaceChipAuthenticationMapping, pace_cam::attempt(document, record)),
    ];
    let (mut proven, mut reasons, mut quirks) = (BTreeSet::new(), BTreeSet::new(), BTreeSet::new());
    for (protocol, attempt) in attempts {
        match attempt {
            Attempt::NotAnnounced => {}
            Attempt::Proven => drop(proven.insert(protocol)),
            Attempt::ProvenOddly(quirk) => {
                proven.insert(protocol);
                quirks.insert(quirk);
            }
            Attempt::Failed(reason) => reasons.extend([reason, Reason::ChipNotGenuine]),
        }
    }
    match (reasons.is_empty(), proven.is_empty()) {
        (false, _) => ChipVerdict::Refused { proven, reasons },
        (true, false) => ChipVerdict::Genuine(GenuineChip { protocols: proven, quirks }),
        (true, true) => ChipVerdict::NotOffered,
    }
}

fn chip_authentication(document: &AuthenticDocument, record: &ChipRecord) -> Attempt {
    if !document.lists(DataGroup::DG14) {
        return Attempt::NotAnnounced;
    }
    if record.data_group(DataGroup::DG14).is_none() {
        return Attempt::Failed(Reason::DataGroupMissing);
    }
    let Some(infos) = document.security_infos() else { return Attempt::Failed(Reason::Malformed) };
    if infos.chip_authentication_public_keys().is_empty() {
        return Attempt::NotAnnounced;
    }
    if ChipAuthenticationChoice::all(infos).is_empty() {
        return Attempt::Failed(Reason::AlgorithmNotAccepted);
    }
    let transcript = record.chip_authentication.as_ref();
    match transcript.map(|transcript| chip_authentication::verify(infos, transcript)) {
        Some(Ok(_)) => Attempt::Proven,
        Some(Err(_)) | None => Attempt::Failed(Reason::ChipNotGenuine),
    }
}

fn active_authentication(document: &AuthenticDocument, record: &ChipRecord) -> Attempt {
    if !document.lists(DataGroup::DG15) {
        return Attempt::NotAnnounced;
    }
    if record.data_group(DataGroup::DG15).is_none() {
        return Attempt::Failed(Reason::DataGroupMissing);
    }
    let Some(key) = document.active_authentication_key() else { return Attempt::Failed(Reason::Malformed) };
    let transcript = record.active_authentication.as_ref();
    let infos = document.security_infos();
    match transcript.map(|transcript| active_authentication::verify(key, infos, transcript)) {
        Some(Ok(proof)) if proof.zero_prefixed() => Attempt::ProvenOddly(Quirk::EcdsaZeroPrefixed),
        Some(Ok(_)) => Attempt::Proven,
        Some(Err(_)) | None => Attempt::Failed(Reason::ChipNotGenuine),
    }
}
