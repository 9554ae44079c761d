//! The access protocol as part of the evidence: how the chip was opened, and with the zone of which document.

use crate::passive::{Acceptance, AuthenticDocument};
use crate::reason::Reason;
use emrtd::file::ElementaryFile;
use emrtd::record::{ChipRecord, PasswordRecord};
use emrtd::security_info::{PaceInfo, SecurityInfos};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// How access was gained.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AccessReport {
    /// The PACE variants that EF.CardAccess or the authenticated DG14 offers.
    pub offered: Vec<String>,
    /// What was used: `none`, `bac` or a PACE variant.
    pub used: String,
    /// A better protocol was offered, or the one used was not offered by the issuing state.
    pub downgrade: bool,
    /// The chip was read without any access protocol.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub open: bool,
    /// Whether the zone that was given is the one of the authenticated DG1.
    #[serde(default)]
    pub zone: ZoneComparison,
    /// What stands against it by any policy's demands on access.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub reasons: BTreeSet<Reason>,
    /// What only a policy can judge.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub warnings: BTreeSet<Reason>,
}

/// The zone that was typed or read from the document, against the one that the issuing state signed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ZoneComparison {
    /// They are the same, as far as the password has them: document number, date of birth and date of expiry.
    Match,
    /// They are not: the chip is not the one of the document in hand.
    Differs,
    /// No zone was given (the card access number has none), no DG1 is proven, or the record is older than this check.
    #[default]
    NotAssessed,
}

impl AccessReport {
    /// Everything that stands against it by the strictest policy.
    pub fn strictly(&self) -> BTreeSet<Reason> {
        let judged = [(self.downgrade, Reason::AccessDowngrade), (self.open, Reason::OpenChip)];
        let found = judged.into_iter().filter_map(|(found, reason)| found.then_some(reason));
        self.reasons.iter().copied().chain(found).collect()
    }
}

/// Judges the access protocol; DG14 and EF.CardSecurity count only where they are authentic.
///
/// EF.CardAccess is not signed, so that a variant struck from it shows only in DG14 and EF.CardSecurity, ICAO 9303-11
/// §4.4. Many documents do not repeat their variants there: then nothing is known beyond EF.CardAccess.
pub fn assess(document: Option<&AuthenticDocument>, record: &ChipRecord) -> AccessReport {
    let (announced, signed) = (announced(record), signed(document));
    let offers: Vec<&PaceInfo> = announced.iter().chain(&signed).collect();
    let used = record.access.used.clone();
    let runnable = offers.iter().any(|info| info.rank().is_some());
    let downgrade = match used.starts_with("pace-") {
        true => is_weaker(&used, &offers) || is_foreign(&used, &signed),
        false => runnable,
    };
    let (zone, strength) =
        (compare_zone(document, record.access.password.as_ref()), strength(document, &used));
    let when = |found: bool, reason| found.then_some(reason).into_iter();
    let differs = when(zone == ZoneComparison::Differs, Reason::DocumentDiffersFromZone);
    let refused = when(strength == Acceptance::Refused, Reason::AlgorithmNotAccepted);
    let tolerated = when(strength == Acceptance::Tolerated, Reason::AlgorithmNotAccepted);
    let unsupported = when(!offers.is_empty() && !runnable, Reason::PaceNotSupported);
    let (reasons, warnings) = (differs.chain(refused).collect(), tolerated.chain(unsupported).collect());
    AccessReport { offered: names(&offers), open: used == "none", used, downgrade, zone, reasons, warnings }
}

/// What the authenticated DG14 and EF.CardSecurity offer.
fn signed(document: Option<&AuthenticDocument>) -> Vec<PaceInfo> {
    let documents = document.into_iter();
    documents
        .flat_map(|document| document.security_infos().into_iter().chain(document.card_security()))
        .flat_map(|infos| infos.pace().iter().cloned())
        .collect()
}

/// What EF.CardAccess announces; where it was not kept, what the session noted of it.
fn announced(record: &ChipRecord) -> Vec<PaceInfo> {
    let file = record.file(ElementaryFile::CardAccess);
    match file.and_then(|file| SecurityInfos::from_card_access(file).ok()) {
        Some(infos) => infos.pace().to_vec(),
        None => record.access.offered.iter().filter_map(|name| PaceInfo::from_name(name)).collect(),
    }
}

/// Each variant once.
fn names(offers: &[&PaceInfo]) -> Vec<String> {
    let mut seen = BTreeSet::new();
    offers.iter().map(ToString::to_string).filter(|variant| seen.insert(variant.clone())).collect()
}

/// True when nothing offers this variant, or something offers one this system would have chosen before it.
fn is_weaker(used: &str, offers: &[&PaceInfo]) -> bool {
    let rank = offers.iter().find(|info| info.to_string() == used).and_then(|info| info.rank());
    rank.is_none() || rank > offers.iter().filter_map(|info| info.rank()).min()
}

/// True when the issuing state offers PACE, but not this variant.
fn is_foreign(used: &str, signed: &[PaceInfo]) -> bool {
    !signed.is_empty() && signed.iter().all(|info| info.to_string() != used)
}

/// How the policy judges the keys and the cipher of PACE; Basic Access Control has but one way.
fn strength(document: Option<&AuthenticDocument>, used: &str) -> Acceptance {
    let judged = document.zip(PaceInfo::from_name(used)).and_then(|(document, info)| {
        Some(document.rules().agreement(info.supported_parameters()?, info.protocol.cipher))
    });
    judged.unwrap_or(Acceptance::Accepted)
}

fn compare_zone(document: Option<&AuthenticDocument>, given: Option<&PasswordRecord>) -> ZoneComparison {
    let (Some(document), Some(given)) = (document, given) else { return ZoneComparison::NotAssessed };
    // A zone of which no password can be made opens no chip.
    let same = match document.holder().key() {
        Ok(zone) => given.is_of(&zone),
        Err(_) => matches!(given, PasswordRecord::Mrz { .. }).then_some(false),
    };
    match same {
        Some(true) => ZoneComparison::Match,
        Some(false) => ZoneComparison::Differs,
        None => ZoneComparison::NotAssessed,
    }
}
