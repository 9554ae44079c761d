//! What a chip's files announce of its protocols, with the private keys behind it.

use super::active_authentication::SigningChip;
use super::chip_authentication::ChipAuthenticationKeys;
use super::pace::MappingKey;
use crate::specimen::Specimen;
use emrtd::file::{DataGroup, ElementaryFile};
use emrtd::protocol::Randomness;
use emrtd::security_info::{ActiveAuthenticationInfo, SecurityInfos};

/// What the chip speaks, and with which keys.
pub(super) struct Keys {
    pub(super) card_access: SecurityInfos,
    pub(super) mapping: Option<MappingKey>,
    pub(super) chip_authentication: ChipAuthenticationKeys,
    pub(super) active_authentication: Option<SigningChip>,
}

impl Keys {
    pub(super) fn load(specimen: &Specimen, mut randomness: impl Randomness) -> Self {
        let file = |file| specimen.files.get(&file).map(Vec::as_slice);
        let group = |group| file(ElementaryFile::DataGroup(group));
        let card_access = file(ElementaryFile::CardAccess)
            .and_then(|bytes| SecurityInfos::from_card_access(bytes).ok())
            .unwrap_or_default();
        let infos = group(DataGroup::DG14)
            .and_then(|bytes| SecurityInfos::from_data_group_14(bytes).ok())
            .unwrap_or_default();
        let mapping = file(ElementaryFile::CardSecurity).and_then(|bytes| {
            MappingKey::load(bytes, specimen.chip_authentication_mapping.as_ref(), &mut randomness)
        });
        let chip_authentication =
            ChipAuthenticationKeys::load(&infos, &specimen.chip_authentication, &mut randomness);
        let announced = infos.active_authentication().and_then(ActiveAuthenticationInfo::ecdsa_digest);
        let active_authentication = group(DataGroup::DG15)
            .and_then(|bytes| SigningChip::load(bytes, announced, specimen.active_authentication.as_ref()));
        Self { card_access, mapping, chip_authentication, active_authentication }
    }
}
