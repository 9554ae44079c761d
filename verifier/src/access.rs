//! The access protocol as part of the evidence: a chip that offers PACE and was read without it is a downgrade.

use crate::passive::AuthenticDocument;
use emrtd::file::ElementaryFile;
use emrtd::record::ChipRecord;
use emrtd::security_info::SecurityInfos;
use serde::{Deserialize, Serialize};

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

/// Judges the access protocol; DG14 counts only where the document is authentic.
///
/// EF.CardAccess is not signed: what the issuing state offers stands in DG14, ICAO 9303-11 §4.4.
pub fn assess(document: Option<&AuthenticDocument>, record: &ChipRecord) -> AccessReport {
    let announced =
        record.file(ElementaryFile::CardAccess).and_then(|file| SecurityInfos::from_card_access(file).ok());
    let announced = announced.as_ref().map_or_else(|| record.access.offered.clone(), variants);
    let signed = document.and_then(AuthenticDocument::security_infos).map(variants).unwrap_or_default();
    let used = record.access.used.clone();
    let with_pace = used.starts_with("pace-");
    let foreign = with_pace && !signed.is_empty() && !signed.contains(&used);
    let mut offered = announced;
    offered.extend(signed);
    let mut seen = std::collections::BTreeSet::new();
    offered.retain(|variant| seen.insert(variant.clone()));
    let downgrade = foreign || (!with_pace && !offered.is_empty());
    AccessReport { offered, used, downgrade }
}

fn variants(infos: &SecurityInfos) -> Vec<String> {
    infos.pace().iter().map(ToString::to_string).collect()
}
