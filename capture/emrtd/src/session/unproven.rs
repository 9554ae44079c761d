//! A chip whose proof of itself has failed: its record stands as far as it was read, whatever the chip does next.

use super::machine::{Run, Session, Wait};
use crate::chip::active_authentication::{self, ActiveAuthenticationError, ActiveAuthenticationPublicKey};
use crate::file::DataGroup;
use crate::lds::DataGroup15;
use crate::protocol::Randomness;
use crate::record::ChipRecord;
use crate::security_info::SecurityInfos;

impl<R: Randomness> Session<R> {
    /// The record of a chip that has failed to prove itself, with all that was read so far.
    pub fn unproven(&self) -> Option<ChipRecord> {
        let (run, wait) = self.parts();
        let mut record = match (&run.known.failed_proof, &run.known.kept) {
            (Some(failed), Some(kept)) => ChipRecord { files: kept.files.clone(), ..(**failed).clone() },
            (Some(failed), None) => ChipRecord { files: run.record.files.clone(), ..(**failed).clone() },
            (None, _) if run.disproved => run.record.clone(),
            (None, _) => return None,
        };
        if let (Wait::Files(reader), None) = (wait, &run.known.kept) {
            record.files.extend(reader.finished().clone());
        }
        record.quirks.extend(&run.record.quirks);
        Some(record)
    }
}

impl<R> Run<R> {
    /// True where a proof that left the channel standing is none: the chip refused it, or signed with another key. The
    /// verifier judges it again, by the authenticated keys.
    pub(super) fn is_disproved(&self) -> bool {
        let agreement = self.record.chip_authentication.as_ref();
        let refused = agreement.is_some_and(|transcript| transcript.confirmation_response.is_empty());
        refused || self.signed_otherwise().unwrap_or(false)
    }

    fn signed_otherwise(&self) -> Option<bool> {
        let transcript = self.record.active_authentication.as_ref()?;
        let group = DataGroup15::parse(self.record.data_group(DataGroup::DG15)?).ok()?;
        let key =
            ActiveAuthenticationPublicKey::from_subject_public_key_info(group.subject_public_key_info());
        let infos = self.record.data_group(DataGroup::DG14).map(SecurityInfos::from_data_group_14);
        let infos = infos.and_then(Result::ok);
        let outcome = active_authentication::verify(&key.ok()?, infos.as_ref(), transcript);
        Some(outcome.is_err_and(|error| error != ActiveAuthenticationError::UnsupportedAlgorithm))
    }
}
