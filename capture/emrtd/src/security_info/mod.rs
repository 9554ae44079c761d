//! `SecurityInfos`: what a chip announces in EF.CardAccess and DG14, ICAO 9303-11 §9.2.

mod active_authentication_info;
mod chip_authentication_info;
mod pace_info;
mod parse;

pub use active_authentication_info::ActiveAuthenticationInfo;
pub use chip_authentication_info::{
    ChipAuthenticationInfo, ChipAuthenticationProtocol, ChipAuthenticationPublicKeyInfo, KeyAgreement,
};
pub use pace_info::{PaceInfo, PaceMapping, PaceProtocol};

use crate::tlv::TlvError;
use std::cmp::Reverse;
use thiserror::Error;

/// Why bytes are not `SecurityInfos`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum SecurityInfoError {
    /// The set or one of its members is malformed.
    #[error("security infos are malformed")]
    Malformed,
}

impl From<TlvError> for SecurityInfoError {
    fn from(_: TlvError) -> Self {
        Self::Malformed
    }
}

/// The announcements this system knows; others are skipped.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SecurityInfos {
    pace: Vec<PaceInfo>,
    chip_authentication: Vec<ChipAuthenticationInfo>,
    chip_authentication_public_keys: Vec<ChipAuthenticationPublicKeyInfo>,
    active_authentication: Option<ActiveAuthenticationInfo>,
}

impl SecurityInfos {
    /// Every `PACEInfo`, in the order of the file.
    pub fn pace(&self) -> &[PaceInfo] {
        &self.pace
    }

    /// The variant of PACE to run: the strongest cipher among those this system runs, the first of equals.
    pub fn strongest_pace(&self) -> Option<&PaceInfo> {
        let supported = self.pace.iter().filter(|info| info.supported_curve().is_some());
        supported.min_by_key(|info| Reverse(info.protocol.cipher))
    }

    /// Every `ChipAuthenticationInfo`, in the order of the file.
    pub fn chip_authentication(&self) -> &[ChipAuthenticationInfo] {
        &self.chip_authentication
    }

    /// Every `ChipAuthenticationPublicKeyInfo`, in the order of the file.
    pub fn chip_authentication_public_keys(&self) -> &[ChipAuthenticationPublicKeyInfo] {
        &self.chip_authentication_public_keys
    }

    /// The `ActiveAuthenticationInfo`, which names the ECDSA variant of Active Authentication.
    pub fn active_authentication(&self) -> Option<&ActiveAuthenticationInfo> {
        self.active_authentication.as_ref()
    }
}
