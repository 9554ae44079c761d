//! The access protocol as part of the evidence: a chip that offers PACE and was read without it is a downgrade.

use crate::passive::AuthenticDocument;
use emrtd::file::ElementaryFile;
use emrtd::record::ChipRecord;
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
}

/// Judges the access protocol; DG14 and EF.CardSecurity count only where they are authentic.
///
/// EF.CardAccess is not signed, so that a variant struck from it shows only in DG14 and EF.CardSecurity, ICAO 9303-11
/// §4.4. Many documents do not repeat their variants there: then nothing is known beyond EF.CardAccess.
pub fn assess(document: Option<&AuthenticDocument>, record: &ChipRecord) -> AccessReport {
    let announced =
        record.file(ElementaryFile::CardAccess).and_then(|file| SecurityInfos::from_card_access(file).ok());
    let mut offered = announced.as_ref().map_or_else(|| record.access.offered.clone(), variants);
    let signed: Vec<&SecurityInfos> = document
        .into_iter()
        .flat_map(|document| document.security_infos().into_iter().chain(document.card_security()))
        .collect();
    offered.extend(signed.iter().copied().flat_map(variants));
    let mut seen = BTreeSet::new();
    offered.retain(|variant| seen.insert(variant.clone()));
    let used = record.access.used.clone();
    let by_pace = used.starts_with("pace-");
    let downgrade = if by_pace { is_weaker(&used, &signed) } else { !offered.is_empty() };
    AccessReport { offered, used, downgrade }
}

/// True when the issuing state offers PACE, but not this variant, or one this system would have chosen before it.
fn is_weaker(used: &str, signed: &[&SecurityInfos]) -> bool {
    let announced: Vec<&PaceInfo> = signed.iter().flat_map(|infos| infos.pace()).collect();
    let rank = announced.iter().find(|info| info.to_string() == used).and_then(|info| info.rank());
    let strongest = announced.iter().filter_map(|info| info.rank()).min();
    !announced.is_empty() && (rank.is_none() || rank > strongest)
}

fn variants(infos: &SecurityInfos) -> Vec<String> {
    infos.pace().iter().map(ToString::to_string).collect()
}
