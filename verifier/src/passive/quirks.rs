//! In what proven files depart from their standards: reported, and a warning where a part of a check was given up.

use super::examination::Examination;
use crate::reason::Reason;
use emrtd::cms::SignerInfo;
use emrtd::file::DataGroup;
use emrtd::hash::DigestAlgorithm;
use emrtd::lds::{DataGroup1, DataGroup2};
use emrtd::quirk::{IssuedDocument, Quirk, QuirkTable};
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
        let zone = self.matching(DataGroup::DG1, files).and_then(|file| DataGroup1::parse(file).ok());
        let faces = self.matching(DataGroup::DG2, files).and_then(|file| DataGroup2::parse(file).ok());
        if let Some(group) = &zone {
            group.mrz().quirks().into_iter().for_each(|quirk| self.note(quirk));
            self.look_up(&group.mrz().document(), QuirkTable::built_in());
        }
        if faces.is_some_and(|group| !group.lengths_right()) {
            self.note(Quirk::FaceRecordLengthWrong);
        }
    }
    /// What must be listed is to be expected of the states that the table names, and of no other.
    fn look_up(&mut self, document: &IssuedDocument, table: &QuirkTable) {
        let mut noted = self.report.quirks.iter();
        if noted.any(|quirk| quirk.must_be_listed() && !table.lists(document, *quirk)) {
            self.warn(Reason::LoosenedUnlisted);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::passive::AcceptedAlgorithms;
    use crate::trust::TrustStore;
    use emrtd::quirk::DocumentKind;
    use time::OffsetDateTime;

    fn warned(quirk: Quirk, issuing_state: &str, table: &QuirkTable) -> bool {
        let (trust, algorithms) = (TrustStore::new(), AcceptedAlgorithms::default());
        let mut examination = Examination::new(&trust, &algorithms, OffsetDateTime::UNIX_EPOCH);
        examination.note(quirk);
        let document =
            IssuedDocument { issuing_state: issuing_state.to_owned(), kind: DocumentKind::Passport };
        examination.look_up(&document, table);
        examination.report.warnings.contains(&Reason::LoosenedUnlisted)
    }

    #[test]
    fn a_state_that_is_listed_is_not_warned_of() {
        let text = |state| {
            format!(
                "version = 1\n[[entry]]\nissuing_state = \"{state}\"\ndocument = \"passport\"\n\
                 quirk = \"content_type_data\"\ndoes = \"So.\"\nloosens = true\nsource = \"unsourced\"\n"
            )
        };
        let listed = QuirkTable::parse(&text("UTO")).unwrap();
        assert!(!warned(Quirk::ContentTypeData, "UTO", &listed));
        assert!(warned(Quirk::ContentTypeData, "NOR", &listed));
        let of_any = QuirkTable::parse(&text("any")).unwrap();
        assert!(warned(Quirk::ContentTypeData, "UTO", &of_any));
        for quirk in Quirk::ALL.into_iter().filter(|quirk| *quirk != Quirk::ContentTypeData) {
            assert!(!warned(quirk, "NOR", &listed), "{quirk}");
        }
    }
}
