//! Chip genuineness, ICAO 9303-11 §6: the chip that answered is the one the issuing state wrote.
//!
//! What must be proven is read from the authenticated EF.SOD alone: a clone can hide DG14 and DG15, not their digests.

mod pace_cam;
mod report;
mod terminal;

pub use report::{ChipOutcome, ChipReport};
pub use terminal::TerminalAuthenticationReport;

use crate::{
    passive::{Acceptance, AuthenticDocument, AuthenticKeys, PassiveRefusal},
    reason::Reason,
};
use emrtd::chip::{
    active_authentication, active_authentication::ActiveAuthenticationError, chip_authentication,
    chip_authentication::ChipAuthenticationChoice,
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
    warnings: BTreeSet<Reason>,
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
        /// What only a policy can judge about what was proven.
        warnings: BTreeSet<Reason>,
    },
}

impl ChipVerdict {
    /// The verdict as a report.
    pub fn report(&self) -> ChipReport {
        match self {
            Self::Genuine(chip) => ChipReport {
                protocols: chip.protocols.clone(),
                quirks: chip.quirks.clone(),
                warnings: chip.warnings.clone(),
                ..ChipReport::of(ChipOutcome::Genuine)
            },
            Self::NotOffered => ChipReport::of(ChipOutcome::NotOffered),
            Self::Refused { proven, reasons, warnings } => ChipReport {
                protocols: proven.clone(),
                reasons: reasons.clone(),
                warnings: warnings.clone(),
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

/// What became of one protocol.
enum Attempt {
    NotAnnounced,
    /// Proven by a key that is judged so, perhaps not quite as the standard says.
    Proven(Acceptance, Option<Quirk>),
    /// Announced, but not run, or not to be judged.
    Unproven(Reason),
    /// Run, and not as a chip with the key would have.
    Failed,
}

/// Judges the transcripts of the record by what the authentic document announces.
pub fn authenticate(document: &AuthenticDocument, record: &ChipRecord) -> ChipVerdict {
    let mut found = Found::default();
    for (protocol, attempt) in attempts(document.keys(), record) {
        found.note(protocol, attempt);
    }
    let Found { proven, reasons, quirks, warnings } = found;
    match (reasons.is_empty(), proven.is_empty()) {
        (false, _) => ChipVerdict::Refused { proven, reasons, warnings },
        (true, false) => ChipVerdict::Genuine(GenuineChip { protocols: proven, quirks, warnings }),
        (true, true) => ChipVerdict::NotOffered,
    }
}

/// What the chip of a refused document shows: that it is a copy, where the proof it was asked for fails by keys that are
/// themselves proven; never that it is genuine. Where no proof was asked for, nothing is concluded.
pub fn disprove(refusal: &PassiveRefusal, record: &ChipRecord) -> ChipReport {
    let mut attempts = refusal.keys().into_iter().flat_map(|keys| attempts(keys, record));
    if attempts.any(|(_, attempt)| matches!(attempt, Attempt::Failed)) {
        let reasons = [Reason::ChipNotGenuine].into();
        ChipReport { reasons, ..ChipReport::of(ChipOutcome::Refused) }
    } else {
        ChipReport::not_checked()
    }
}

fn attempts(keys: &AuthenticKeys, record: &ChipRecord) -> [(ChipProtocol, Attempt); 3] {
    [
        (ChipProtocol::ChipAuthentication, chip_authentication(keys, record)),
        (ChipProtocol::ActiveAuthentication, active_authentication(keys, record)),
        (ChipProtocol::PaceChipAuthenticationMapping, pace_cam::attempt(keys, record)),
    ]
}

/// What all attempts together show.
#[derive(Default)]
struct Found {
    proven: BTreeSet<ChipProtocol>,
    reasons: BTreeSet<Reason>,
    quirks: BTreeSet<Quirk>,
    warnings: BTreeSet<Reason>,
}

impl Found {
    fn note(&mut self, protocol: ChipProtocol, attempt: Attempt) {
        match attempt {
            Attempt::NotAnnounced => {}
            // An algorithm that is not ours to run or to accept says nothing of the chip.
            Attempt::Proven(Acceptance::Refused, _) | Attempt::Unproven(Reason::AlgorithmNotAccepted) => {
                self.reasons.insert(Reason::AlgorithmNotAccepted);
            }
            Attempt::Proven(acceptance, quirk) => {
                self.proven.insert(protocol);
                self.quirks.extend(quirk);
                self.warnings.extend((!acceptance.is_accepted()).then_some(Reason::AlgorithmNotAccepted));
            }
            Attempt::Unproven(reason) => self.reasons.extend([reason, Reason::ChipNotGenuine]),
            Attempt::Failed => {
                self.reasons.insert(Reason::ChipNotGenuine);
            }
        }
    }
}

fn chip_authentication(keys: &AuthenticKeys, record: &ChipRecord) -> Attempt {
    if !keys.lists(DataGroup::DG14) {
        return Attempt::NotAnnounced;
    }
    if record.data_group(DataGroup::DG14).is_none() {
        return Attempt::Unproven(Reason::DataGroupMissing);
    }
    let Some(infos) = keys.security_infos() else { return Attempt::Unproven(Reason::Malformed) };
    if infos.chip_authentication_public_keys().is_empty() {
        return Attempt::NotAnnounced;
    }
    if ChipAuthenticationChoice::all(infos).is_empty() {
        return Attempt::Unproven(Reason::AlgorithmNotAccepted);
    }
    let transcript = record.chip_authentication.as_ref();
    match transcript.map(|transcript| chip_authentication::verify(infos, transcript)) {
        Some(Ok(proof)) => {
            let acceptance = keys.rules().agreement(proof.parameters(), proof.protocol().cipher);
            Attempt::Proven(acceptance, None)
        }
        Some(Err(_)) => Attempt::Failed,
        None => Attempt::Unproven(Reason::ChipNotGenuine),
    }
}

fn active_authentication(keys: &AuthenticKeys, record: &ChipRecord) -> Attempt {
    if !keys.lists(DataGroup::DG15) {
        return Attempt::NotAnnounced;
    }
    if record.data_group(DataGroup::DG15).is_none() {
        return Attempt::Unproven(Reason::DataGroupMissing);
    }
    let key = match keys.signature_key() {
        Some(Ok(key)) => key,
        Some(Err(reason)) => return Attempt::Unproven(reason),
        None => return Attempt::Unproven(Reason::Malformed),
    };
    let transcript = record.active_authentication.as_ref();
    let infos = keys.security_infos();
    match transcript.map(|transcript| active_authentication::verify(key, infos, transcript)) {
        Some(Ok(proof)) => {
            let quirk = proof.zero_prefixed().then_some(Quirk::EcdsaZeroPrefixed);
            Attempt::Proven(keys.rules().signature(key), quirk)
        }
        Some(Err(ActiveAuthenticationError::UnsupportedAlgorithm)) => {
            Attempt::Unproven(Reason::AlgorithmNotAccepted)
        }
        // The digest with which the chip signed stands in DG14.
        Some(Err(_)) if key.is_elliptic() && infos.is_none() && keys.lists(DataGroup::DG14) => {
            Attempt::Unproven(Reason::ChipNotGenuine)
        }
        Some(Err(_)) => Attempt::Failed,
        None => Attempt::Unproven(Reason::ChipNotGenuine),
    }
}
