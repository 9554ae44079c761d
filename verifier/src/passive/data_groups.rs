//! The data groups against their digests in EF.SOD, ICAO 9303-11 §5.1.

use super::{examination::Examination, issuing_state, report::DataGroupStatus};
use crate::reason::Reason;
use emrtd::file::DataGroup;
use emrtd::lds::{DataGroup1, security_object::LdsSecurityObject};
use std::collections::BTreeMap;

impl Examination<'_> {
    /// Every data group that was given must be the one EF.SOD lists.
    pub(super) fn examine_data_groups(
        &mut self,
        lds: &LdsSecurityObject,
        files: &BTreeMap<DataGroup, &[u8]>,
    ) {
        for group in lds.hashes.keys().chain(files.keys()) {
            let status = match (lds.hashes.get(group), files.get(group)) {
                (Some(_), None) => DataGroupStatus::NotGiven,
                (None, _) => DataGroupStatus::NotInSod,
                (Some(hash), Some(file)) if *hash == lds.digest_algorithm.digest(file) => {
                    DataGroupStatus::Match
                }
                (Some(_), Some(_)) => DataGroupStatus::Mismatch,
            };
            if matches!(status, DataGroupStatus::Mismatch | DataGroupStatus::NotInSod) {
                self.refuse(Reason::DataGroupHashMismatch);
            }
            self.report.data_groups.insert(*group, status);
        }
        if let Some(file) = self.matching(DataGroup::DG1, files) {
            self.examine_issuing_state(file);
        }
        self.note_data_groups(files);
    }

    /// The file of a data group whose digest is the one that EF.SOD lists.
    pub(super) fn matching<'f>(
        &self,
        group: DataGroup,
        files: &BTreeMap<DataGroup, &'f [u8]>,
    ) -> Option<&'f [u8]> {
        let status = self.report.data_groups.get(&group);
        files.get(&group).copied().filter(|_| status == Some(&DataGroupStatus::Match))
    }

    /// The state in the machine readable zone is the one whose certificates signed it.
    fn examine_issuing_state(&mut self, file: &[u8]) {
        let Ok(group) = DataGroup1::parse(file) else { return self.refuse(Reason::Malformed) };
        let zone = &group.mrz().fields().issuing_state;
        let signed = self.report.issuing_state.as_deref();
        if signed.is_some_and(|country| !issuing_state::may_sign(zone, country)) {
            self.refuse(Reason::IssuingStateMismatch);
        }
    }

    /// A data group without which the document is not proven.
    pub(super) fn demand(&mut self, group: DataGroup) {
        if !matches!(
            self.report.data_groups.get(&group),
            Some(DataGroupStatus::Match | DataGroupStatus::Mismatch)
        ) {
            self.refuse(Reason::DataGroupMissing);
        }
    }
}
