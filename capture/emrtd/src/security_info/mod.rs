//! `SecurityInfos`: what a chip announces in EF.CardAccess, EF.CardSecurity and DG14, ICAO 9303-11 §9.2.

mod active_authentication_info;
mod card_security;
mod chip_authentication_info;
mod pace_domain_parameters;
mod pace_info;
mod parse;
mod preference;
mod terminal_authentication_info;

pub use active_authentication_info::ActiveAuthenticationInfo;
pub use card_security::{CardSecurityError, EfCardSecurity};
pub use chip_authentication_info::{
    ChipAuthenticationInfo, ChipAuthenticationProtocol, ChipAuthenticationPublicKeyInfo, ChipPublicKey,
    KeyAgreement,
};
pub use pace_info::{PaceInfo, PaceMapping, PaceProtocol};
pub use preference::{MAPPING_PREFERENCE, PaceRank};
pub use terminal_authentication_info::TerminalAuthenticationInfo;

use crate::tlv::TlvError;
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
    terminal_authentication: Vec<TerminalAuthenticationInfo>,
}

impl SecurityInfos {
    /// Every `PACEInfo`, in the order of the file.
    pub fn pace(&self) -> &[PaceInfo] {
        &self.pace
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

    /// Every `TerminalAuthenticationInfo`, in the order of the file.
    pub fn terminal_authentication(&self) -> &[TerminalAuthenticationInfo] {
        &self.terminal_authentication
    }
}
