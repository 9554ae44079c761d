//! The chip's public keys, proven by EF.SOD and the digests of DG14 and DG15 alone: whatever else the chip gave or withheld.

use super::ChipKeyRules;
use super::card_security::CardSecurity;
use super::examination::Examination;
use crate::reason::Reason;
use emrtd::chip::active_authentication::ActiveAuthenticationPublicKey;
use emrtd::domain_parameters::PublicKeyError;
use emrtd::file::DataGroup;
use emrtd::lds::DataGroup15;
use emrtd::lds::security_object::LdsSecurityObject;
use emrtd::security_info::SecurityInfos;
use std::collections::BTreeMap;

/// The keys with which the issuing state lets the chip prove itself.
///
/// They prove no document: where another data group is missing or another one, a chip that answers wrongly by them is no
/// less a copy, and one that answers rightly proves nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuthenticKeys {
    lds: LdsSecurityObject,
    security_infos: Option<SecurityInfos>,
    /// The key in DG15, or why it is none for this system.
    active_authentication_key: Option<Result<ActiveAuthenticationPublicKey, Reason>>,
    card_security: Option<CardSecurity>,
    rules: ChipKeyRules,
}

impl AuthenticKeys {
    /// Reads DG14 and DG15 where their digests match; `lds` must be proven. What of them cannot be read stands against the
    /// chip's proof, not against the document.
    pub(super) fn read(
        examination: &Examination<'_>,
        lds: LdsSecurityObject,
        files: &BTreeMap<DataGroup, &[u8]>,
        card_security: Option<CardSecurity>,
    ) -> Self {
        let infos = examination.matching(DataGroup::DG14, files);
        Self {
            lds,
            security_infos: infos.and_then(|file| SecurityInfos::from_data_group_14(file).ok()),
            active_authentication_key: examination.matching(DataGroup::DG15, files).map(signature_key),
            card_security,
            rules: ChipKeyRules::new(examination.algorithms, examination.at),
        }
    }

    /// True when the issuing state signed a data group of this number, read or not.
    pub fn lists(&self, group: DataGroup) -> bool {
        self.lds.hashes.contains_key(&group)
    }

    /// What DG14 announces, when it could be read.
    pub fn security_infos(&self) -> Option<&SecurityInfos> {
        self.security_infos.as_ref()
    }

    /// What EF.CardSecurity announces, when it was read and a document signer of the same state signed it.
    pub fn card_security(&self) -> Option<&SecurityInfos> {
        self.card_security.as_ref().map(|file| &file.infos)
    }

    /// The same with what is to be told of it.
    pub(super) fn proven_card_security(&self) -> Option<&CardSecurity> {
        self.card_security.as_ref()
    }

    /// The key in DG15, with why a key that was read cannot be used.
    pub(crate) fn signature_key(&self) -> Option<Result<&ActiveAuthenticationPublicKey, Reason>> {
        self.active_authentication_key.as_ref().map(|key| key.as_ref().map_err(|reason| *reason))
    }

    /// By which rules the chip's keys are judged.
    pub fn rules(&self) -> &ChipKeyRules {
        &self.rules
    }
}

fn signature_key(file: &[u8]) -> Result<ActiveAuthenticationPublicKey, Reason> {
    let group = DataGroup15::parse(file).map_err(|_| Reason::Malformed)?;
    let key = ActiveAuthenticationPublicKey::from_subject_public_key_info(group.subject_public_key_info());
    key.map_err(|error| match error {
        PublicKeyError::Malformed => Reason::Malformed,
        _ => Reason::AlgorithmNotAccepted,
    })
}
