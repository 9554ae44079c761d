//! Which of the offered variants of PACE is run: the order, and the reason of each step in it.

use super::{PaceInfo, PaceMapping, SecurityInfos};
use crate::crypto::Cipher;
use std::cmp::Reverse;

/// The mappings, most wanted first, each with the reason of its place. Mappings in one line are equals.
pub const MAPPING_PREFERENCE: [(&[PaceMapping], &str); 2] = [
    (
        &[PaceMapping::EcdhCam],
        "proves the chip genuine in the same run (ICAO 9303-11 appendix J.1: should be used)",
    ),
    (
        &[PaceMapping::EcdhGm, PaceMapping::EcdhIm, PaceMapping::DhGm, PaceMapping::DhIm],
        "the mappings resist the same attacks: cipher and group decide, then the order of the file",
    ),
];

/// How strong a variant is; the lesser is the stronger.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct PaceRank {
    mapping: usize,
    cipher: Reverse<Cipher>,
    strength: Reverse<usize>,
}

impl PaceInfo {
    /// The variant's rank: mapping, then cipher, then domain parameters; `None` where this system does not run it.
    pub fn rank(&self) -> Option<PaceRank> {
        let mapping = |(mappings, _): &(&[PaceMapping], _)| mappings.contains(&self.protocol.mapping);
        Some(PaceRank {
            mapping: MAPPING_PREFERENCE.iter().position(mapping)?,
            cipher: Reverse(self.protocol.cipher),
            strength: Reverse(self.supported_parameters()?.strength()),
        })
    }
}

impl SecurityInfos {
    /// The variant of PACE to run: the strongest among those this system runs, the first of equals.
    pub fn strongest_pace(&self) -> Option<&PaceInfo> {
        let ranked = self.pace().iter().filter_map(|info| Some((info.rank()?, info)));
        ranked.min_by_key(|(rank, _)| *rank).map(|(_, info)| info)
    }
}
