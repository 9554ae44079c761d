//! In what proven files depart from their standards: reported, and a warning where a part of a check was given up.

use super::{examination::Examination, report::DataGroupStatus};
use crate::reason::Reason;
use emrtd::cms::SignerInfo;
use emrtd::file::DataGroup;
use emrtd::hash::DigestAlgorithm;
use emrtd::lds::{DataGroup1, DataGroup2};
use emrtd::quirk::Quirk;
use std::collections::BTreeMap;

impl Examination<'_> {
    /// Names a quirk that was worked around.
    pub(super) fn note(&mut self, quirk: Quirk) {
        self.report.quirks.insert(quirk);
        if quirk.loosens() {
            self.warn(Reason::CheckLoosened);
        }
    }

    /// The digests may be made with another algorithm than the signature.
    pub(super) fn note_digest(&mut self, signer: &SignerInfo) {
        let digest = DigestAlgorithm::from_oid(&signer.digest_algorithm.oid);
        if digest.is_some_and(|digest| digest.to_string() != self.report.algorithms.digest) {
            self.note(Quirk::DigestDiffersFromSigner);
        }
    }

    /// Only files whose digest matches are looked at: what the issuing state did not sign is no quirk of its.
    pub(super) fn note_data_groups(&mut self, files: &BTreeMap<DataGroup, &[u8]>) {
        let proven = |group| {
            let status = self.report.data_groups.get(&group);
            files.get(&group).copied().filter(|_| status == Some(&DataGroupStatus::Match))
        };
        let zone = proven(DataGroup::DG1).and_then(|file| DataGroup1::parse(file).ok());
        let faces = proven(DataGroup::DG2).and_then(|file| DataGroup2::parse(file).ok());
        for quirk in zone.iter().flat_map(|group| group.mrz().quirks()) {
            self.note(quirk);
        }
        if faces.is_some_and(|group| !group.lengths_right()) {
            self.note(Quirk::FaceRecordLengthWrong);
        }
    }
}
